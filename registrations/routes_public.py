"""The page of a discussion, and registering for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.calendar_ways import adding
from events.feeds import calendar_answer, discussion_file
from events.models import Discussion
from events.queries import public_discussion, series_of
from foundation import guards, limits
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PUBLIC, page, reader_language, redirect
from foundation.refusals import Refused
from foundation.zones import offered_zones
from registrations import provinces
from registrations.form import FIELDS, read_answers
from registrations.models import Registration
from registrations.privacy import routes_public as privacy
from registrations.questions.answering import questions_of
from registrations.register import personal_path, register_held
from registrations.seats import Around, Held, held_discussion
from registrations.sharing.sources import FROM, note_source, source_number
from registrations.unions import routes_public as unions
from registrations.unions.matching import offered
from registrations.whole_series import chosen_beside, open_beside
from speakers.preparing.summing_up import approved_summary
from speakers.programme import public_programme, public_speakers

CALENDAR = ".ics"
Reading = Request[Any, Any, Any]


@reads("/discussions/{slug:str}")
def discussion(request: Reading, session: NamedDependency[Session], slug: FromPath[str]) -> Response[Any]:
    """The page of a discussion, or with `.ics` its calendar file."""
    found = public_discussion(session, slug.removesuffix(CALENDAR))
    if slug.endswith(CALENDAR):
        content = discussion_file(found, series_of(session, found), request.app.state.settings.base_url)
        return calendar_answer(content, found.slug, request.app.state.now(), PUBLIC)
    source = source_number(request.query_params.get(FROM, ""))
    form = Form.showing(language=reader_language(request), timezone=found.timezone, source=source)
    return _discussion_page(request, session, found, form, headers=PUBLIC)


@writes("/discussions/{slug:str}/registrations")
def submit_registration(
    request: Reading, session: NamedDependency[Session], slug: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """By mail every visitor gets the same answer, known or new (trust.md, Access); the link of a phone number can only
    be shown."""
    others = chosen_beside(session, slug, form.all("also")) if form.has("also") else []
    found, around = held_discussion(session, slug)
    try:
        number = _register(request, session, found, form, others, around=around)
    except Refused as refusal:
        session.rollback()
        form.refuse(refusal)
        return _discussion_page(request, session, public_discussion(session, slug), form, status=refusal.status)
    if form.has("email"):
        return redirect(request, f"/discussions/{slug}/registered")
    return redirect(request, personal_path(session, session.get_one(Registration, number)))


@reads("/discussions/{slug:str}/registered")
def registered(request: Reading, session: NamedDependency[Session], slug: FromPath[str]) -> Response[bytes]:
    found = public_discussion(session, slug)
    series = series_of(session, found)
    return page(request, "registrations/registered.html", headers=PUBLIC, discussion=found, series=series)


def _register(
    request: Reading, session: Session, found: Held, form: Form, others: Sequence[Discussion], *,
    around: Around,
) -> int:  # fmt: skip
    allowed, now = request.app.state.settings.registrations_per_hour, request.app.state.now()
    limits.spend(session, f"registrations {guards.network_of(request)}", now, allowed=allowed, per=timedelta(hours=1))
    own = questions_of(session, found.series_id) if around.asks else ()
    answers = read_answers(form, language=reader_language(request), timezone=found.timezone, own=own)
    for other in others:
        register_held(session, other, answers, now)
    number = register_held(session, found, answers, now, has_directory=around.has_directory)
    if form.has("source"):
        note_source(session, number, form["source"])
    return number


def _discussion_page(
    request: Reading, session: Session, found: Discussion, form: Form, *, status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:  # fmt: skip
    now, base_url, series = request.app.state.now(), request.app.state.settings.base_url, series_of(session, found)
    return page(
        request, "registrations/discussion.html", status=status, headers=headers or {"Cache-Control": "no-store"},
        form=form, discussion=found, series=series, beside=open_beside(session, series, found, now),
        speakers=public_speakers(session, found, now),
        programme=public_programme(session, found), fields=FIELDS, zones=offered_zones(now, _zone_in(form)),
        countries=provinces.BY_COUNTRY, is_over=found.is_over(now), has_begun=found.has_begun(now),
        **_window(found, now),
        **_own(session, found, form), ways=adding(found, f"{base_url}/discussions/{found.slug}"),
        unions=offered(session, found.series_id),
        has_summary=found.is_over(now) and approved_summary(session, found) is not None,
        more_is_wrong=any(field.folded and field.name in form.errors for field in FIELDS),
    )  # fmt: skip


def _own(session: Session, found: Discussion, form: Form) -> dict[str, Any]:
    """The organisers' own questions: what is required stands in sight, the rest is folded away."""
    questions = questions_of(session, found.series_id)
    return {
        "asked_first": [one for one in questions if one.is_required],
        "asked_folded": (folded := [one for one in questions if not one.is_required]),
        "own_is_wrong": any(one.name in form.errors for one in folded),
    }


def _window(found: Discussion, now: datetime) -> dict[str, Any]:
    """Whether one can register, and the hour that decides about it."""
    takes_place = found.is_published and not found.is_over(now)
    return {
        "is_open": found.takes_registrations(now),
        "opens_at": found.opens_at if takes_place and found.opens_later(now) else None,
        "closed_at": found.closes_at if takes_place and found.has_closed(now) else None,
    }


def _zone_in(form: Form) -> str | None:
    """The zone to choose in the form again; one that does not exist cannot be offered."""
    return None if "timezone" in form.errors else form["timezone"] or None


router = Router(
    path="/", dependencies=guards.PUBLIC,
    route_handlers=[discussion, submit_registration, registered, *unions.HANDLERS, *privacy.HANDLERS],
)

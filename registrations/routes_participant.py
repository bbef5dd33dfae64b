"""The page of a participant behind their personal link: when, join, give up the seat, come back."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.calendar import file
from events.calendar_ways import subscribing
from events.channels import channels_of
from events.feeds import calendar_answer, feed_dies_at, personal_feed
from events.models import Discussion
from events.queries import series_of
from foundation import guards
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.moments import Moment
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person
from foundation.zones import offered_zones
from registrations import personal, seats, whole_series
from registrations.admission import offers
from registrations.attendance.own import own_check_ins
from registrations.data_price import data_price
from registrations.form import FIELDS
from registrations.models import Purpose, Registration
from registrations.own_calendar import entries_of, entry_of
from registrations.privacy import consents
from registrations.queries import own_registrations, registration_behind
from registrations.register import personal_path
from speakers.preparing.materials import released_in
from speakers.preparing.summing_up import approved_summary
from speakers.programme import public_programme, public_speakers

CALENDAR = ".ics"
TAKE_PART = next(field.label for field in FIELDS if field.purpose is Purpose.TAKE_PART)
Reading = Request[Any, Any, Any]


def my_registration(request: Reading, session: Session, token: str, **more: Any) -> Response[Any]:
    """The personal page, or with `.ics` the entry for this person's calendar. `template` and whatever else it shows
    come from the top floor, which has this address (decisions/0015)."""
    registration, discussion, person = behind(request, session, token.removesuffix(CALENDAR))
    if token.endswith(CALENDAR):
        return _calendar(request, registration, discussion, person)
    return personal_page(request, session, token, settings_form(person), **more)


@reads("/r/{token:str}/calendar.ics")
def my_calendar(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[Any]:
    """Everything this person registered for in the series, to subscribe to; open for longer than the page."""
    found, now = registration_behind(session, token), request.app.state.now()
    own = own_registrations(session, *found) if found else []
    dies_at = feed_dies_at([discussion for _, discussion in own]) if own else None
    guards.refuse_unless_found(request, session, found, dies_at)
    assert found is not None, "refused above"
    _, discussion, person = found
    base_url, series = request.app.state.settings.base_url, series_of(session, discussion)
    entries = entries_of(session, own, person, base_url)
    content = personal_feed(series, person, entries, f"{base_url}/r/{token}", now=now)
    return calendar_answer(content, "calendar", now, PERSONAL)


@writes("/r/{token:str}/cancellation")
def give_up_seat(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    registration, discussion, person = behind(request, session, token)
    now = request.app.state.now()
    seats.give_up(session, discussion, registration, now)
    personal.recognise(person, now)
    return redirect(request, f"/r/{token}")


@writes("/r/{token:str}/seat")
def take_seat(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    """Yes to the seat that is offered; the no is giving up."""
    registration, discussion, person = behind(request, session, token)
    now = request.app.state.now()
    offers.accept(session, discussion, registration, now)
    personal.recognise(person, now)
    return redirect(request, f"/r/{token}")


@writes("/r/{token:str}/return")
def come_back(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    registration, discussion, person = found = behind(request, session, token)
    now = request.app.state.now()
    seats.come_back(session, discussion, registration, now)
    consents.agree(session, found, Purpose.TAKE_PART, now)
    personal.recognise(person, now)
    return redirect(request, f"/r/{token}")


@writes("/r/{token:str}/settings")
def change_settings(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    registration, _, person = behind(request, session, token)
    with form.refusing():
        personal.choose(
            session, registration, person, language=form["language"], timezone=form["timezone"],
            discreet=form.has("discreet"),
        )  # fmt: skip
    if form.errors:
        return personal_page(request, session, token, form, status=422)
    personal.recognise(person, request.app.state.now())
    return Redirect(f"/r/{token}", status_code=303)  # without ?language=: the page is in the language just chosen


def settings_form(person: Person, **more: str) -> Form:
    """How this person is written to, and whatever else was typed on the page."""
    discreet = "yes" if person.discreet else ""
    return Form.showing(language=person.language, timezone=person.timezone, discreet=discreet, **more)


def behind(request: Reading, session: Session, token: str) -> tuple[Registration, Discussion, Person]:
    """What the link leads to; a wrong or dead one is counted and looks like no page at all."""
    found = registration_behind(session, token)
    guards.refuse_unless_found(request, session, found, found[1].links_die_at() if found else None)
    assert found is not None, "refused above"
    return found


def personal_page(
    request: Reading, session: Session, token: str, form: Form, *, template: str = "registrations/personal.html",
    status: int = 200, **more: Any,
) -> Response[bytes]:  # fmt: skip
    registration, discussion, person = behind(request, session, token)
    now, base_url = request.app.state.now(), request.app.state.settings.base_url
    return page(
        request, template, status=status, language=person.language, headers=PERSONAL, form=form,
        registration=registration, discussion=discussion, person=person, series=series_of(session, discussion),
        path=f"/r/{token}", is_over=discussion.is_over(now), door_is_open=discussion.is_door_open(now),
        channels=channels_of(session, discussion) if discussion.is_door_open(now) else [],
        place_in_line=_place(session, registration), check_ins=own_check_ins(session, registration, discussion, now),
        price=data_price(discussion.minutes), programme=public_programme(session, discussion),
        speakers=public_speakers(session, discussion, now), zones=offered_zones(now, person.timezone),
        is_link_shown_only_here=person.email is None, ways=subscribing(f"{base_url}/r/{token}/calendar.ics"),
        whatsapp=_whatsapp(request, discussion, person, token), take_part=TAKE_PART,
        released=released_in(session, discussion, now) if registration.is_confirmed else [],
        has_summary=discussion.is_over(now) and approved_summary(session, discussion) is not None,
        **_whole_series(session, registration, person, now), **more,
    )  # fmt: skip


def _whole_series(session: Session, registration: Registration, person: Person, now: datetime) -> dict[str, Any]:
    """The series around this discussion, and the ways to the other personal pages."""
    series = series_of(session, session.get_one(Discussion, registration.discussion_id))
    rows = whole_series.rows_of(session, series, registration, person, now=now)
    others = [row.registration for row in rows if row.registration is not None]
    return {"rows": rows, "paths": {one.id: personal_path(session, one) for one in others}}


def _place(session: Session, registration: Registration) -> Message | None:
    if not registration.is_waiting or registration.is_offered:
        return None
    number = seats.place_in_line(session, registration)
    return say("This discussion is full. You are number {n} on the waiting list.", n=number)


def _whatsapp(request: Reading, discussion: Discussion, person: Person, token: str) -> str:
    """A link that opens WhatsApp with the text written, for a message to oneself."""
    address = f"{request.app.state.settings.base_url}/r/{token}"
    return f"https://wa.me/?text={quote(_keepsake(discussion, person, address).in_language(person.language))}"


def _keepsake(discussion: Discussion, person: Person, address: str) -> Message:
    when = Moment(discussion.starts_at, person.timezone)
    if person.discreet:
        return say("Online discussion, {when}: {address}", when=when, address=address)
    return say("{title}, {when}. My personal link: {address}", title=discussion.title, when=when, address=address)


def _calendar(request: Reading, registration: Registration, discussion: Discussion, person: Person) -> Response[Any]:
    page_url = request.app.state.settings.base_url + request.url.path.removesuffix(CALENDAR)
    content = file(entry_of(registration, discussion, person, page_url))
    return calendar_answer(content, "discussion", request.app.state.now(), PERSONAL)


HANDLERS = [my_calendar, give_up_seat, take_seat, come_back, change_settings]

"""The desk: coordinators of a series, their links, and who is on their lists."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion, Series
from events.queries import office_series
from foundation.access_log import note_look
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    absolute,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.languages import Message, say
from registrations.coordinators import appoint, forms
from registrations.coordinators.models import Coordinator
from registrations.coordinators.passing_on import to_coordinator
from registrations.coordinators.queries import (
    coordinator_in,
    coordinators_in,
    covered_discussions,
    discussions_to_cover,
    listed_by,
)
from registrations.desk_words import STATUSES, TONES

HERE, ONE = "/series/{slug:str}/coordinators", "/series/{slug:str}/coordinators/{number:str}"
LIST_PAGE, FORM_PAGE = "registrations/coordinators/desk_list.html", "registrations/coordinators/desk_form.html"
PAGE = "registrations/coordinators/desk_one.html"


@reads(HERE)
def coordinators(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series, now = office_series(session, desk.office, slug), request.app.state.now()
    rows = [(one, listed, _standing(one, now)) for one, listed in coordinators_in(session, series)]
    return desk_page(request, desk, LIST_PAGE, rows=rows, **around(series))


@reads(f"{HERE}/new")
def new_coordinator(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    offered = discussions_to_cover(session, series, request.app.state.now())
    return desk_page(request, desk, FORM_PAGE, form=forms.new_form(series, offered), **_asked(series, offered))


@writes(f"{HERE}/new")
def add_coordinator(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series, now, made = office_series(session, desk.office, slug), request.app.state.now(), None
    offered = discussions_to_cover(session, series, now)
    said = forms.appointment_in(form, series, offered)
    with trying(form, session):
        made = appoint.appoint(session, series, said, now)
    if form.errors or made is None:
        return shown_again(request, desk, FORM_PAGE, form, **_asked(series, offered))
    return go_to(f"/desk/series/{slug}/coordinators/{made.id}", "link-made")


@reads(ONE)
def coordinator(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    series, found = coordinator_at(session, desk, slug, number)
    link, whatsapp = to_coordinator(session, found, series, partial(absolute, request))
    listed, now = listed_by(session, found), request.app.state.now()
    note_look(session, desk, "members", now, about=slug, people=1 + len(listed))
    return desk_page(
        request, desk, PAGE, coordinator=found, link_to_pass_on=link, whatsapp=whatsapp, statuses=STATUSES,
        tones=TONES, standing=_standing(found, now), listed=listed,
        covered=covered_discussions(session, found), **around(series),
    )  # fmt: skip


@reads(f"{ONE}/edit")
def edit_coordinator(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    series, found = coordinator_at(session, desk, slug, number)
    offered = discussions_to_cover(session, series, request.app.state.now())
    form = forms.form_of(found, covered_discussions(session, found), series)
    return desk_page(request, desk, FORM_PAGE, form=form, **_asked(series, offered, found))


@writes(f"{ONE}/edit")
def save_coordinator(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    (series, found), now = coordinator_at(session, desk, slug, number), request.app.state.now()
    offered = discussions_to_cover(session, series, now)
    said = forms.appointment_in(form, series, offered)
    with trying(form, session):
        appoint.change(session, found, said, now)
    if form.errors:
        return shown_again(request, desk, FORM_PAGE, form, **_asked(series, offered, found))
    return go_to(f"/desk/series/{slug}/coordinators/{number}", "saved")


@writes(f"{ONE}/revocation")
def revoke(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, found = coordinator_at(session, desk, slug, number)
    appoint.revoke(session, found, request.app.state.now())
    return go_to(f"/desk/series/{slug}/coordinators/{number}", "link-ended")


@writes(f"{ONE}/restoration")
def restore(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, found = coordinator_at(session, desk, slug, number)
    appoint.restore(session, found)
    return go_to(f"/desk/series/{slug}/coordinators/{number}", "link-made")


def coordinator_at(session: Session, desk: OpenDesk, slug: str, number: str) -> tuple[Series, Coordinator]:
    series = office_series(session, desk.office, slug)
    return series, coordinator_in(session, series, row_number(number))


def _standing(one: Coordinator, now: Any) -> tuple[Message, str]:
    if one.revoked_at is not None:
        return say("Link ended"), "bad"
    return (say("Takes names"), "good") if one.takes_names(now) else (say("Time is over"), "")


def around(series: Series) -> dict[str, Any]:
    return {"series": series, "path": f"/desk/series/{series.slug}"}


def _asked(series: Series, offered: Sequence[Discussion], found: Coordinator | None = None) -> dict[str, Any]:
    choices = [(str(one.id), say("{number}. {title}", number=one.number, title=one.title)) for one in offered]
    return {**around(series), "offered": choices, "coordinator": found}


HANDLERS = [
    coordinators, new_coordinator, add_coordinator, coordinator, edit_coordinator, save_coordinator, revoke, restore,
]  # fmt: skip

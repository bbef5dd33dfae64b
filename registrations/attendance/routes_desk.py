"""The desk: who was there. Check-ins opened and closed, people entered, many at once."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from foundation.access_log import note_look
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.paging import pages_offered
from registrations.attendance.check_in import enter
from registrations.attendance.doubts import doubts_in, strangers_in
from registrations.attendance.entered import MOST_SHOWN, checked_in, tickable, unions_in
from registrations.attendance.hours import Hours, close_check_in, hours_of, open_check_in, set_word
from registrations.attendance.lines import STATES, lines_in, totals
from registrations.attendance.own import NAMES
from registrations.attendance.room_reports import reports_of
from registrations.attendance.rule import percent_of
from registrations.certificates.queries import wishes_in
from registrations.lists import PER_PAGE, page_number

HERE = "/discussions/{slug:str}/attendance"
PAGE, ENTRY_PAGE = "registrations/desk_attendance.html", "registrations/desk_check_ins.html"
BOTH = "1 2"


@reads(HERE)
def attendance(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    shown = whole(request, session, office_discussion(session, desk.office, slug))
    note_look(session, desk, "attendance", request.app.state.now(), about=slug, people=len(shown["lines"]))
    return desk_page(request, desk, PAGE, **shown)


@writes(f"{HERE}/hours/{{number:str}}/opening")
def open_now(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    open_check_in(session, discussion, row_number(number), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance", "check-in-open")


@writes(f"{HERE}/hours/{{number:str}}/closing")
def close_now(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    close_check_in(session, discussion, row_number(number), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance", "check-in-closed")


@writes(f"{HERE}/hours/{{number:str}}/word")
def choose_word(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    with trying(form, session):
        set_word(session, discussion, row_number(number), form["word"])
    if form.errors:
        shown = {**whole(request, session, discussion), "wrong": row_number(number)}
        return shown_again(request, desk, PAGE, form, **shown)
    return go_to(f"/desk/discussions/{slug}/attendance", "saved")


@reads(f"{HERE}/check-ins")
def people_to_tick(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    form, shown = Form.showing(numbers=_usual(request, session, discussion)), _to_tick(request, session, discussion)
    note_look(session, desk, "attendance", request.app.state.now(), about=slug, people=len(shown["people"]))
    return desk_page(request, desk, ENTRY_PAGE, form=form, **shown)


@writes(f"{HERE}/check-ins")
def enter_people(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    numbers = [row_number(number) for number in form["numbers"].split()]
    people = [row_number(number) for number in form.all("people")]
    with trying(form, session):
        enter(session, discussion, numbers, people, by_id=desk.person.id, now=request.app.state.now())
    if form.errors:
        return shown_again(request, desk, ENTRY_PAGE, form, **_to_tick(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/attendance", "entered")


def whole(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """What the page of the tab shows, whichever of its forms was sent."""
    now, counted = request.app.state.now(), checked_in(session, discussion)
    check_ins = [(one, NAMES[one.number], _state(one, now), counted.get(one.number, 0))
                 for one in hours_of(session, discussion)]  # fmt: skip
    return {
        **head(session, discussion, now), "check_ins": check_ins, "wrong": None, "now": now,
        "door_is_open": discussion.is_door_open(now), "has_begun": discussion.has_begun(now),
        "is_over": discussion.is_over(now), "percent": percent_of(session, discussion.series_id),
        "totals": totals(session, discussion), "wishes": wishes_in(session, discussion),
        "doubtful": doubts_in(session, discussion)[1], "strangers": len(strangers_in(session, discussion)),
        "reports": sum(one.counted_at is not None for one in reports_of(session, discussion)),
        **_lines(request, session, discussion),
    }  # fmt: skip


def _lines(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    state, search = request.query_params.get("state", ""), request.query_params.get("search", "").strip()[:100]
    page = page_number(request.query_params)
    found, in_all = lines_in(session, discussion, state=state if state in STATES else "", search=search, page=page)
    return {
        "lines": found, "in_all": in_all, "state": state, "search": search, "page": page,
        "pages": pages_offered(-(-in_all // PER_PAGE), page),
    }  # fmt: skip


def _state(hours: Hours, now: Any) -> tuple[Message, str]:
    if hours.is_open(now):
        return say("Open"), "good"
    if hours.is_closed(now) or hours.closes_at <= hours.opens_at:
        return say("Closed"), ""
    return say("Opens by itself"), "wait"


def _usual(request: Asking, session: Session, discussion: Discussion) -> str:
    """The check-in that is open; both when none or either is."""
    is_open = [str(one.number) for one in hours_of(session, discussion) if one.is_open(request.app.state.now())]
    return is_open[0] if len(is_open) == 1 else BOTH


def _to_tick(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    union, search = (request.query_params.get(name, "").strip()[:200] for name in ("union", "search"))
    people, in_all = tickable(session, discussion, union=union, search=search)
    unions = [(name, name) for name in unions_in(session, discussion)]
    return {
        **head(session, discussion, request.app.state.now()), "people": people, "in_all": in_all, "most": MOST_SHOWN,
        "wanted": Form.showing(union=union, search=search), "unions": unions, "is_narrowed": bool(union or search),
        "which": [("1", NAMES[1]), ("2", NAMES[2]), (BOTH, say("Both"))],
    }  # fmt: skip


HANDLERS = [attendance, open_now, close_now, choose_word, people_to_tick, enter_people]

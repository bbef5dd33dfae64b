"""The desk: the line of one person, names that nobody recognised for certain, and the rule of the series."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session, select

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion, series_of
from foundation.access_log import note_look
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    number_in,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from registrations.attendance.doubts import decide, decided_in, doubts_in, name_in, strangers_in, take_back
from registrations.attendance.lines import Line, set_by_hand
from registrations.attendance.models import Attendance, CheckIn, How, RoomName, Way
from registrations.attendance.own import NAMES
from registrations.attendance.routes_desk import PAGE, whole
from registrations.attendance.rule import set_percent
from registrations.lists import registration_in
from registrations.models import Registration

HERE = "/discussions/{slug:str}/attendance"
PERSON_PAGE, DOUBTS_PAGE = "registrations/desk_attendance_person.html", "registrations/desk_doubts.html"
WAYS = {Way.TAP: say("on their own page"), Way.WORD: say("by the word"), Way.ENTERED: say("entered at the desk")}
HOW = {
    How.ADDRESS: say("by the address"), How.LINK: say("by the personal link"), How.NAME: say("by the name"),
    How.DECISION: say("somebody decided"),
}  # fmt: skip
SAID = {"there": True, "absent": False, "rule": None}


@reads(f"{HERE}/people/{{number:str}}")
def one_person(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    discussion, registration = _found(session, desk, slug, number)
    note_look(session, desk, "attendance", request.app.state.now(), about=slug, people=1)
    return desk_page(request, desk, PERSON_PAGE, **_person(request, session, discussion, registration, None))


@writes(f"{HERE}/people/{{number:str}}")
def say_by_hand(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, registration = _found(session, desk, slug, number)
    with trying(form, session):
        set_by_hand(session, discussion, registration, SAID.get(form["said"]), reason=form["reason"],
                    by_id=desk.person.id, now=request.app.state.now())  # fmt: skip
    if form.errors:
        return shown_again(request, desk, PERSON_PAGE, **_person(request, session, discussion, registration, form))
    return go_to(f"/desk/discussions/{slug}/attendance", "saved")


@reads(f"{HERE}/doubts")
def doubts(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    found, in_all = doubts_in(session, discussion)
    decided, strangers = decided_in(session, discussion), strangers_in(session, discussion)
    note_look(session, desk, "attendance", now, about=slug, people=len(found) + len(decided) + len(strangers))
    return desk_page(
        request, desk, DOUBTS_PAGE, doubts=found, in_all=in_all, decided=decided, strangers=strangers,
        **head(session, discussion, now),
    )  # fmt: skip


@writes(f"{HERE}/names/{{number:str}}/decision")
def decide_name(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """With a person it is them; without, nobody who is registered."""
    discussion = office_discussion(session, desk.office, slug)
    seen = name_in(session, discussion, row_number(number))
    person_id = row_number(form["person"]) if form["person"] else None
    decide(session, discussion, seen, person_id, by_id=desk.person.id, now=request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance/doubts", "saved")


@writes(f"{HERE}/names/{{number:str}}/reversal")
def take_decision_back(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    take_back(session, discussion, name_in(session, discussion, row_number(number)), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/attendance/doubts", "saved")


@writes(f"{HERE}/rule")
def choose_percent(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion, percent = office_discussion(session, desk.office, slug), number_in(form, "percent")
    if not form.errors:
        with trying(form, session):
            set_percent(session, series_of(session, discussion), percent, request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **whole(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/attendance", "saved")


def _found(session: Session, desk: OpenDesk, slug: str, number: str) -> tuple[Discussion, Registration]:
    discussion = office_discussion(session, desk.office, slug)
    return discussion, registration_in(session, discussion, row_number(number))


def _person(
    request: Asking, session: Session, discussion: Discussion, registration: Registration, form: Form | None
) -> dict[str, Any]:  # fmt: skip
    """Everything that speaks for one person, beside the form."""
    person_id = registration.person_id
    line = Line(registration, session.get(Attendance, (discussion.id, person_id)))
    words = {value: word for word, value in SAID.items()}
    reason = line.attendance.reason if line.attendance else ""
    check_ins = session.exec(select(CheckIn).where(
        CheckIn.discussion_id == discussion.id, CheckIn.person_id == person_id).order_by(CheckIn.number)  # type: ignore[arg-type]
    ).all()  # fmt: skip
    names = session.exec(select(RoomName).where(
        RoomName.discussion_id == discussion.id, RoomName.person_id == person_id).order_by(RoomName.name)
    ).all()  # fmt: skip
    return {
        **head(session, discussion, request.app.state.now()), "line": line, "registration": registration,
        "check_ins": [(NAMES[one.number], one.at, WAYS[one.way]) for one in check_ins],
        "names": [(one.name or one.email, HOW[one.how]) for one in names if one.how is not None],
        "form": form or Form.showing(said=words[line.by_hand], reason=reason),
    }  # fmt: skip


HANDLERS = [one_person, say_by_hand, doubts, decide_name, take_decision_back, choose_percent]

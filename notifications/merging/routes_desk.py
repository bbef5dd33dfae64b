"""The desk: two who are one person. Whom it might be, both side by side with what will happen, and the act itself."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

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
from foundation.languages import say
from foundation.people import Person
from foundation.refusals import Refused
from foundation.sign_in import Desk
from notifications.mending import person_of_office
from notifications.merging.joining import join_people
from notifications.merging.possible import others, refuse_unless_possible, side_of
from registrations.desk_words import STATUSES
from speakers.words import ANSWERS

HERE = "/people/{number:str}/merging"
PAGE, BOTH_PAGE = "notifications/merging/desk_others.html", "notifications/merging/desk_both.html"
FIRST, SECOND = "first", "second"


@reads(HERE)
def whom(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    person = person_of_office(session, desk.office, row_number(number))
    search = request.query_params.get("search", "").strip()[:100]
    found = others(session, desk.office, person, search)
    note_look(session, desk, "doubles", request.app.state.now(), people=len(found))
    return desk_page(request, desk, PAGE, person=person, found=found, search=search)


@reads(f"{HERE}/{{other:str}}")
def both(
    request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str], other: FromPath[str]
) -> Response[bytes]:
    first, second = _two(session, desk, number, other)
    form = Form.showing(stays=FIRST if first.email or not second.email else SECOND, full_name=first.full_name)
    note_look(session, desk, "doubles", request.app.state.now(), people=2)
    return desk_page(request, desk, BOTH_PAGE, form=form, **_side_by_side(session, first, second))


@writes(f"{HERE}/{{other:str}}")
def join(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    number: FromPath[str], other: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    first, second = _two(session, desk, number, other)
    now = request.app.state.now()
    with trying(form, session):
        if form["stays"] not in (FIRST, SECOND):
            raise Refused(say("Please choose whose contact stays."), "stays")
        stays, goes = (first, second) if form["stays"] == FIRST else (second, first)
        join_people(session, desk.office, stays, goes, full_name=form["full_name"], keeps_phone=form.has("phone"),
                    now=now)  # fmt: skip
        note_look(session, desk, "merged", now, people=2)
        return go_to(f"/desk/people/{stays.id}/messages", "merged")
    return shown_again(request, desk, BOTH_PAGE, form, **_side_by_side(session, first, second))


def _two(session: Session, desk: Desk, number: str, other: str) -> tuple[Person, Person]:
    first, second = (person_of_office(session, desk.office, row_number(one)) for one in (number, other))
    refuse_unless_possible(session, desk.office, first, second)
    return first, second


def _side_by_side(session: Session, first: Person, second: Person) -> dict[str, Any]:
    sides = [side_of(session, person) for person in (first, second)]
    return {
        "sides": sides, "first": first, "second": second, "statuses": STATUSES, "answers": ANSWERS,
        "twice": len(sides[0].discussions & sides[1].discussions), "number": first.phone or second.phone,
        "contacts": [(FIRST, first.email or first.phone), (SECOND, second.email or second.phone)],
    }  # fmt: skip


HANDLERS = [whom, both, join]

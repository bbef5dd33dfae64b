"""The desk: what the office holds about one person, handed out or erased on their wish, with a line in the log."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from pydantic_core import to_json
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
from foundation.pages import PERSONAL
from foundation.people import Person
from foundation.sign_in import Desk
from notifications.mending import person_of_office
from notifications.privacy.calendar_left import stays_in_calendar
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about
from notifications.privacy.held_words import Reader, readable
from registrations.privacy.participants import checked_purpose

PAGE = "notifications/desk_held.html"


@reads("/people/{number:str}/data")
def data_of_person(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    person = person_of_office(session, desk.office, row_number(number))
    note_look(session, desk, "held", request.app.state.now(), people=1)
    return desk_page(request, desk, PAGE, **_context(request, session, desk, person))


@reads("/people/{number:str}/data.json")
def data_as_file(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    person = person_of_office(session, desk.office, row_number(number))
    note_look(session, desk, "held", request.app.state.now(), people=1)
    content = to_json(held_about(session, person, desk.office), indent=2)
    headers = {**PERSONAL, "Content-Disposition": 'attachment; filename="rembuk-one-person.json"'}
    return Response(content, status_code=200, media_type="application/json", headers=headers)


@writes("/people/{number:str}/erasure")
def erase_person(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    """What this office holds; another office's part is theirs, and looks like nothing from here."""
    person, now = person_of_office(session, desk.office, row_number(number)), request.app.state.now()
    with trying(form, session):
        purpose = checked_purpose(form["purpose"])
        erase(session, person, now, office_id=desk.office.id or 0)
        note_look(session, desk, "erased", now, people=1, purpose=purpose)
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_context(request, session, desk, person))
    return go_to("/desk", "erased")


def _context(request: Asking, session: Session, desk: Desk, person: Person) -> dict[str, Any]:
    reader = Reader(desk.office.timezone, desk.person.language)
    sections = readable(held_about(session, person, desk.office), reader)
    return {
        "person": person, "sections": sections, "stays": stays_in_calendar(session, person, request.app.state.now())
    }


HANDLERS = [data_of_person, data_as_file, erase_person]

"""The desk: one registration, everything that was typed, corrected for somebody who called."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
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
    zone_choices,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.people import Person
from foundation.sign_in import Desk
from registrations import provinces
from registrations.desk_words import STATUSES
from registrations.lists import registration_in
from registrations.privacy.correction import Found, correct_for, fields_of_desk, shown_at_desk
from registrations.questions.answering import questions_about

ONE = "/discussions/{slug:str}/registrations/{number:str}"
PAGE = "registrations/desk_registration.html"


@reads(ONE)
def one_registration(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    found = _found(session, desk, slug, number)
    note_look(session, desk, "registration", request.app.state.now(), people=1, about=slug)
    form = shown_at_desk(session, found)
    return desk_page(request, desk, PAGE, form=form, **_around(request, session, desk, found, form))


@writes(ONE)
def correct(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """Who corrected stands beside who looked."""
    found = _found(session, desk, slug, number)
    with trying(form, session):
        correct_for(session, desk.office, found, form)
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_around(request, session, desk, found, form))
    note_look(session, desk, "corrected", request.app.state.now(), people=1, about=slug)
    return go_to(f"/desk/discussions/{slug}/registrations/{number}", "saved")


def _found(session: Session, desk: Desk, slug: str, number: str) -> Found:
    discussion = office_discussion(session, desk.office, slug)
    registration = registration_in(session, discussion, row_number(number))
    return registration, discussion, session.get_one(Person, registration.person_id)


def _around(request: Asking, session: Session, desk: Desk, found: Found, form: Form) -> dict[str, Any]:
    registration, discussion, person = found
    return {
        "registration": registration, "person": person, "state": STATUSES[registration.status],
        "fields": fields_of_desk(session, desk.office, registration, person),
        "questions": questions_about(session, registration, discussion.series_id),
        "zones": zone_choices(request, form), "countries": provinces.BY_COUNTRY,
        **head(session, discussion, request.app.state.now()),
    }  # fmt: skip


HANDLERS = [one_registration, correct]

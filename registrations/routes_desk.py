"""The desk: what lies ahead at a glance, and who takes part in a discussion."""

from datetime import datetime
from typing import Any

from litestar import Response, Router
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import all_series, coming_discussions, office_discussion
from events.sharing import invitation_text
from foundation import guards
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, absolute, go_to, row_number
from foundation.edge import writes
from foundation.languages import Message, say
from foundation.paging import pages_offered
from foundation.sign_in import Desk
from foundation.whatsapp import whatsapp_address
from registrations import routes_desk_whatsapp, seats
from registrations.admission import routes_desk as admission
from registrations.attendance import routes_desk as attendance
from registrations.attendance import routes_people, routes_reports
from registrations.board import full_boards
from registrations.certificates import routes_desk as certificates
from registrations.certificates.queries import wishes_of
from registrations.coordinators import routes_desk as routes_desk_coordinators
from registrations.desk_words import STATUSES
from registrations.evaluation import routes_desk as evaluation
from registrations.importing import routes_desk as routes_desk_import
from registrations.importing import routes_discussion as routes_import_of_office
from registrations.lists import PER_PAGE, Wanted, lines, page_number, registration_in
from registrations.models import Status
from registrations.privacy import routes_desk as privacy
from registrations.privacy import routes_desk_correction, routes_desk_retention
from registrations.privacy.consents import refuse_if_withdrawn
from registrations.privacy.retention import clocks
from registrations.queries import counts
from registrations.questions import routes_desk as questions
from registrations.reports import routes_desk as reports
from registrations.sharing import routes_desk as routes_desk_sharing
from registrations.unions import routes_desk as unions


def home_of(session: Session, desk: Desk, now: datetime) -> dict[str, Any]:
    """For `registrations/desk_home.html`: coming discussions and their lamps, then the series. The top floor, where
    all news of the desk come together, has the page (decisions/0015)."""
    coming, series = coming_discussions(session, desk.office, now), all_series(session, desk.office)
    titles = {one.id: one.title for one in series}
    going = [clock for clock in clocks(session, office=desk.office) if clock.warns(now)]
    return {
        "boards": full_boards(session, coming, now), "all_series": series, "titles": titles, "going": going,
        "wishes": wishes_of(session, desk.office),
    }  # fmt: skip


def registrations_in(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """For `registrations/desk_registrations.html`, as far as this floor knows (decisions/0015)."""
    wanted = _wanted(request)
    found, in_all = lines(session, discussion, wanted)
    choices = _choices(session, discussion)
    return {
        "pending": next((number for word, _, number in choices if word == Status.PENDING), 0),
        "lines": found, "in_all": in_all, "wanted": wanted, "choices": choices,
        "pages": pages_offered(-(-in_all // PER_PAGE), wanted.page), **_around(request, session, discussion),
    }  # fmt: skip


@writes("/discussions/{slug:str}/registrations/{number:str}/cancellation")
def give_up(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    """On behalf of somebody who called; the seat passes on."""
    discussion = office_discussion(session, desk.office, slug)
    registration = registration_in(session, discussion, row_number(number))
    seats.give_up(session, discussion, registration, request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/registrations", "given-up")


@writes("/discussions/{slug:str}/registrations/{number:str}/return")
def come_back(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion = office_discussion(session, desk.office, slug)
    registration = registration_in(session, discussion, row_number(number))
    refuse_if_withdrawn(session, registration)
    seats.come_back(session, discussion, registration, request.app.state.now(), is_approved=True)
    return go_to(f"/desk/discussions/{slug}/registrations", "back")


def _wanted(request: Asking) -> Wanted:
    return Wanted(
        status=request.query_params.get("status", ""), search=request.query_params.get("search", "").strip()[:100],
        page=page_number(request.query_params),
    )  # fmt: skip


def _choices(session: Session, discussion: Discussion) -> list[tuple[str, Message, int]]:
    """What can be shown alone: everybody, then each status somebody has, with its number."""
    assert discussion.id is not None, "stored rows have a number"
    by_status = counts(session, [discussion.id])[discussion.id]
    each = [(status.value, STATUSES[status], by_status[status]) for status in Status if by_status.get(status)]
    return [("", say("All"), sum(by_status.values())), *each]


def _around(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    """The head of the page, and what is passed on so that people register."""
    now = request.app.state.now()
    context = head(session, discussion, now)
    address = absolute(request, f"/discussions/{discussion.slug}")
    text = invitation_text(context["series"], discussion, address)
    return {
        **context, "address": address, "text": text, "whatsapp": whatsapp_address(text),
        "is_open": discussion.is_published and not discussion.is_over(now),
    }  # fmt: skip


router = Router(
    path="/desk", guards=[guards.organisers_only], dependencies=guards.DESK,
    route_handlers=[give_up, come_back, *admission.HANDLERS, *questions.HANDLERS, *unions.HANDLERS,
                    *routes_desk_whatsapp.HANDLERS, *attendance.HANDLERS,
                    *routes_reports.HANDLERS, *routes_people.HANDLERS, *routes_desk_coordinators.HANDLERS,
                    *routes_desk_import.HANDLERS, *routes_import_of_office.HANDLERS, *routes_desk_sharing.HANDLERS,
                    *privacy.HANDLERS, *routes_desk_retention.HANDLERS, *reports.HANDLERS, *certificates.HANDLERS,
                    *evaluation.HANDLERS, *routes_desk_correction.HANDLERS],
)  # fmt: skip

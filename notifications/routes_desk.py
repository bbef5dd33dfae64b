"""The desk: the overview of a discussion, and the routes of everything that is known up here."""

from datetime import timedelta
from typing import Any

from litestar import Response, Router
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from events.sharing import invitation_text
from foundation import guards
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, absolute, desk_page, go_to
from foundation.edge import reads, writes
from foundation.whatsapp import whatsapp_address
from live import routes_desk as running
from notifications import (
    routes_desk_announcements,
    routes_desk_answers,
    routes_desk_mailbox,
    routes_desk_messages,
    routes_desk_outbox,
    routes_desk_person,
    routes_desk_plan,
    routes_desk_sending,
)
from notifications.merging import routes_desk as merging
from notifications.outbox import Reach, counted, of_discussion, some_people
from notifications.overview import lacks, settling, states, told
from notifications.privacy import routes_desk as privacy
from notifications.progress import progress_of
from notifications.renewal import older_agendas, renew_agenda
from notifications.sending_state import sending_state
from registrations.board import full_boards
from speakers.asked_people import cards
from speakers.planned_rows import planned_rows
from speakers.readiness import lacking, warnings


@reads("/discussions/{slug:str}")
def overview(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    context, is_open = head(session, discussion, now), not discussion.is_over(now) and not discussion.is_cancelled
    return desk_page(
        request, desk, "notifications/desk_overview.html", **context, **_share(request, context),
        board=full_boards(session, [discussion], now)[0],
        lacks=lacks(lacking(session, discussion, now), context["path"]) if discussion.is_draft else [],
        warnings=warnings(session, discussion), settling=settling(session, discussion, now, _settle(request)),
        told=told(session, discussion, now), older_agendas=older_agendas(session, discussion) if is_open else 0,
        cards=cards(request, session, discussion, desk.office.name),
        agenda=planned_rows(session, discussion),
        states=states(counted(session, _messages(request, session, discussion))),
        progress=progress_of(session, discussion, now),
        sending=sending_state(session, desk.office, request.app.state.settings, now).about(discussion),
        is_open=is_open, may_restore=_may_restore(discussion, now),
    )  # fmt: skip


@writes("/discussions/{slug:str}/renewal")
def renew(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Send the agenda of this moment to all whose calendar shows an earlier one."""
    renew_agenda(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}", "renewed")


def _messages(request: Asking, session: Session, discussion: Discussion) -> Reach:
    only = some_people(session, discussion)
    return of_discussion(session, discussion, request.app.state.now(), _settle(request), only=only)


def _settle(request: Asking) -> timedelta:
    return timedelta(seconds=request.app.state.settings.settle_seconds)


def _share(request: Asking, context: dict[str, Any]) -> dict[str, Any]:
    address = absolute(request, f"/discussions/{context['discussion'].slug}")
    text = invitation_text(context["series"], context["discussion"], address)
    return {"address": address, "text": text, "whatsapp": whatsapp_address(text)}


def _may_restore(discussion: Discussion, now: Any) -> bool:
    return discussion.is_cancelled and not discussion.has_begun(now)


router = Router(
    path="/desk", guards=[guards.organisers_only], dependencies=guards.DESK,
    route_handlers=[overview, renew, *routes_desk_messages.HANDLERS, *routes_desk_person.HANDLERS,
                    *routes_desk_outbox.HANDLERS, *routes_desk_answers.HANDLERS, *routes_desk_mailbox.HANDLERS,
                    *routes_desk_announcements.HANDLERS, *routes_desk_plan.HANDLERS, *routes_desk_sending.HANDLERS,
                    *privacy.HANDLERS, *merging.HANDLERS, *running.HANDLERS],
)  # fmt: skip

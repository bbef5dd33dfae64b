"""The desk: what arrived in our mailbox and wants a decision, and the decisions."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.params import FromPath

from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, row_number
from foundation.edge import reads, writes
from notifications.inbox.ways_in import is_late
from notifications.mailbox_list import arrival_at, handled, held, text_of
from notifications.replies.settling import count_answer, send_again, settle

HERE = "/desk/mailbox"


@reads("/mailbox")
def mailbox(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    waiting, done = held(session, desk.office), handled(session, desk.office)
    note_look(session, desk, "mailbox", request.app.state.now(), people=len(waiting) + len(done))
    return desk_page(
        request, desk, "notifications/desk_mailbox.html", held=waiting, handled=done,
        unread_since=_unread_since(request),
    )  # fmt: skip


@reads("/mailbox/{number:str}/message")
def message(request: Asking, session: OpenSession, desk: OpenDesk, number: FromPath[str]) -> Response[bytes]:
    """As it came: text, whatever it says it is."""
    incoming = arrival_at(session, desk.office, row_number(number))
    note_look(session, desk, "arrival", request.app.state.now(), people=1)
    return desk_page(
        request, desk, "notifications/desk_message.html", incoming=incoming, message=text_of(incoming)
    )


@writes("/mailbox/{number:str}/answer")
def count(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    count_answer(session, arrival_at(session, desk.office, row_number(number)), request.app.state.now())
    return go_to(HERE, "counted")


@writes("/mailbox/{number:str}/invitation")
def invite_again(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    send_again(session, arrival_at(session, desk.office, row_number(number)), request.app.state.now())
    return go_to(HERE, "sent-again")


@writes("/mailbox/{number:str}/settlement")
def done(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    settle(session, arrival_at(session, desk.office, row_number(number)), request.app.state.now())
    return go_to(HERE, "settled")


def _unread_since(request: Asking) -> datetime | None:
    """When our mailbox was last read, if that is too long ago."""
    read_at: datetime | None = request.app.state.mailbox_read_at()
    return read_at if is_late(read_at, request.app.state.now()) else None


HANDLERS = [mailbox, message, count, invite_again, done]

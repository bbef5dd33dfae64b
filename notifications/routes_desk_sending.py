"""The desk: how the sending goes, and the decisions that it waits for."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, row_number
from foundation.edge import reads, writes
from notifications import holds
from notifications.sending_state import hold_at, sending_state

HERE = "/desk/sending"


@reads("/sending")
def sending(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    settings, now = request.app.state.settings, request.app.state.now()
    state = sending_state(session, desk.office, settings, now)
    return desk_page(request, desk, "notifications/desk_sending.html", state=state, per_day=settings.mail_per_day)


@writes("/sending/holds/{number:str}/release")
def release(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    hold = hold_at(session, desk.office, row_number(number))
    holds.release(session, hold, desk.person, request.app.state.now())
    return go_to(HERE, "released")


@writes("/sending/holds/{number:str}/discard")
def discard(
    request: Asking, session: OpenSession, desk: OpenDesk, *, number: FromPath[str], form: PostedForm
) -> Response[Any]:
    hold = hold_at(session, desk.office, row_number(number))
    holds.discard(session, hold, desk.person, request.app.state.now())
    return go_to(HERE, "discarded")


HANDLERS = [sending, release, discard]

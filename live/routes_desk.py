"""The desk: how a discussion runs, read alone; check-ins opened and closed, and the link of the wall."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
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
from foundation.forms import Form
from live.questions import questions_for_all
from live.stage import shown_on_stage
from live.wall_link import make_anew
from registrations.attendance.hours import close_check_in, hours_of, open_check_in
from registrations.attendance.own import NAMES
from speakers.programme import public_programme

HERE, PAGE = "/discussions/{slug:str}/run", "live/desk_run.html"


@reads(HERE)
def run(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """What the office sees of the ninety minutes. Acts are the chair's."""
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, PAGE, form=Form(), **_shown(request, session, discussion))


@writes(HERE + "/check-ins/{number:str}")
def set_check_in(
    request: Asking, session: OpenSession, desk: OpenDesk, *,
    slug: FromPath[str], number: FromPath[str], form: PostedForm,
) -> Response[Any]:  # fmt: skip
    discussion, is_to_open = office_discussion(session, desk.office, slug), form["state"] == "open"
    rule = open_check_in if is_to_open else close_check_in
    with trying(form, session):
        rule(session, discussion, row_number(number), request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_shown(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/run", "check-in-open" if is_to_open else "check-in-closed")


@writes(HERE + "/wall")
def renew_wall(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Whoever was given the old link sees nothing any more."""
    make_anew(session, office_discussion(session, desk.office, slug))
    return go_to(f"/desk/discussions/{slug}/run", "wall-renewed")


def _shown(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    now = request.app.state.now()
    shown = shown_on_stage(request, session, discussion, public_programme(session, discussion))
    return {
        **head(session, discussion, now), **shown, "wall_address": absolute(request, shown["wall"]),
        "questions": questions_for_all(session, discussion), "zone": discussion.timezone,
        "check_ins": [(NAMES[one.number], one.number, one.is_open(now)) for one in hours_of(session, discussion)],
    }  # fmt: skip


HANDLERS = [run, set_check_in, renew_wall]

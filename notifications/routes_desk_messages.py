"""The desk: every message of a discussion with its state, a single one with its letter, and what can be done."""

from datetime import timedelta
from typing import Any

from litestar import MediaType, Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion
from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, row_number
from foundation.edge import reads, writes
from foundation.refusals import Missing
from foundation.sign_in import Desk
from notifications import holds
from notifications.desk_words import kind_word
from notifications.kinds import KINDS
from notifications.letter_preview import letter_now
from notifications.message_list import Wanted, shown, shown_line
from notifications.models import Delivery, Hold
from notifications.outbox import Filter, of_discussion, page_of, some_people
from notifications.progress import progress_of
from notifications.resending import LOST, send_again
from notifications.routes_desk_outbox import IN_NEW_TABS, LETTER_HEADERS, WITH_FRAME

HERE = "/discussions/{slug:str}/messages"
REFRESH = {"Refresh": "5"}
"""Seconds. As a header, so that a page whose reader stops it is the same page."""


@reads(HERE)
def messages(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    wanted = Wanted.from_query(request.query_params)
    only = some_people(session, discussion, wanted.search)
    reach = of_discussion(session, discussion, now, settle_of(request), only=only)
    found = shown(session, reach, wanted, desk.person.language)
    note_look(session, desk, "messages", now, about=slug, people=len(found.lines))
    return desk_page(
        request, desk, "notifications/desk_messages.html", wanted=wanted, shown=found,
        holds=_holds(session, discussion), progress=progress_of(session, discussion, now),
        **head(session, discussion, now),
    )  # fmt: skip


@reads(f"{HERE}/progress")
def progress(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    """How what leaves now goes on. It asks for itself again until nothing leaves, or its reader stops it."""
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    found, is_still = progress_of(session, discussion, now), "still" in request.query_params
    return desk_page(
        request, desk, "notifications/desk_progress.html", headers=REFRESH if found and not is_still else {},
        progress=found, is_still=is_still, **head(session, discussion, now),
    )  # fmt: skip


@reads(f"{HERE}/{{number:str}}")
def message(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    discussion, delivery = _message(session, desk, slug, number)
    now = request.app.state.now()
    (line,) = page_of(session, of_discussion(session, discussion, now, settle_of(request), only=None),
                      Filter(found=lambda column: column["delivery_id"] == delivery.id), limit=1)  # fmt: skip
    note_look(session, desk, "message", now, about=slug, people=1)
    return desk_page(
        request, desk, "notifications/desk_one_message.html", headers=WITH_FRAME, message=shown_line(line),
        letter=letter_now(session, delivery, request.app.state.settings, now), is_lost=delivery.state in LOST,
        hold=holds.hold_of_message(session, delivery), **head(session, discussion, now),
    )  # fmt: skip


@reads(f"{HERE}/{{number:str}}/page")
def message_page(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[str]:
    """The HTML of the letter, in a frame that may run nothing."""
    _, delivery = _message(session, desk, slug, number)
    opened = letter_now(session, delivery, request.app.state.settings, request.app.state.now())
    return Response(IN_NEW_TABS + opened.html, media_type=MediaType.HTML, headers=dict(LETTER_HEADERS))


@writes(f"{HERE}/{{number:str}}/repetition")
def repeat(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, delivery = _message(session, desk, slug, number)
    send_again(session, delivery, request.app.state.now(), settle_of(request))
    return go_to(_path(slug), "repeated")


@writes(f"{HERE}/{{number:str}}/hold")
def hold_one(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    form: PostedForm,
) -> Response[Any]:  # fmt: skip
    _, delivery = _message(session, desk, slug, number)
    holds.hold_message(session, delivery, desk.person, request.app.state.now())
    return go_to(_path(slug, number), "held")


@writes(f"{HERE}/holds")
def hold(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """All messages of this discussion, or those of one kind."""
    discussion = office_discussion(session, desk.office, slug)
    if form["kind"] and form["kind"] not in KINDS:
        raise Missing
    holds.hold_discussion(session, discussion, desk.person, request.app.state.now(), kind=form["kind"])
    return go_to(_path(slug), "held")


@writes(f"{HERE}/holds/{{number:str}}/release")
def release(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    form: PostedForm,
) -> Response[Any]:  # fmt: skip
    holds.release(session, _hold(session, desk, slug, number), desk.person, request.app.state.now())
    return go_to(_path(slug), "released")


@writes(f"{HERE}/holds/{{number:str}}/discard")
def discard(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], number: FromPath[str],
    form: PostedForm,
) -> Response[Any]:  # fmt: skip
    holds.discard(session, _hold(session, desk, slug, number), desk.person, request.app.state.now())
    return go_to(_path(slug), "discarded")


def settle_of(request: Asking) -> timedelta:
    return timedelta(seconds=request.app.state.settings.settle_seconds)


def _path(slug: str, number: str = "") -> str:
    return f"/desk/discussions/{slug}/messages" + (f"/{number}" if number else "")


def _message(session: Session, desk: Desk, slug: str, number: str) -> tuple[Discussion, Delivery]:
    discussion = office_discussion(session, desk.office, slug)
    delivery = session.get(Delivery, row_number(number))
    if delivery is None or delivery.discussion_id != discussion.id:
        raise Missing
    return discussion, delivery


def _hold(session: Session, desk: Desk, slug: str, number: str) -> Hold:
    """One that is about this discussion alone; what holds the whole installation is not released from here."""
    discussion = office_discussion(session, desk.office, slug)
    found = session.get(Hold, row_number(number))
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def _holds(session: Session, discussion: Discussion) -> list[dict[str, Any]]:
    """What holds messages of this discussion, in words: of which kind, why, how many."""
    return [
        {
            "hold": hold, "kind": kind_word(hold.kind) if hold.kind else "", "reason": holds.reason_of(hold),
            "number": holds.number_held(session, hold), "is_ours": hold.discussion_id == discussion.id,
        }
        for hold in holds.holds_of(session, discussion) if hold.delivery_id is None
    ]  # fmt: skip


HANDLERS = [messages, progress, message, message_page, repeat, hold_one, hold, release, discard]

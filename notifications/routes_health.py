"""Whether the service is well, for the machines that watch it: one word for a load balancer, numbers for Prometheus."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from foundation.edge import reads
from notifications.channel_state import shut_channel
from notifications.holds import open_holds
from notifications.inbox.ways_in import is_late
from notifications.models import DeliveryState
from notifications.plan import EMAIL
from notifications.vital_signs import discussions_by_state, due_now, late_messages, tally

log = logging.getLogger(__name__)
SLOW_CLOCK = timedelta(minutes=2)
"""Longer than any round of the clock: it has stopped."""
FRESH = {"Cache-Control": "no-store"}
PROMETHEUS = "text/plain; version=0.0.4"

Asking = Request[Any, Any, Any]
Lines = Iterator[str]


@reads("/health")
def health(request: Asking, session: NamedDependency[Session]) -> Response[dict[str, object]]:
    """200 when the database answers, the clock ticks and nothing that is due is late; else 503, and what it is."""
    since_tick = _since_tick(request)
    is_slow = since_tick is not None and since_tick > SLOW_CLOCK
    try:
        late, shut = late_messages(session, request.app.state.now()), shut_channel(session, EMAIL)
    except SQLAlchemyError as fault:
        log.error("the database does not answer: %s", type(fault).__name__)  # its text may quote rows
        return _told(request, "down", since_tick, database="down", is_slow=is_slow)
    return _told(
        request, "late" if late or is_slow else "ok", since_tick, is_slow=is_slow, late_messages=late,
        mail="shut" if shut else "ok",
    )  # fmt: skip


@reads("/metrics")
def metrics(request: Asking, session: NamedDependency[Session]) -> Response[bytes]:
    """The numbers in the text format of Prometheus. No line names a person, a discussion or an address."""
    now = request.app.state.now()
    lines = [*_messages(session, now), *_channel(session, now), *_outcomes(), *_discussions(session)]
    if (since_tick := _since_tick(request)) is not None:
        lines += _gauge("seconds_since_tick", "Age of the last round of the clock.", since_tick.total_seconds())
    return Response("".join(f"{line}\n" for line in lines).encode(), media_type=PROMETHEUS, headers=FRESH)


def _told(
    request: Asking, status: str, since_tick: timedelta | None, *, is_slow: bool, database: str = "ok",
    late_messages: int | None = None, mail: str = "unknown",
) -> Response[dict[str, object]]:
    words: dict[str, object] = {
        "status": status, "database": database,
        "clock": "unknown" if since_tick is None else "late" if is_slow else "ok",
        "seconds_since_tick": None if since_tick is None else round(since_tick.total_seconds(), 1),
        "late_messages": late_messages, "mail": mail, "mailbox": _mailbox(request),
    }  # fmt: skip
    return Response(words, status_code=200 if status == "ok" else 503, headers=FRESH)


def _mailbox(request: Asking) -> str:
    """One that cannot be read is told and alarms nobody: people register and letters leave all the same."""
    read_at = request.app.state.mailbox_read_at()
    return "off" if read_at is None else "late" if is_late(read_at, request.app.state.now()) else "ok"


def _since_tick(request: Asking) -> timedelta | None:
    """None before the first round, and where another process has the clock."""
    kept = getattr(request.app.state, "last_tick_at", None)
    last_tick_at: datetime | None = kept() if callable(kept) else kept
    return None if last_tick_at is None else request.app.state.now() - last_tick_at


def _messages(session: Session, now: datetime) -> Lines:
    due = due_now(session, now)
    counts = {("planned", kind): count for kind, count in due.planned.items()}
    counts |= {("sending", kind): count for kind, count in due.sending.items()}
    yield from _head("messages_due", "gauge", "Messages that are due, by state and kind; of many not all are counted.")
    for (state, kind), count in counts.items():
        yield f'rembuk_messages_due{{state="{state}",kind="{kind}"}} {count}'
    waited = (now - due.oldest_at).total_seconds() if due.oldest_at else 0
    yield from _gauge("oldest_due_seconds", "How long the oldest message that is due has been waiting.", waited)


def _channel(session: Session, now: datetime) -> Lines:
    shut = shut_channel(session, EMAIL)
    seconds = (now - shut.since).total_seconds() if shut and shut.since else 0
    yield from _gauge("mail_shut_seconds", "How long the mail server has not been usable; 0 when it is.", seconds)
    yield from _gauge("messages_late", "Messages that should have left five minutes ago.", late_messages(session, now))
    yield from _gauge("holds", "Holds that wait for a decision.", len(open_holds(session)))


def _outcomes() -> Lines:
    sent, failed = tally.of(DeliveryState.SENT), tally.of(DeliveryState.FAILED)
    yield from _by("kind", "messages_sent_total", "counter", "Messages this process has sent.", sent)
    yield from _by("kind", "messages_failed_total", "counter", "Messages this process has given up.", failed)


def _discussions(session: Session) -> Lines:
    yield from _by("state", "discussions", "gauge", "Discussions by state.", discussions_by_state(session))


def _by(label: str, name: str, kind: str, words: str, values: Mapping[str, int]) -> Lines:
    yield from _head(name, kind, words)
    yield from (f'rembuk_{name}{{{label}="{key}"}} {value}' for key, value in values.items())


def _gauge(name: str, words: str, value: float) -> Lines:
    yield from _head(name, "gauge", words)
    yield f"rembuk_{name} {value:.1f}"


def _head(name: str, kind: str, words: str) -> Lines:
    yield f"# HELP rembuk_{name} {words}"
    yield f"# TYPE rembuk_{name} {kind}"


router = Router(path="/", route_handlers=[health, metrics])

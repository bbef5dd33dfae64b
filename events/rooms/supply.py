"""The room that is missing, opened; the one that is out of date, changed; the one that nobody needs, closed.

A derived step, beside the tick: each round looks at the rooms that are not finished and does for each what it lacks.
Nothing is asked of a provider while the database is held: a short commit before says who asks, one after what came of
it (decisions/0055).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from events.rooms.contract import Gone, Opened, RoomFault, RoomPlan, RoomProvider, TryAgain
from events.rooms.models import REASON_LIMIT, Room
from foundation.database import Database

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
"""Longer than a provider may take to answer."""
PAUSES = (1, 2, 5, 15, 30, 60)
"""Minutes after each failed attempt; near the start two at most."""
NEAR, NEAR_PAUSE, AFTER_A_NO = timedelta(hours=1), timedelta(minutes=2), timedelta(hours=1)


class Need(Enum):
    """What a room lacks."""

    OPEN = "open"
    CHANGE = "change"
    CLOSE = "close"
    FINISH = "finish"


@dataclass(frozen=True)
class Errand:
    """One thing to ask of one provider, with all it needs for it."""

    room_id: int
    need: Need
    plan: RoomPlan
    opened: Opened
    revision: int
    starts_at: datetime
    lasts: timedelta | None


def supply(database: Database, offered: Mapping[str, RoomProvider], now: Callable[[], datetime]) -> int:
    """One round over all rooms; how many were seen to. One that fails never stops the next."""
    with database.reading() as session:
        rooms = [(room, discussion, offered.get(room.kind)) for room, discussion in _unfinished(session)]
    due = [(room.id or 0, provider) for room, discussion, provider in rooms
           if provider is not None and need_of(room, discussion, provider, now()) is not None]  # fmt: skip
    for room_id, provider in due:
        try:
            _see_to(database, provider, room_id, now)
        except Exception:
            log.exception("a room at %s could not be seen to; the next round tries again", provider.name)
    return len(due)


def need_of(room: Room, discussion: Discussion, provider: RoomProvider, now: datetime) -> Need | None:
    """What it lacks at this moment; None while all is well, or somebody is asking already."""
    if room.try_at is not None and now < room.try_at:
        return None
    is_over = now >= discussion.door_closes_at()
    if room.dropped_at is not None or discussion.is_cancelled or is_over:
        is_closed_by_us = provider.lasts is not None or not is_over
        if room.is_open and is_closed_by_us:
            return Need.CLOSE
        return Need.FINISH if room.dropped_at is not None or is_over else None
    if provider.lasts is not None:
        return Need.OPEN if now >= discussion.door_opens_at() - provider.lasts else None
    if not room.is_open:
        return Need.OPEN
    return Need.CHANGE if room.told_revision != discussion.revision else None


def _unfinished(session: Session) -> list[tuple[Room, Discussion]]:
    found = select(Room, Discussion).join(Discussion).where(col(Room.finished_at).is_(None)).order_by(col(Room.id))
    return list(session.exec(found).all())


def _see_to(database: Database, provider: RoomProvider, room_id: int, now: Callable[[], datetime]) -> None:
    errand = database.write(lambda session: _claim(session, provider, room_id, now()))
    if errand is None:
        return
    opened, fault = errand.opened, None
    try:
        opened = _ask(provider, errand)
    except RoomFault as refusal:
        fault = refusal
    database.write(lambda session: _record(session, errand, opened, fault, now=now()))


def _claim(session: Session, provider: RoomProvider, room_id: int, now: datetime) -> Errand | None:
    """What is to be asked, and nobody else asks it meanwhile; None when another process was faster."""
    free = col(Room.try_at).is_(None) | (col(Room.try_at) <= now)
    asking = update(Room).where(col(Room.id) == room_id, free).values(try_at=now + LEASE, wrong="")
    taken = asking.returning(col(Room.id))
    room, discussion = session.exec(select(Room, Discussion).join(Discussion).where(Room.id == room_id)).one()
    need = need_of(room, discussion, provider, now)
    if need is None or session.execute(taken, execution_options={"synchronize_session": False}).first() is None:
        return None
    plan = RoomPlan(room.key, discussion.title, discussion.starts_at, discussion.minutes, discussion.timezone)
    return Errand(room_id, need, plan, room.opened, discussion.revision, discussion.starts_at, provider.lasts)


def _ask(provider: RoomProvider, errand: Errand) -> Opened:
    """The room as it is then. One that has vanished meanwhile is opened anew."""
    if errand.need is Need.CLOSE:
        provider.close(errand.opened)
    elif errand.need is Need.OPEN:
        return provider.open(errand.plan)
    elif errand.need is Need.CHANGE:
        try:
            provider.change(errand.opened, errand.plan)
        except Gone:
            return provider.open(errand.plan)
    return errand.opened


def _record(
    session: Session, errand: Errand, opened: Opened, fault: RoomFault | None, *, now: datetime
) -> None:  # fmt: skip
    room = session.get_one(Room, errand.room_id, with_for_update=True)
    if fault is not None:
        room.attempts, room.wrong = room.attempts + 1, fault.reason[:REASON_LIMIT]
        room.try_at = now + pause_after(fault, room.attempts, errand.starts_at - now)
        return
    room.attempts, room.wrong, room.try_at = 0, "", None
    if errand.need is Need.FINISH:  # what is not closed stays where it is, for the report of visits
        room.finished_at = now
    elif errand.need is Need.CLOSE:
        room.told_revision = None
    else:
        room.number, room.address, room.told_revision = opened.number, opened.address, errand.revision
        room.try_at = None if errand.lasts is None else now + errand.lasts


def pause_after(fault: RoomFault, attempts: int, ahead: timedelta) -> timedelta:
    """Until the next attempt: as the provider says, but never less than ours; soon where the discussion is near."""
    if not isinstance(fault, TryAgain):
        return min(AFTER_A_NO, NEAR_PAUSE) if ahead < NEAR else AFTER_A_NO
    ours = timedelta(minutes=PAUSES[min(attempts, len(PAUSES)) - 1])
    return max(fault.after, min(ours, NEAR_PAUSE) if ahead < NEAR else ours)

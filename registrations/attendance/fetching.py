"""The report of a room, fetched from its provider when an organiser asks for it. The provider is asked beside the tick,
and no transaction waits for it (decisions/0055); what it says is looked at like a report that was uploaded."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from events.rooms import ReportsVisits, RoomFault, RoomProvider, RoomVisit
from events.rooms.choosing import room_of
from events.rooms.models import REASON_LIMIT, Room, RoomPlace
from foundation.database import Database
from foundation.kept_sentences import as_kept
from foundation.languages import Message, say
from foundation.people import EMAIL_LIMIT, clean_text
from foundation.refusals import Conflict
from registrations.attendance.models import SHOWN_NAME_LIMIT, Platform
from registrations.attendance.room_report import Report, Stay
from registrations.attendance.room_reports import keep_report

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
"""Longer than a hundred pages of a report may take."""


@dataclass(frozen=True)
class Source:
    """The provider that has the report, for the desk."""

    name: str
    is_asked: bool
    wrong: Message | str


def source_of(session: Session, discussion: Discussion, offered: Mapping[str, RoomProvider]) -> Source | None:
    """None where the room has no provider that reports."""
    room = room_of(session, discussion)
    if room is None or not room.is_open or not isinstance(offered.get(room.kind), ReportsVisits):
        return None
    return Source(offered[room.kind].name, room.report_asked_at is not None, as_kept(room.report_wrong))


def ask_for_report(
    session: Session, discussion: Discussion, *, offered: Mapping[str, RoomProvider], now: datetime
) -> None:  # fmt: skip
    """It comes by itself. Refused before the start, and where nobody has it."""
    room = room_of(session, discussion)
    if room is None or source_of(session, discussion, offered) is None or now < discussion.starts_at:
        raise Conflict(say("There is no room whose report could be fetched."))
    room.report_asked_at, room.report_wrong = now, ""
    session.flush()


def fetch_reports(database: Database, offered: Mapping[str, RoomProvider], now: Callable[[], datetime]) -> None:
    """Everything that was asked for. One that fails never stops the next."""
    with database.reading() as session:
        asked = session.exec(select(Room).where(col(Room.report_asked_at) <= now())).all()
    for room in asked:
        provider = offered.get(room.kind)
        if not isinstance(provider, ReportsVisits):
            continue
        try:
            _fetch(database, provider, room, now)
        except Exception:
            log.exception("the report of a room at %s could not be kept; it is fetched again", room.kind)


def _fetch(database: Database, provider: ReportsVisits, room: Room, now: Callable[[], datetime]) -> None:
    if not database.write(lambda session: _claim(session, room, now())):
        return
    visits: Sequence[RoomVisit] = []
    wrong = ""
    try:
        visits = provider.visits(room.opened)
    except RoomFault as refusal:
        wrong = refusal.reason
    if not visits:
        wrong = wrong or str(say("The report names nobody. Perhaps the meeting has not ended yet."))
    database.write(lambda session: _keep(session, room, visits, wrong, now=now()))


def _claim(session: Session, room: Room, now: datetime) -> bool:
    """Whether it is ours to fetch, and nobody else's for a while."""
    taken = update(Room).where(col(Room.id) == room.id, col(Room.report_asked_at) <= now)
    taken = taken.values(report_asked_at=now + LEASE).returning(col(Room.id))
    return session.execute(taken, execution_options={"synchronize_session": False}).first() is not None


def _keep(session: Session, room: Room, visits: Sequence[RoomVisit], wrong: str, *, now: datetime) -> None:
    present = session.get_one(Room, room.id)
    present.report_asked_at, present.report_wrong = None, wrong[:REASON_LIMIT]
    if wrong:
        return
    aliases = dict(session.exec(select(RoomPlace.number, RoomPlace.alias).where(RoomPlace.room_id == room.id)).all())
    stays = tuple(_stay(visit, aliases.get(visit.place, visit.email)) for visit in visits)
    discussion = session.get_one(Discussion, room.discussion_id)
    keep_report(session, discussion, Report(Platform.ZOOM, stays, is_utc=True), "", by_id=None, now=now)


def _stay(visit: RoomVisit, email: str) -> Stay:
    joined, left = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (visit.joined_at, visit.left_at))
    return Stay(clean_text(visit.name)[:SHOWN_NAME_LIMIT], email[:EMAIL_LIMIT], joined, left)

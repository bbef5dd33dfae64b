"""An address of one's own in the room, for everybody who takes part or speaks, where its provider gives such places.

A derived step beside the tick: from a day before the start on, whoever has no place yet gets one. The provider learns a
name and an address that leads nowhere; who wants to be discreet is to it what they are in the discussion.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from events.rooms import GivesPlaces, Guest, Place, RoomFault, RoomProvider
from events.rooms.models import REASON_LIMIT, Room, RoomPlace
from events.rooms.supply import pause_after
from events.words import ROLES
from foundation.database import Database
from foundation.people import Person, Role
from registrations.door import guest_of
from registrations.models import Registration, Status
from speakers.models import Answer, Engagement

log = logging.getLogger(__name__)
AHEAD = timedelta(days=1)
AT_ONCE = 30
"""In a round of a few seconds: providers count questions by the second."""
LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Wanted:
    """Those who have no place yet in one room, by their numbers."""

    room: Room
    starts_at: datetime
    guests: Mapping[int, Guest]


def give_places(database: Database, offered: Mapping[str, RoomProvider], now: Callable[[], datetime]) -> None:
    """One round over all rooms with places. One that fails never stops the next."""
    giving = {word: one for word, one in offered.items() if isinstance(one, GivesPlaces) and one.gives_places}
    if not giving:
        return
    with database.reading() as session:
        wanted = [one for room, discussion in _coming(session, list(giving), now())
                  if (one := _wanted(session, room, discussion)).guests]  # fmt: skip
    for one in wanted:
        try:
            _give(database, giving[one.room.kind], one, now)
        except Exception:
            log.exception("places in a room at %s could not be given; the next round tries again", one.room.kind)


def _coming(session: Session, kinds: Sequence[str], now: datetime) -> Sequence[tuple[Room, Discussion]]:
    return session.exec(
        select(Room, Discussion).join(Discussion).where(
            col(Room.finished_at).is_(None), col(Room.dropped_at).is_(None), col(Room.kind).in_(kinds),
            col(Room.told_revision).is_not(None), col(Room.places_at).is_(None) | (col(Room.places_at) <= now),
            Discussion.starts_at <= now + AHEAD, Discussion.ends_at > now,
        )
    ).all()  # fmt: skip


def _wanted(session: Session, room: Room, discussion: Discussion) -> Wanted:
    """The first of those who hold a seat or have agreed to speak."""
    is_there = select(RoomPlace.id).where(RoomPlace.room_id == room.id, RoomPlace.person_id == Person.id).exists()
    seated = select(Person, Registration.full_name).join(Registration).where(
        Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED, ~is_there
    ).order_by(col(Registration.id)).limit(AT_ONCE)  # fmt: skip
    speaking = select(Person, Engagement.full_name, Engagement.role).join(Engagement).where(
        Engagement.discussion_id == discussion.id, Engagement.answer == Answer.ACCEPTED, ~is_there
    ).order_by(col(Engagement.id))  # fmt: skip
    people: list[tuple[Person, str, Role]] = [
        *((person, name, Role.PARTICIPANT) for person, name in session.exec(seated).all()),
        *((person, name, Role(role)) for person, name, role in session.exec(speaking).all()),
    ]
    guests = {
        person.id or 0: guest_of(session, discussion, person.id or 0, name=_shown(person, name, role),
                                 moderates=role == Role.CHAIR)
        for person, name, role in people
    }  # fmt: skip
    return Wanted(room, discussion.starts_at, dict(list(guests.items())[:AT_ONCE]))


def _shown(person: Person, name: str, role: Role) -> str:
    return ROLES[role].in_language(person.language) if person.discreet else name


def _give(database: Database, provider: GivesPlaces, wanted: Wanted, now: Callable[[], datetime]) -> None:
    if not database.write(lambda session: _claim(session, wanted.room, now())):
        return
    places: dict[int, Place] = {}
    fault: RoomFault | None = None
    for person_id, guest in wanted.guests.items():
        try:
            places[person_id] = provider.place_for(wanted.room.opened, guest)
        except RoomFault as refusal:
            fault = refusal
            break
    database.write(lambda session: _keep(session, wanted, places, fault, now=now()))


def _claim(session: Session, room: Room, now: datetime) -> bool:
    free = col(Room.places_at).is_(None) | (col(Room.places_at) <= now)
    taken = update(Room).where(col(Room.id) == room.id, free).values(places_at=now + LEASE).returning(col(Room.id))
    return session.execute(taken, execution_options={"synchronize_session": False}).first() is not None


def _keep(
    session: Session, wanted: Wanted, places: Mapping[int, Place], fault: RoomFault | None, *, now: datetime
) -> None:  # fmt: skip
    room = session.get_one(Room, wanted.room.id)
    for person_id, place in places.items():
        session.add(RoomPlace(
            room_id=room.id or 0, discussion_id=room.discussion_id, person_id=person_id, address=place.address,
            number=place.number, alias=place.alias,
        ))  # fmt: skip
    room.places_at = None if fault is None else now + pause_after(fault, 1, wanted.starts_at - now)
    if fault is not None:
        room.wrong = fault.reason[:REASON_LIMIT]
    elif not room.attempts:  # else it is the room itself that failed (events/rooms/supply.py)
        room.wrong = ""

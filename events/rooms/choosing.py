"""Which room a discussion has: an address that is pasted, which always wins, or one that a provider opens."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from events.rooms.contract import Guest, RoomProvider
from events.rooms.models import Room, RoomKind, RoomPlace
from foundation.kept_sentences import as_kept
from foundation.languages import Message, say
from foundation.refusals import Conflict, Refused

PASTED = "link"


@dataclass(frozen=True)
class RoomStanding:
    """How it stands with the room of a discussion, for the desk; `wrong` is what its provider said last."""

    state: Message
    tone: str
    wrong: Message | str = ""


def choose_room(
    session: Session, discussion: Discussion, word: str, *, offered: Mapping[str, RoomProvider], now: datetime
) -> None:  # fmt: skip
    """From now on it is opened by this provider, or by none (`link`). The one before is closed by itself."""
    hold(session, discussion)
    before = room_of(session, discussion)
    if word == (before.kind.value if before else PASTED):
        return
    if word != PASTED and word not in offered:
        raise Refused(say("Please choose one of the rooms offered."), "room_kind")
    if before is not None:
        _end_pause(before)
        before.dropped_at, before.wrong = now, ""
        session.flush()
    if word != PASTED:
        key = f"rembuk-{secrets.token_hex(12)}"
        assert discussion.id is not None, "stored rows have a number"
        session.add(Room(discussion_id=discussion.id, kind=RoomKind(word), key=key))
    session.flush()


def try_now(session: Session, discussion: Discussion) -> None:
    """Do not wait for the next attempt."""
    if (room := room_of(session, discussion)) is not None:
        _end_pause(room)
        session.flush()


def room_of(session: Session, discussion: Discussion) -> Room | None:
    """The room at a provider that is chosen, open or not."""
    return session.exec(
        select(Room).where(Room.discussion_id == discussion.id, col(Room.dropped_at).is_(None))
    ).one_or_none()


def rooms_of(session: Session, discussions: Sequence[int | None]) -> dict[int, Room]:
    """As `room_of`, of several."""
    found = select(Room).where(col(Room.discussion_id).in_(discussions), col(Room.dropped_at).is_(None))
    return {room.discussion_id: room for room in session.exec(found).all()}


def has_room(discussion: Discussion, room: Room | None) -> bool:
    """Whether somebody has seen to it, be it that it opens only with the door."""
    return discussion.room_url is not None or room is not None


def shows_name(session: Session, discussion: Discussion, offered: Mapping[str, RoomProvider]) -> bool:
    """Whether the address by which somebody comes in says what others will see."""
    room = room_of(session, discussion) if discussion.room_url is None else None
    return room is not None and room.kind in offered and offered[room.kind].shows_name


def address_for(
    session: Session, discussion: Discussion, guest: Guest, *, offered: Mapping[str, RoomProvider], person_id: int
) -> str:  # fmt: skip
    """Where this person comes in. The caller has seen to it that the door is open."""
    if discussion.room_url is not None:
        return discussion.room_url
    room = room_of(session, discussion)
    provider = offered.get(room.kind) if room is not None else None
    if room is None or provider is None or not room.is_open:
        raise Conflict(say("The room has no address yet. Please try again in a few minutes."))
    place = session.exec(
        select(RoomPlace.address).where(RoomPlace.room_id == room.id, RoomPlace.person_id == person_id)
    ).one_or_none()
    return place or provider.address(room.opened, guest)


def standing_of(discussion: Discussion, room: Room | None) -> RoomStanding:
    """In a word, and in a tone."""
    if discussion.room_url is not None:
        return RoomStanding(say("Ready"), "good")
    if room is None:
        return RoomStanding(say("No address yet"), "wait")
    if room.wrong:
        return RoomStanding(say("Not opened"), "bad", as_kept(room.wrong))
    if room.is_open:
        return RoomStanding(say("Ready"), "good")
    return RoomStanding(say("Opens by itself"), "wait" if room.try_at else "good")


def _end_pause(room: Room) -> None:
    """After a failed attempt alone: while somebody asks, nobody else does (supply.py)."""
    if room.wrong:
        room.try_at = None

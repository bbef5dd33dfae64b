"""The door: opens 30 minutes before the start. Asking for it is a POST, recorded as a visit (product.md, rule 10)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from events.models import Discussion
from events.rooms.choosing import address_for
from events.rooms.contract import Guest, RoomProvider
from foundation import links
from foundation.languages import say
from foundation.refusals import Conflict
from registrations.models import Visit

NONE: Mapping[str, RoomProvider] = MappingProxyType({})


def join(
    session: Session, discussion: Discussion, person_id: int, now: datetime, *,
    offered: Mapping[str, RoomProvider] = NONE, name: str = "", moderates: bool = False,
) -> str:  # fmt: skip
    """The address of the room, for somebody who may come in under this name; `offered` are the providers of rooms.
    Refused before the door opens, after the end, and while the room has no address."""
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if now < discussion.door_opens_at():
        raise Conflict(say("The door opens 30 minutes before the start. Please come back then."))
    if now >= discussion.door_closes_at():
        raise Conflict(say("This discussion is over."))
    assert discussion.id is not None, "flushed rows have a number"
    guest = guest_of(session, discussion, person_id, name=name, moderates=moderates)
    address = address_for(session, discussion, guest, offered=offered, person_id=person_id)
    session.add(Visit(discussion_id=discussion.id, person_id=person_id, joined_at=now))
    session.flush()
    return address


def guest_of(session: Session, discussion: Discussion, person_id: int, *, name: str, moderates: bool) -> Guest:
    """As the provider of the room knows them: by a key that leads back to nobody."""
    key = links.token(session, "guest", discussion.id or 0, person_id)
    return Guest(key, name, moderates, discussion.door_closes_at())

"""Kinds of reader: who gets which letter of the plan, and who reads it otherwise than others do."""

from enum import StrEnum

from events.words import ROLES
from foundation.languages import say
from foundation.people import Role
from notifications.announcements.audience import ANNOUNCEMENT
from notifications.kinds import KINDS, NOTICES, STRANGERS_CAN_CAUSE


class Reader(StrEnum):
    """Somebody who gets a letter in other words than the rest."""

    PARTICIPANT = "participant"
    DISCREET = "discreet"
    """A participant who wants discreet letters."""
    STRANGER = "stranger"
    """An address that somebody typed into the form, and nobody has confirmed."""
    RESOURCE_PERSON = "resource_person"
    CHAIR = "chair"
    OBSERVER = "observer"
    ORGANISER = "organiser"

    @property
    def role(self) -> Role:
        return Role(self.value) if self.value in set(Role) else Role.PARTICIPANT


WORDS = {
    **{Reader(role.value): word for role, word in ROLES.items()},
    Reader.DISCREET: say("Participant, discreetly"),
    Reader.STRANGER: say("Participant, not confirmed"),
    Reader.ORGANISER: say("Organiser"),
}
IN_PLANS = tuple(name for name in KINDS if name != ANNOUNCEMENT)
"""Kinds that a plan holds. What is written once, for one day, has a page of its own (announcements/)."""
SPEAKERS = (Reader.RESOURCE_PERSON, Reader.CHAIR, Reader.OBSERVER)
AUDIENCES: dict[str, tuple[Reader, ...]] = {
    "card": SPEAKERS,
    **dict.fromkeys(("time_kept", "editing"), SPEAKERS),
    **dict.fromkeys(("answer_first", "answer_second", "answer_last"), (Reader.RESOURCE_PERSON, Reader.CHAIR)),
    **dict.fromkeys(("waiting", "offer", "lapsed", "requested", "turned_down"), (Reader.PARTICIPANT,)),
    **dict.fromkeys(("link", "missed"), (Reader.PARTICIPANT,)),
    **dict.fromkeys(NOTICES, (Reader.ORGANISER,)),
}  # fmt: skip
"""Kinds that not everybody with a part in a discussion gets."""


def audience_of(kind: str) -> tuple[Reader, ...]:
    """To whom a kind goes, in a word for each."""
    return AUDIENCES.get(kind, (Reader.PARTICIPANT, *SPEAKERS))


def readers_of(kind: str) -> tuple[Reader, ...]:
    """Everybody who reads it otherwise: its audience, and the participants who get other words."""
    found = audience_of(kind)
    if Reader.PARTICIPANT not in found:
        return found
    strangers = (Reader.STRANGER,) if kind in STRANGERS_CAN_CAUSE else ()
    return (Reader.PARTICIPANT, Reader.DISCREET, *strangers, *found[1:])

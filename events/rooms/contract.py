"""What every provider of video rooms is: it opens, changes and closes a room, and says where somebody comes in.

Foreign errors become two kinds here: try again, or not. Both carry a sentence for the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from foundation.languages import Message


class RoomFault(Exception):
    """`reason` is a sentence in English, kept with the room."""

    def __init__(self, reason: Message) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


class TryAgain(RoomFault):
    """Not this time; not before `after` has passed, where the provider said so."""

    def __init__(self, reason: Message, after: timedelta = timedelta(0)) -> None:
        super().__init__(reason)
        self.after = after


class TurnedDown(RoomFault):
    """Not as it was asked: somebody has to mend a setting or choose another room."""


class Gone(TurnedDown):
    """The provider does not know this room any more."""


@dataclass(frozen=True)
class RoomPlan:
    """What a provider is told of a discussion. `key` is ours, unguessable, and the same at every try."""

    key: str
    title: str
    starts_at: datetime
    minutes: int
    timezone: str


@dataclass(frozen=True)
class Opened:
    """A room that is there: our key, and what its provider calls it and opens it by."""

    key: str
    number: str = ""
    address: str = ""


@dataclass(frozen=True)
class Guest:
    """Somebody at the door. `name` is what others in the room see; `key` tells nobody who it is."""

    key: str
    name: str
    moderates: bool
    until: datetime


@dataclass(frozen=True)
class Place:
    """An address for one person alone, the number by which reports name it, and the address of mail that the provider
    was given with it: one of ours that leads nowhere."""

    address: str
    number: str
    alias: str


@dataclass(frozen=True)
class RoomVisit:
    """One stay in the room as the provider saw it; `place` is the number of a place, or empty."""

    name: str
    email: str
    joined_at: datetime
    left_at: datetime
    place: str = ""


class RoomProvider(Protocol):
    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def lasts(self) -> timedelta | None:
        """How long a room stays that nobody enters: it is opened when the door is, and asked for again as long as that.
        None: it is there until it is closed."""

    @property
    def shows_name(self) -> bool:
        """Whether its addresses carry the name that others see."""

    def open(self, plan: RoomPlan) -> Opened:
        """Make the room, or find the one that is there by this key."""

    def change(self, room: Opened, plan: RoomPlan) -> None: ...

    def close(self, room: Opened) -> None:
        """Twice is once."""

    def address(self, room: Opened, guest: Guest) -> str:
        """Where this person comes in. Asks nobody."""

    def check(self) -> None:
        """Whether the provider answers and knows us; raises when not."""


@runtime_checkable
class GivesPlaces(Protocol):
    """A provider that can give each person an address of their own, asked for beforehand."""

    @property
    def gives_places(self) -> bool:
        """Whether the settings ask for it."""

    def place_for(self, room: Opened, guest: Guest) -> Place: ...


@runtime_checkable
class ReportsVisits(Protocol):
    """A provider that says afterwards who was there."""

    def visits(self, room: Opened) -> Sequence[RoomVisit]:
        """Each stay on its own."""

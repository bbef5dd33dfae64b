"""Who in the room is who: by the address, else by the personal link, else by a name that only one person has.

The personal link says when somebody asked for the door: of those whose name is similar, the one who did so just before
this stay began (decisions/0031). What is only similar is suggested, and somebody decides.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.people import contact_of
from registrations.attendance.models import How
from registrations.attendance.room_names import Directory

BEFORE, AFTER = timedelta(minutes=5), timedelta(seconds=30)
"""From the door into the room: waiting rooms are slow, and clocks differ a little."""
AT_ONCE = timedelta(minutes=2)
CLEARLY_MORE, MOST_SUGGESTED = 15, 3
"""Of a hundred: by so much the likeliest must be more alike than the next who came just then."""


@dataclass(frozen=True)
class Known:
    """Somebody who has to do with the discussion, under one of the names they go by."""

    person_id: int
    name: str
    email: str | None


@dataclass(frozen=True)
class Seen:
    """Somebody in the room, and when their stays began."""

    name: str
    email: str
    joined: Sequence[datetime] = ()


@dataclass(frozen=True)
class Recognised:
    person_id: int | None = None
    how: How | None = None
    suggested: tuple[int, ...] = ()


class Door:
    """Who asked for the door, and when."""

    def __init__(self, clicks: Iterable[tuple[datetime, int]]) -> None:
        self._clicks = sorted(clicks)
        self._at = [at for at, _ in self._clicks]
        self._of: dict[int, list[datetime]] = defaultdict(list)
        for at, person_id in self._clicks:
            self._of[person_id].append(at)

    def let_in(self, person_id: int, joined: Iterable[datetime]) -> bool:
        """Whether a click of this person may have led to one of these stays."""
        clicks = self._of.get(person_id, ())
        return any(at - BEFORE <= click <= at + AFTER for at in joined for click in clicks)

    def came_at_once(self, joined: Iterable[datetime]) -> set[int]:
        """Whoever clicked right before one of these stays."""
        return {
            person_id for at in joined
            for _, person_id in self._clicks[bisect_left(self._at, at - AT_ONCE) : bisect_right(self._at, at + AFTER)]
        }  # fmt: skip


class Recogniser:
    """For one discussion: everybody known, and what the door saw."""

    def __init__(self, known: Sequence[Known], door: Door) -> None:
        self._by_address = {contact_of(one.email, None): one.person_id for one in known if one.email}
        self._names = Directory([(one.person_id, one.name) for one in known])
        self._door = door

    def recognise(self, seen: Seen) -> Recognised:
        if seen.email and (by_address := self._by_address.get(contact_of(seen.email, None))):
            return Recognised(by_address, How.ADDRESS)
        called = self._names.called(seen.name)
        if len(called) == 1:
            return Recognised(next(iter(called)), How.NAME)
        came = [person_id for person_id in called if self._door.let_in(person_id, seen.joined)]
        if len(came) == 1:
            return Recognised(came[0], How.LINK)
        alike = self._names.alike(seen.name)
        likely = [(one, score) for one, score in alike if self._door.let_in(one, seen.joined)]
        if likely and not called and (len(likely) == 1 or likely[0][1] - likely[1][1] >= CLEARLY_MORE):
            return Recognised(likely[0][0], How.LINK)
        return Recognised(suggested=tuple(self._suggested(seen, called, [person_id for person_id, _ in alike])))

    def _suggested(self, seen: Seen, called: set[int], alike: Sequence[int]) -> list[int]:
        if called or alike:
            return list(dict.fromkeys([*sorted(called), *alike]))[:MOST_SUGGESTED]
        alone = self._door.came_at_once(seen.joined)
        return sorted(alone) if len(alone) == 1 else []

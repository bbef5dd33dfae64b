"""Claims: as many as leave in half a second, for all hands of a process, most urgent first."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from foundation.database import Database
from foundation.settings import Settings
from notifications import caps, channel_state, claims, noting
from notifications.channel_state import Door
from notifications.claims import Claim
from notifications.in_flight import InFlight
from notifications.plan import EMAIL
from notifications.render import sender_of

FEWEST, MOST, WORTH = 4, 512, 0.5
"""Letters claimed at once: as many as leave in half a second, within bounds. More would keep what a person waits for
behind a mass mailing; fewer ask the same questions again and again."""
ONE = 1


class Portions:
    """Used by the desk alone."""

    def __init__(
        self, database: Database, settings: Settings, now: Callable[[], datetime], in_flight: InFlight
    ) -> None:
        self._database, self._settings, self._now, self._in_flight = database, settings, now, in_flight
        self._claims = deque[Claim]()
        self._last = (time.monotonic(), 0)
        """Since when it was claimed, and how many letters it had."""
        self.may_be_more = True
        """Until nothing was found: then somebody has to say that there is."""

    def next(self) -> Claim | None:
        """None when nothing is due, or nothing may leave now."""
        while not self._claims:
            batch = self._claimed() if self.may_be_more else None
            if batch is None:
                self.may_be_more = False
                return None
            self._claims.extend(batch)
        return self._claims.popleft()

    def rest(self) -> list[Claim]:
        """What was claimed and not asked for; it is not in flight any more."""
        rest = list(self._claims)
        self._claims.clear()
        self._in_flight.ended(*rest)
        return rest

    def _claimed(self) -> list[Claim] | None:
        began_at, (before, letters) = time.monotonic(), self._last
        size = max(FEWEST, min(MOST, int(letters * WORTH / max(began_at - before, 0.001))))
        batch = self._database.write(lambda session: self._taken(session, size, self._now()))
        self._last = began_at, len(batch or ())
        self._in_flight.took(batch or [])
        return batch

    def _taken(self, session: Session, size: int, now: datetime) -> list[Claim] | None:
        door = channel_state.door(session, EMAIL, now)
        batch = None if door is Door.SHUT else self._within_cap(session, ONE if door is Door.PROBE else size, now)
        if door is Door.PROBE and not batch:
            channel_state.nothing_to_try(session, EMAIL, now)
        return [replace(claim, is_probe=True) for claim in batch] if batch and door is Door.PROBE else batch

    def _within_cap(self, session: Session, size: int, now: datetime) -> list[Claim] | None:
        settle, below = timedelta(seconds=self._settings.settle_seconds), None
        if self._settings.mail_per_day:
            room = caps.room(session, self._settings.mail_per_day, now)
            size, below = min(size, room.left), caps.CAN_WAIT if room.is_reserve else None
        if not size:
            return None
        sender = sender_of(self._settings.mail_from).email
        batch = claims.claim(session, now, settle, size, organiser=sender, below=below)
        noting.count(session, self._settings, len(batch or []), now)
        return batch

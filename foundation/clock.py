"""The clock: APScheduler calls `tick` every few seconds, and at once after a write. It holds no jobs and no state."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)
REST = 0.5
"""Seconds after a tick before the next one that a write asks for: what a burst of writes makes owed is planned twice a
second, and not as often as there is time, with the registrations waiting behind it."""
SHARE, LONGEST_WAIT = 9, 1.7
"""Times as long as a tick took, it rests, so that a burst is not spent on planning; never so long that somebody whom a
tick has just missed waits longer than these seconds for the end of the next: a letter leaves within two."""


def utc_now() -> datetime:
    """The present moment. Only the edge asks; rules are told."""
    return datetime.now(UTC)


class SharedTime:
    """The present moment by the clock that all processes share, the database's: machines whose clocks differ still
    agree on what is due and on whose lease has run out. `read` asks it; None where there is no other than our own."""

    def __init__(self, read: Callable[[], datetime | None], own: Callable[[], datetime] = utc_now) -> None:
        self.own = own
        self._read, self._ahead = read, timedelta(0)

    def __call__(self) -> datetime:
        return self.own() + self._ahead

    def follow(self) -> None:
        """Compare the clocks anew: ours may have jumped."""
        asked_at = self.own()
        if (there := self._read()) is not None:
            self._ahead = there - asked_at - (self.own() - asked_at) / 2


def rest_after(took: float) -> float:
    """Seconds of rest after a tick that took so many."""
    return max(REST, min(SHARE * took, LONGEST_WAIT - 2 * took))


class Clock:
    """Calls `tick()` in a thread of its own, one call at a time; wake-ups during a call and the rest after it make one
    more follow."""

    def __init__(self, tick: Callable[[], object], seconds: float) -> None:
        self._tick, self._seconds = tick, seconds
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})
        self._lock = threading.Lock()
        self._is_ticking = self._is_woken = False
        self._is_stopping = threading.Event()

    def start(self) -> None:
        self._scheduler.add_job(
            self._round, "interval", seconds=self._seconds, max_instances=2, next_run_time=utc_now()
        )
        self._scheduler.start()

    def every(self, seconds: float, work: Callable[[], object]) -> None:
        """Other regular work, such as renewing leases."""
        self._scheduler.add_job(work, "interval", seconds=seconds, max_instances=1)

    def wake(self) -> None:
        """Tick as soon as may be: somebody is waiting for a letter."""
        with self._lock:
            is_coming, self._is_woken = self._is_woken, True
            if is_coming or self._is_ticking or not self._scheduler.running:
                return
        self._scheduler.add_job(self._round, max_instances=2)

    def stop(self) -> None:
        """Wait for the present round, then end."""
        self._is_stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _round(self) -> None:
        with self._lock:
            if self._is_ticking:
                return
            self._is_ticking = True
        again = True
        while again:
            with self._lock:
                self._is_woken = False
            began_at = monotonic()
            try:
                self._tick()
            except Exception:
                log.exception("the tick failed; the next one tries again")
            self._is_stopping.wait(rest_after(monotonic() - began_at))
            with self._lock:
                again = self._is_woken
                self._is_ticking = again

"""Whose turn it is to write (decisions/0011).

SQLite has one writer at a time: there one thread writes for all, in the order in which they came. PostgreSQL lets many
write: there everybody writes in a thread of their own. On both, people come first: work that nobody waits for steps
aside while somebody does, though never for long.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Answer = TypeVar("Answer")
PATIENCE = 0.25
"""Seconds that the house steps aside at most, so that letters leave also while people never stop coming."""


class Turns:
    """The line of those who want to write."""

    def __init__(self, *, one_at_a_time: bool) -> None:
        self._writer = ThreadPoolExecutor(1, "writer", self._begin) if one_at_a_time else None
        self._writing_thread: int | None = None
        self._lock = threading.Lock()
        self._people = 0
        self._nobody_waits = threading.Event()
        self._nobody_waits.set()

    async def of_a_person(self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers, done in a thread; for the event loop, which serves others meanwhile."""
        self._count(1)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, copy_context().run, work)
        finally:
            self._count(-1)

    def of_the_house(self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers; for every thread but the event loop's. Within a turn it is done at once."""
        if self._writer is None or threading.get_ident() == self._writing_thread:
            return work()
        return self._writer.submit(work).result()

    def step_aside(self) -> None:
        """Wait while people wait."""
        self._nobody_waits.wait(PATIENCE)

    def close(self) -> None:
        """Finish what stands in line."""
        if self._writer is not None:
            self._writer.shutdown()

    def _begin(self) -> None:
        self._writing_thread = threading.get_ident()

    def _count(self, change: int) -> None:
        with self._lock:
            self._people += change
            if self._people:
                self._nobody_waits.clear()
            else:
                self._nobody_waits.set()

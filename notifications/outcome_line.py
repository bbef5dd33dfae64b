"""Outcomes of several senders, written in one transaction: each waits until its own is on the disk, and whoever comes
while one transaction is committed goes together with the next."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlmodel import Session

from foundation.database import Database

Outcome = TypeVar("Outcome")


class OutcomeLine(Generic[Outcome]):
    """Decision 60. For the threads of one process. `write` is called again, for each alone, when those that stood in
    line together could not be committed."""

    def __init__(self, database: Database, write: Callable[[Session, Sequence[Outcome]], None]) -> None:
        self._database, self._write_all = database, write
        self._waiting = deque[_Waiting[Outcome]]()
        self._is_writing = threading.Lock()

    def record(self, outcome: Outcome) -> None:
        """Returns when it is on the disk; raises what hindered it."""
        mine = _Waiting(outcome)
        self._waiting.append(mine)
        with self._is_writing:
            if not mine.is_over:
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.fault is not None:
            raise mine.fault

    def _write(self, waiting: "list[_Waiting[Outcome]]") -> None:
        outcomes = [each.outcome for each in waiting]
        try:
            self._database.write(lambda session: self._write_all(session, outcomes))
        except BaseException as fault:  # whatever stops the one who writes, nobody else may believe to be recorded
            if len(waiting) == 1:
                waiting[0].fault = fault
            else:
                for each in waiting:
                    self._write([each])
        for each in waiting:
            each.is_over = True


class _Waiting(Generic[Outcome]):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.is_over = outcome, False
        self.fault: BaseException | None = None

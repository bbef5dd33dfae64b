"""Outcomes of several senders, written in one transaction: each waits until its own is on the disk, and whoever comes
while one transaction is committed goes together with the next."""

import threading
from collections import deque
from collections.abc import Callable

from sqlmodel import Session

from foundation.database import Database

Note = Callable[[Session], None]
"""Writes what became of one message. It is called again, alone, when those beside it could not be committed."""


class OutcomeLine:
    """Decision 60. For the threads of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting = deque[_Outcome]()
        self._is_writing = threading.Lock()

    def record(self, note: Note) -> None:
        """Returns when what `note` wrote is on the disk; raises what hindered it."""
        mine = _Outcome(note)
        self._waiting.append(mine)
        with self._is_writing:
            if not mine.is_over:
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.fault is not None:
            raise mine.fault

    def _write(self, outcomes: "list[_Outcome]") -> None:
        try:
            self._database.write(lambda session: [each.note(session) for each in outcomes])
        except BaseException as fault:  # whatever stops the one who writes, nobody else may believe to be recorded
            if len(outcomes) == 1:
                outcomes[0].fault = fault
            else:
                for each in outcomes:
                    self._write([each])
        for each in outcomes:
            each.is_over = True


class _Outcome:
    def __init__(self, note: Note) -> None:
        self.note, self.is_over = note, False
        self.fault: BaseException | None = None

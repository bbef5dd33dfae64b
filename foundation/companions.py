"""Whether other processes work on the same SQLite file. Nobody has to say how many there are: each holds a lock as long
as it lives, and the system lets go of it however a process ends."""

import fcntl
from pathlib import Path
from typing import IO


class Companions:
    """The lock beside the file: shared by all who work on it, alone only for who finds nobody there."""

    def __init__(self, file: Path) -> None:
        self._lock: IO[bytes] = open(file.with_name(f"{file.name}-work"), "ab")  # noqa: SIM115  held until we end

    def are_none(self) -> bool:
        """Nobody else works on the file, and nobody begins before `join`."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def join(self) -> None:
        """Work beside the others from now on."""
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def leave(self) -> None:
        self._lock.close()

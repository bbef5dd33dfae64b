"""What else happens to a house at work: processes that stand still, disks that are full."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from tests.torture.siege import Besieged


def stand_still(seconds: float) -> Callable[[Besieged], None]:
    """The first of them stands still; it wakes up when somebody else has long taken over."""

    def stop(besieged: Besieged) -> None:
        number = besieged.processes[0].pid
        assert number is not None, "it was started"
        os.kill(number, signal.SIGSTOP)
        Timer(seconds, _wake, (number,)).start()

    return stop


def write_nothing(seconds: float) -> Callable[[Besieged], None]:
    """For so long the system refuses whatever they write into a file, as it does when a disk is full or a quota used
    up. Anybody may try this, where `small_disk` needs root."""

    def refuse(besieged: Besieged) -> None:
        _let_files_grow(besieged, 1)
        time.sleep(seconds)
        _let_files_grow(besieged, resource.RLIM_INFINITY)

    return refuse


@contextmanager
def small_disk() -> Iterator[Path]:
    """Needs root, as only who may mount can make one."""
    with TemporaryDirectory(prefix="rembuk-disk-") as place:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], check=True)
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> None:
    """Until nothing more goes in; two seconds later there is room again."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(100_000))
    time.sleep(2)
    ballast.unlink()


def _let_files_grow(besieged: Besieged, size: int) -> None:
    for process in besieged.processes:
        assert process.pid is not None, "it was started"
        with suppress(ProcessLookupError):  # it did not get along without a disk
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _wake(number: int) -> None:
    with suppress(ProcessLookupError):  # the siege is over
        os.kill(number, signal.SIGCONT)

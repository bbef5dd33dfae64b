"""Files that are complete or not there, readable by their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from foundation.settings import BadSetting


class BadFile(BadSetting):
    """A file that cannot be read or written as asked; the text is one sentence for the person at the terminal."""


@contextmanager
def new_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A file to write under another name, which takes its name when the block ends well and is on the disk."""
    try:
        with _claimed(path, overwrite=overwrite), TemporaryDirectory(dir=path.parent, prefix=".part-") as beside:
            part = Path(beside) / path.name
            part.touch(mode=0o600)
            yield part
            _to_disk(part)
            part.replace(path)
            _to_disk(path.parent)
    except OSError as fault:
        raise BadFile(f"{path} cannot be written: {fault.strerror}.") from None


def free_name(file: Path) -> Path:
    """A name like this one under which there is nothing yet."""
    names = (file.with_name(f"{file.name}.before-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


@contextmanager
def _claimed(path: Path, *, overwrite: bool) -> Iterator[None]:
    """An empty file under the name, so that nobody else takes it meanwhile; gone again when the block fails."""
    if overwrite:
        yield
        return
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise BadFile(f"There is a file {path} already.") from None
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

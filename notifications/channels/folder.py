"""Mail kept as `.eml` files in a folder, until a mail server is configured. The desk shows them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from foundation.languages import say
from notifications.channels.contract import TryAgain

NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-(?P<id>.+)\.eml")
LONGEST_ID = 100


@dataclass(frozen=True)
class FolderChannel:
    """All connections share what they know of the folder: looking through it for each letter would take minutes."""

    folder: Path
    connections: int = 1
    names: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Safe id → file name, of every letter seen or written."""

    def connect(self) -> "FolderConnection":
        with _refusals_of(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = (NAME.fullmatch(name) for name in os.listdir(self.folder))
            self.names.update({name["id"]: name[0] for name in found if name})
        return FolderConnection(self)


class FolderConnection:
    """Writes each letter whole or not at all, and the same Message-ID always into the same file."""

    def __init__(self, channel: FolderChannel) -> None:
        self._channel = channel

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        """The file holds exactly the bytes of the message; its To is the recipient."""
        head = BytesHeaderParser().parsebytes(message)
        safe_id = _safe_id(str(head["Message-ID"]))
        name = self._channel.names.setdefault(safe_id, f"{_time(head)}-{safe_id}.eml")
        with _refusals_of(self._channel.folder):
            _write(self._channel.folder / name, message)
        return f"250 {name}"

    def close(self) -> None:
        """Nothing is open between two letters."""


def folder_channel(mail_url: str, connections: int, **_for_servers: object) -> FolderChannel:
    """From `dir:var/outbox`, relative to where the program runs."""
    return FolderChannel(Path(mail_url.partition(":")[2]), connections)


def _safe_id(message_id: str) -> str:
    """As file name. Two ids that look alike without their odd characters stay apart."""
    plain = re.sub(r"[^A-Za-z0-9.@-]", "_", message_id.strip("<>"))[:LONGEST_ID]
    return plain if f"<{plain}>" == message_id else f"{plain}-{sha256(message_id.encode()).hexdigest()[:12]}"


def _time(head: Message) -> str:
    return parsedate_to_datetime(head["Date"]).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _write(path: Path, content: bytes) -> None:
    """Into a file of mode 0600 beside it, then renamed: nobody reads half a letter, and a power cut leaves none."""
    file, unfinished = mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(file, "wb") as letter:
            letter.write(content)
            letter.flush()
            os.fsync(letter.fileno())
        os.replace(unfinished, path)
    except OSError:
        os.unlink(unfinished)
        raise


@contextmanager
def _refusals_of(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = say("The folder {folder} does not take the mail: {error}", folder=folder, error=error.strerror)
        raise TryAgain(reason, connection_lost=False, counts=False) from error

"""The letters that were kept as files because no mail server is configured, read back for the desk.

Read with the email package as any mail program would; a file that is none of ours is shown as far as it can be read.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from foundation.refusals import Missing
from foundation.settings import Settings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,200}\.eml")
MARKED = re.compile(r"Z-([1-9][0-9]*\.[0-9a-f]{20})@")
"""The mark of its delivery in the name of a letter: the name is made from the Message-ID, the ID from the mark."""
MOST_LISTED = 500
"""The newest ones. The name of each file begins with its time."""
HEADERS = ("From", "To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True)
class KeptLetter:
    """One line of the list."""

    name: str
    to: str
    subject: str
    date: datetime | None
    message_id: str


@dataclass(frozen=True)
class Attachment:
    """A part that has a name, and how many bytes it holds."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class OpenedLetter:
    """A letter as its reader gets it."""

    name: str
    headers: list[tuple[str, str]]
    text: str
    html: str
    calendar: str
    attachments: list[Attachment]


def letters_in_outbox(settings: Settings) -> list[KeptLetter]:
    """The newest letters first; none while the folder does not exist or mail is handed over."""
    folder = _folder(settings)
    if folder is None or not folder.is_dir():
        return []
    names = sorted((path.name for path in folder.iterdir() if NAME.fullmatch(path.name)), reverse=True)
    return [_listed(folder / name) for name in names[:MOST_LISTED]]


def letter_name(reply: str) -> str | None:
    """Which file a letter went into, from what the folder answered when it took it ("250 <name>")."""
    name = reply.removeprefix("250 ")
    return name if name != reply and NAME.fullmatch(name) else None


def letter_named(settings: Settings, name: str) -> KeptLetter:
    """One letter of the folder by the name of its file; whatever else lies on the machine is missing."""
    return _listed(_path(settings, name))


def discard_letters(settings: Settings, marks: Collection[str]) -> None:
    """Take away the files of the letters with these marks (notifications/delivery_marks.py); of others not one."""
    folder = _folder(settings)
    if not marks or folder is None or not folder.is_dir():
        return
    for path in folder.iterdir():
        found = MARKED.search(path.name)
        if found and found[1] in marks:
            path.unlink(missing_ok=True)


def open_letter(settings: Settings, name: str) -> OpenedLetter:
    """A letter of ours with all its parts, for who may read it (notifications/letter_access.py)."""
    message = message_from_bytes(_path(settings, name).read_bytes(), policy=policy.default)
    return OpenedLetter(
        name=name, headers=[(header, str(message[header])) for header in HEADERS if message[header]],
        text=_body(message, "plain"), html=_body(message, "html"),
        calendar=_body(message, "calendar"), attachments=list(_attachments(message)),
    )  # fmt: skip


def _folder(settings: Settings) -> Path | None:
    scheme, _, path = settings.mail_url.partition(":")
    return Path(path) if scheme == "dir" else None


def _path(settings: Settings, name: str) -> Path:
    folder = _folder(settings)
    path = None if folder is None or not NAME.fullmatch(name) else folder / name
    if path is None or path.is_symlink() or not path.is_file():
        raise Missing
    return path


def _listed(path: Path) -> KeptLetter:
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parse(file)
    return KeptLetter(
        path.name, str(head["To"] or ""), str(head["Subject"] or ""), _date(str(head["Date"] or "")),
        str(head["Message-ID"] or ""),
    )  # fmt: skip


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _body(message: EmailMessage, kind: str) -> str:
    """The first part of this kind of text that is not an attachment; empty when there is none."""
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            return str(part.get_content())
    return ""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.walk():
        name = part.get_filename()
        if name:
            content = part.get_payload(decode=True)
            yield Attachment(name, part.get_content_type(), len(content) if isinstance(content, bytes) else 0)

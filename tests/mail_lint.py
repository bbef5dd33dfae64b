"""What calendar.md asks of the bytes of a mail, rule by rule; calendar_lint.py reads the calendar inside.

Shares no code with the product. Each rule names what is wrong in a sentence; `[]` is right. Every letter that a test
hands over passes here (outbox.py).
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parseaddr
from urllib.parse import unquote

from tests import calendar_lint

LONGEST_LINE, LONGEST_OF_BASE64 = 998, 76
FIXED = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF", "MIME-Version": "1.0"}
ONCE = {"Date", "From", "Reply-To", "To", "Subject", "Message-ID", *FIXED, "Content-Type"}
WAY_OUT = {"List-Unsubscribe", "List-Unsubscribe-Post"}
"""Of letters whose ground is consent; both or none (RFC 8058, 3.1)."""
NOTE = ["multipart/alternative", ["text/plain"], ["text/html"]]
CALENDAR_LETTER = ["multipart/mixed", [*NOTE, ["text/calendar"]], ["application/ics"]]
CALENDAR_PART = re.compile(rb"\r\nContent-Type: text/calendar;[^\r]*\r\n(?:[^\r]+\r\n)*\r\n(.*?)\r\n--", re.DOTALL)
MESSAGE_ID = re.compile(r"<[^\s<>@]+@[A-Za-z0-9.-]+>")


def wrongs_of_mail(
    content: bytes, *, recipient: str | None = None, role: str | None = None, is_discreet: bool | None = None
) -> list[str]:
    """Of a whole mail. `recipient` is the address of the envelope; `role` and `is_discreet` are known to the test."""
    if wrongs := list(_lines(content)):
        return wrongs
    mail = message_from_bytes(content)
    wrongs = [*_headers(mail), *_way_out(mail), *_people(mail, recipient), *_tree(mail)]
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if wrongs or not found:
        return wrongs
    return [*_parts(mail, found[0]), *_calendar(mail, found[0], role, is_discreet)]


def calendar_of(content: bytes) -> bytes | None:
    """The calendar in a mail that keeps the rules, if there is one."""
    found = CALENDAR_PART.search(content)
    return b64decode(found[1]) if found else None


def _lines(content: bytes) -> Iterator[str]:
    if re.search(rb"[^\r]\n|\r[^\n]", content) or not content.endswith(b"\r\n"):
        yield "a line ends with something else than CRLF"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        yield f"a line of more than {LONGEST_LINE} octets"
    if b"\0" in content:
        yield "NUL"


def _headers(mail: Message) -> Iterator[str]:
    names = [name.title() for name in mail]
    wanted = {name.title() for name in ONCE}
    yield from (f"no {name}" for name in sorted(wanted - set(names)))
    yield from (f"{name} twice" for name in sorted(set(names)) if names.count(name) > 1)
    yield from (f"a header {name}" for name in sorted(set(names) - wanted - WAY_OUT))
    yield from (f"{name}: {mail[name]}" for name, value in FIXED.items() if mail[name] not in (None, value))
    if not MESSAGE_ID.fullmatch(mail["Message-ID"] or "<a@b>"):
        yield "not a Message-ID"


def _way_out(mail: Message) -> Iterator[str]:
    """One encrypted address without a query, which a relay might lose; and the words that promise one click."""
    found = {name for name in WAY_OUT if name in mail}
    if not found:
        return
    yield from (f"no {name}" for name in sorted(WAY_OUT - found))
    if not re.fullmatch(r"<https://[^\s<>,?]+>", mail["List-Unsubscribe"] or ""):
        yield f"List-Unsubscribe: {mail['List-Unsubscribe']}"
    if mail["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
        yield f"List-Unsubscribe-Post: {mail['List-Unsubscribe-Post']}"


def _people(mail: Message, recipient: str | None) -> Iterator[str]:
    to = getaddresses(mail.get_all("To", []))
    if len(to) != 1:
        yield f"{len(to)} recipients"
    if recipient is not None and to and to[0][1] != _ascii(recipient):
        yield "To is not the recipient of the envelope"
    if parseaddr(mail["From"])[1] != parseaddr(mail["Reply-To"])[1]:
        yield "Reply-To is not From"


def _tree(mail: Message) -> Iterator[str]:
    if _shape(mail) not in (NOTE, CALENDAR_LETTER):
        yield f"parts {_shape(mail)}"


def _shape(part: Message) -> list[object]:
    inside = part.get_payload() if part.is_multipart() else []
    return [part.get_content_type(), *(_shape(one) for one in inside if isinstance(one, Message))]


def _parts(mail: Message, invitation: Message) -> Iterator[str]:
    attached = mail.get_payload()[1]  # type: ignore[index]  # of a calendar letter
    assert isinstance(attached, Message)
    if "Content-Disposition" in invitation:
        yield "text/calendar with a Content-Disposition"
    if (invitation.get_param("charset") or "").upper() != "UTF-8":  # type: ignore[union-attr]
        yield "text/calendar is not in UTF-8"
    if (attached.get_content_disposition(), attached.get_filename()) != ("attachment", "invite.ics"):
        yield "the file is not attached as invite.ics"
    for part in (invitation, attached):
        lines = str(part.get_payload()).rstrip().splitlines()
        if part["Content-Transfer-Encoding"] != "base64" or max(map(len, lines)) > LONGEST_OF_BASE64:
            yield f"{part.get_content_type()} is not in base64"
    if invitation.get_payload() != attached.get_payload():
        yield "the file holds other bytes"


def _calendar(mail: Message, part: Message, role: str | None, is_discreet: bool | None) -> Iterator[str]:
    content = _bytes_of(part)
    yield from calendar_lint.wrongs_of_letter(content, role=role, is_discreet=is_discreet)
    if part.get_param("method") != _said(content, "METHOD"):
        yield "the method of the part is not METHOD"
    for header, name in (("To", "ATTENDEE"), ("From", "ORGANIZER")):
        address = _ascii(parseaddr(mail[header])[1])
        if unquote(_said(content, name)) != f"mailto:{address}":
            yield f"{name} is not {header}"


def _said(content: bytes, name: str) -> str:
    """The value of a property that stands there once."""
    found = re.search(rf'^{name}((?:;[A-Z-]+=(?:"[^"]*"|[^":;])*)*):(.*)$', _unfolded(content), re.MULTILINE)
    return found[2] if found else ""


def _unfolded(content: bytes) -> str:
    return content.decode(errors="replace").replace("\r\n ", "").replace("\r\n", "\n")


def _bytes_of(part: Message) -> bytes:
    return b64decode(str(part.get_payload()))


def _ascii(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"

"""A mail that somebody sent us, opened within limits: its heading and its parts.

The parser of the standard library is told to stop as it counts: parts that hold parts, and headers of a megabyte,
would take minutes of it otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Policy, compat32
from email.utils import parsedate_to_datetime

from foundation.people import EMAIL_LIMIT, clean_text
from notifications.letters import header_text

MOST_OCTETS, MOST_PARTS, MOST_HEADERS = 1_000_000, 20, 400
LONGEST_HEADER, LONGEST_CONTENT_HEADER = 50_000, 2_000
"""Characters. What describes a part is read with a parser that takes the square of its length."""
LONGEST_HEADING = 64_000
"""Octets that are read of a mail beyond the limits, to say who it is from."""
MOST_ADDRESSES, LONGEST_DATE, YEARS = 20, 100, range(1970, 2200)
ANGLED = re.compile(r"<([^<>@\s]{1,64}@[^<>@\s]{1,255})>")
BARE = re.compile(r"[^\s<>()\[\],;:\"\\@]{1,64}@[^\s<>()\[\],;:\"\\@]{1,255}")
RETURNED = {"message/rfc822", "message/global", "message/rfc822-headers", "message/global-headers"}


class BeyondLimits(Exception):
    """Larger or more entangled than any answer: not read further."""


@dataclass(frozen=True)
class Heading:
    """Who a mail is from and what it is about, cleaned. `date` is what the sender says."""

    from_address: str = ""
    subject: str = ""
    date: datetime | None = None


class Part(Message):
    """A part whose headers are of a sane length, and which knows its type: it is asked a dozen times."""

    headers_left = MOST_HEADERS
    _content_type = ""

    def set_raw(self, name: str, value: str) -> None:
        longest = LONGEST_CONTENT_HEADER if name.lower().startswith("content-") else LONGEST_HEADER
        self.headers_left -= 1
        if len(value) > longest or self.headers_left < 0:
            raise BeyondLimits
        super().set_raw(name, value)

    def get_content_type(self) -> str:
        self._content_type = self._content_type or super().get_content_type()
        return self._content_type


def open_mail(content: bytes) -> Message:
    """The mail with all its parts. Raises BeyondLimits as soon as it is."""
    if len(content) > MOST_OCTETS:
        raise BeyondLimits
    return _parsed(content)


def heading_of(mail: Message) -> Heading:
    senders = addresses_in(mail, "From")
    return Heading(
        senders[0][:EMAIL_LIMIT] if senders else "", header_text(clean_text(header(mail, "Subject"))), date_of(mail)
    )


def heading_alone(content: bytes) -> Heading:
    """Of a mail that cannot be opened."""
    head = content[:LONGEST_HEADING].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return heading_of(_parsed(head + b"\n\n"))


def header(mail: Message, name: str) -> str:
    """The text of a header as it was sent, unfolded; empty when there is none."""
    return " ".join(str(mail.get(name, "")).split())[:LONGEST_HEADING]


def addresses_in(mail: Message, *names: str) -> list[str]:
    """The bare addresses of these headers, in their order."""
    values = [str(value)[:LONGEST_CONTENT_HEADER] for name in names for value in mail.get_all(name, [])]
    found = [address for value in values[:MOST_ADDRESSES] for address in ANGLED.findall(value) or BARE.findall(value)]
    return [clean_text(address) for address in found[:MOST_ADDRESSES]]


def date_of(mail: Message) -> datetime | None:
    try:
        return plausible(parsedate_to_datetime(header(mail, "Date")[:LONGEST_DATE]))
    except (ValueError, TypeError, OverflowError):
        return None


def plausible(at: datetime) -> datetime | None:
    """In UTC, which it is in when it names no zone; None beyond what a database keeps, or anybody means."""
    if at.year not in YEARS:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def own_parts(mail: Message) -> Iterator[Message]:
    """The leaves of this mail, not those of a mail that it holds."""
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in inner(mail):
        yield from own_parts(part)


def held_mails(mail: Message) -> Iterator[Message]:
    """Mails inside this one, as a report returns the letter that it is about."""
    if mail.get_content_type() in RETURNED:
        yield from inner(mail)
    elif mail.get_content_maintype() != "message":
        for part in inner(mail):
            yield from held_mails(part)


def inner(mail: Message) -> list[Message]:
    """The parts directly in it."""
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def octets_of(part: Message) -> bytes:
    """What a leaf holds, without its transfer encoding."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text_of(part: Message) -> str:
    return octets_of(part).decode("utf-8", "replace")


def _parsed(content: bytes) -> Message:
    left = MOST_PARTS + 1  # the parser makes one to see how it is made

    def part(policy: Policy = compat32) -> Part:
        nonlocal left
        left -= 1
        if left < 0:
            raise BeyondLimits
        return Part(policy=policy)

    parser = BytesFeedParser(part, policy=compat32)
    parser.feed(content)
    return parser.close()

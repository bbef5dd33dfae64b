"""One letter to one person, as the bytes that are handed over: a fixed MIME tree, and headers no text breaks out of.

Written here and not with EmailMessage, which parses and folds every header anew and makes 280 letters a second where
this makes thousands. The tests read the letters back with the email package and compare.
"""

import re
from base64 import b64encode
from binascii import a2b_qp, b2a_qp
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256
from textwrap import wrap

from events.calendar_values import mail_address

HEADERS = (
    "Date", "From", "Reply-To", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
)  # fmt: skip
LONGEST_TEXT = 200
KEPT_SUBJECTS = 256  # a mass mailing has a handful
PLAIN_WIDTH = 64
BASE64_WIDTH = 76
WORD_OCTETS = 39  # with the name of its header, the line of an encoded word stays within 76 characters (RFC 2047, 2)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
PLAIN = re.compile("[ -~]*")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
ADDRESS = re.compile(
    r'[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff()<>\[\],;:"\\@]+@[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff()<>\[\],;:"\\@]+'
)
MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
WEB_ADDRESS = re.compile("https?://[!-;=?-~]+")
HOSTILE_TEXTS = (
    "Hello\r\nBcc: x@else.example",
    "Hello\nBcc: x@else.example\n\nAnd a body",
    "Hello\u2028Bcc: x@else.example\x85Bcc: x@else.example\x00\x0bBcc: x@else.example",
    "=?utf-8?q?Hello=0ABcc:_x=40else.example?=",
    "=?utf-8?q?Hello?= =?utf-8?b?DQpCY2M6IHhAZWxzZS5leGFtcGxl?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3FHello=3D0ABcc:_x=3D40else=2Eexample=3F=3D?=",
)


class UnsafeLetter(Exception):
    """A value that must never stand in a header, or a letter whose parts contradict each other."""


class Quoted(bytes):
    """Text in quoted-printable lines, as a mail holds it (RFC 2045, 6.7). Each line stands by itself: what is alike for
    many readers is encoded once. `str` gives the text."""

    @classmethod
    def of(cls, text: str) -> "Quoted":
        unix = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace")
        return cls(b2a_qp(unix).replace(b"\n", b"\r\n"))

    def __str__(self) -> str:
        return a2b_qp(self).decode().replace("\r\n", "\n")


@dataclass(frozen=True)
class Mailbox:
    """A name and an address. The sender's address is the one constant mailbox of the installation."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person gets. `calendar` and its `method` come together; `message_id` stays the same over retries."""

    sender: Mailbox
    to_name: str
    to_email: str
    subject: str
    quoted_text: Quoted
    quoted_html: Quoted
    message_id: str
    calendar: bytes | None = None
    method: str | None = None
    unsubscribe: str | None = None
    """Address that ends letters of this sort, where consent is their ground."""

    @property
    def text(self) -> str:
        return str(self.quoted_text)

    @property
    def html(self) -> str:
        return str(self.quoted_html)


def mailbox(text: str) -> Mailbox:
    """Read `Name <address>` as the settings give it."""
    return Mailbox(*parseaddr(text))


def compose(letter: Letter, now: datetime) -> bytes:
    """The whole mail: the same letter at the same `now` is the same bytes.

    Raises UnsafeLetter; texts are cleaned instead (`header_text`)."""
    _refuse_contradictions(letter)
    written_by = _mailbox_header(letter.sender)
    head = {
        "Date": format_datetime(now.astimezone(UTC)),
        "From": written_by,
        "Reply-To": written_by,
        "To": _mailbox_header(Mailbox(letter.to_name, letter.to_email)),
        "Subject": _subject_header(letter.subject),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF",
        **_way_out(letter.unsubscribe),
        "MIME-Version": "1.0",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return lines.encode() + _body(letter)


def header_text(text: str) -> str:
    """One line of visible text, 200 characters at most: encoded words decoded, everything that could end a line gone.

    Python itself writes a line break that hides in an encoded word as a second header."""
    visible = " ".join(UNSEEN.sub(" ", _decoded(text)).split())
    return visible if len(visible) <= LONGEST_TEXT else visible[: LONGEST_TEXT - 1].rstrip() + "…"


def self_test() -> None:
    """Raise UnsafeLetter when a hostile text becomes a header of its own. Called before any mail is sent."""
    for text in HOSTILE_TEXTS:
        letter = Letter(
            sender=Mailbox(text, "c@b.example"), to_name=text, to_email="a@b.example", subject=text,
            quoted_text=Quoted(), quoted_html=Quoted(), message_id="<self-test@b.example>",
        )  # fmt: skip
        head, _, _ = compose(letter, datetime.fromtimestamp(0, UTC)).partition(b"\r\n\r\n")
        names = [line.split(b":")[0].decode() for line in re.split(rb"\r?\n(?![ \t])|\r(?!\n)", head)]
        if names != list(HEADERS):
            raise UnsafeLetter(f"a hostile subject wrote other headers than ours: {names}")


def _refuse_contradictions(letter: Letter) -> None:
    if not MESSAGE_ID.fullmatch(letter.message_id):
        raise UnsafeLetter(f"not a Message-ID: {letter.message_id!r}")
    if letter.calendar is None and letter.method is None:
        return
    if f"\r\nMETHOD:{letter.method}\r\n".encode() not in (letter.calendar or b""):
        raise UnsafeLetter(f"the calendar does not say METHOD:{letter.method}")


def _way_out(address: str | None) -> dict[str, str]:
    """One click in the mail program, which posts to the address; only where nobody can read along (RFC 8058, 3.1)."""
    if address is None:
        return {}
    if not WEB_ADDRESS.fullmatch(address):
        raise UnsafeLetter(f"not an address to unsubscribe at: {address!r}")
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if address.startswith("https:") else {}
    return {"List-Unsubscribe": f"<{address}>", **one_click}


def _body(letter: Letter) -> bytes:
    """Calendar last among the alternatives and in base64, then once more as a file: Thunderbird shows no buttons when
    it comes first, Outlook and Gmail none when it is only attached, Gmail none after a relay rewrapped it."""
    boundary = sha256(letter.message_id.encode()).hexdigest()[:32]
    texts = [_text_part("plain", letter.quoted_text), _text_part("html", letter.quoted_html)]
    if letter.calendar is None:
        return _multipart("alternative", boundary, texts)
    event = _in_base64(letter.calendar)
    invitation = _part(f"text/calendar; charset=UTF-8; method={letter.method}", "base64", event)
    attached = 'application/ics; name="invite.ics"\r\nContent-Disposition: attachment; filename="invite.ics"'
    alternatives = _multipart("alternative", boundary, [*texts, invitation])
    return _multipart("mixed", boundary, [alternatives, _part(attached, "base64", event)])


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """`=_` can stand in no quoted-printable or base64 line, so no text contains the boundary (RFC 2045, 6.7)."""
    between = f"--=_{kind}_{boundary}".encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="=_{kind}_{boundary}"\r\n\r\n'.encode()
    return head + b"".join(between + b"\r\n" + part + b"\r\n" for part in parts) + between + b"--\r\n"


def _text_part(kind: str, lines: Quoted) -> bytes:
    return _part(f"text/{kind}; charset=utf-8", "quoted-printable", lines)


def _in_base64(content: bytes) -> bytes:
    """RFC 2045, 6.8."""
    encoded = b64encode(content)
    return b"".join([encoded[at : at + BASE64_WIDTH] + b"\r\n" for at in range(0, len(encoded), BASE64_WIDTH)])


def _part(content_type: str, encoding: str, content: bytes) -> bytes:
    return f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + content


def _mailbox_header(box: Mailbox) -> str:
    address, name = mail_address(box.email), header_text(box.name)
    if not ADDRESS.fullmatch(address):
        raise UnsafeLetter(f"not an address for a header: {address!r}")
    if not name:
        return f"<{address}>"
    if not PLAIN.fullmatch(name) or "=?" in name or len(name) > PLAIN_WIDTH:
        return f"{_encoded_words(name)}\r\n <{address}>"
    quoted = name if ATOMS.fullmatch(name) else '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'
    return f"{quoted} <{address}>"


@lru_cache(KEPT_SUBJECTS)
def _subject_header(subject: str) -> str:
    text = header_text(subject)
    if not PLAIN.fullmatch(text) or "=?" in text:
        return _encoded_words(text)
    return "\r\n ".join(wrap(text, PLAIN_WIDTH, break_long_words=False, break_on_hyphens=False))


def _encoded_words(text: str) -> str:
    """RFC 2047, one word a line, cut between characters."""
    words, word = [], b""
    for octets in (character.encode() for character in text):
        if len(word) + len(octets) > WORD_OCTETS:
            words.append(word)
            word = b""
        word += octets
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, word])


def _decoded(text: str) -> str:
    """Without encoded words, also those inside others; what cannot be decoded stays and is encoded once more."""
    text = text[: 10 * LONGEST_TEXT]
    while "=?" in text:
        try:
            plain = str(make_header(decode_header(text)))
        except (MessageError, LookupError, UnicodeError):
            break
        if plain == text:
            break
        text = plain
    return text

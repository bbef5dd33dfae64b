"""What a calendar file says in answer to an invitation (RFC 5546, 3.2): only the lines that matter, each with care.

Files are written by strangers. What no answer needs never reaches the parser: it would keep the time zones of one
mail for the next, and unroll their rules.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote

from icalendar import Calendar, Component, vDDDTypes

from foundation.people import EMAIL_LIMIT, clean_text
from notifications.replies.mails import BeyondLimits, plausible

MOST_EVENTS, MOST_COMPONENTS, MOST_LINES, LONGEST_LINE = 5, 50, 300, 4_000
LONGEST_COMMENT = 1000
LONGEST = timedelta(days=1)
WANTED = {
    ("VCALENDAR",): {"METHOD"},
    ("VCALENDAR", "VEVENT"): {
        "UID", "SEQUENCE", "DTSTAMP", "ATTENDEE", "COMMENT", "DTSTART", "DTEND", "DURATION",
    },
}  # fmt: skip
FOLD = re.compile(r"\n[ \t]")
LINE = re.compile(r"[ \t]*([A-Za-z0-9-]{1,64})[ \t]*([;:])(.*)", re.DOTALL)
ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}")
BYTE_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class Voice:
    """One ATTENDEE of an answer. `addresses` are those it goes by, the first of them as its value."""

    addresses: tuple[str, ...]
    partstat: str
    delegated_to: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one event of a calendar file says. A moment that cannot be read, or has no zone, is None."""

    method: str
    uid: str
    sequence: int = 0
    dtstamp: datetime | None = None
    voices: tuple[Voice, ...] = ()
    comment: str = field(default="", compare=False)
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def answers_in(content: bytes, charset: str, method: str) -> list[Answer]:
    """Every event of a file, with the method that the file says, or else the mail (`method`). Raises BeyondLimits, and
    whatever icalendar raises about a file that is none."""
    lines = list(_wanted(_unfolded(_decoded(content, charset))))
    if len(lines) > MOST_LINES:
        raise BeyondLimits
    calendars = Calendar.from_ical("\r\n".join(lines).encode() + b"\r\n", multiple=True)
    return [
        _answer(clean_text(str(calendar.get("METHOD") or method)).upper(), event)
        for calendar in calendars for event in calendar.walk("VEVENT")
    ]  # fmt: skip


def _decoded(content: bytes, charset: str) -> str:
    """As Unicode, in whatever charset it really is: many programs name one and write another."""
    marked = next((name for mark, name in BYTE_ORDERS.items() if content.startswith(mark)), None)
    for name in (marked, "utf-8", charset):
        try:
            return content.decode(name or "utf-8")
        except (ValueError, LookupError):
            continue
    return content.decode("latin-1")


def _unfolded(text: str) -> list[str]:
    unix = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return FOLD.sub("", unix).split("\n")


def _wanted(lines: Sequence[str]) -> Iterator[str]:
    """The lines that an answer is read from, without components inside events, or beside them."""
    stack: list[str] = []
    counted = {"all": 0, "VEVENT": 0}
    for line in lines:
        found = LINE.match(line[:LONGEST_LINE])
        if found is None:
            continue
        name, value = found[1].upper(), found[3].strip().upper()
        if name == "BEGIN":
            stack.append(value)
            _count(counted, value)
        if tuple(stack) in WANTED and (name in ("BEGIN", "END") or name in WANTED[tuple(stack)]):
            yield found[0].strip()
        if name == "END" and stack and stack[-1] == value:
            stack.pop()


def _count(counted: dict[str, int], component: str) -> None:
    for name in ("all", component):
        if name in counted:
            counted[name] += 1
    if counted["all"] > MOST_COMPONENTS or counted["VEVENT"] > MOST_EVENTS:
        raise BeyondLimits


def _answer(method: str, event: Component) -> Answer:
    starts_at = _moment(_first(event, "DTSTART"))
    return Answer(
        method=method[:20], uid=str(_first(event, "UID") or "").strip(), sequence=_sequence(_first(event, "SEQUENCE")),
        dtstamp=_moment(_first(event, "DTSTAMP"), is_stamp=True), voices=tuple(map(_voice, _all(event, "ATTENDEE"))),
        comment=clean_text(" ".join(map(str, _all(event, "COMMENT"))))[:LONGEST_COMMENT], starts_at=starts_at,
        ends_at=_end(event, starts_at),
    )  # fmt: skip


def _voice(attendee: object) -> Voice:
    params = getattr(attendee, "params", {})
    addresses = [_address(str(attendee)), _address(_text(params.get("EMAIL")))]
    return Voice(
        tuple(dict.fromkeys(filter(None, addresses))), clean_text(_text(params.get("PARTSTAT"))).upper()[:20],
        _address(_text(params.get("DELEGATED-TO"))),
    )  # fmt: skip


def _address(text: str) -> str:
    """Without `mailto:` and percent-encoding; empty for what is no address, such as `urn:uuid:…`."""
    bare = clean_text(unquote(re.sub(r"(?i)^\s*mailto:", "", text))).strip("<>\"' ")
    return bare if ADDRESS.fullmatch(bare) and len(bare) <= EMAIL_LIMIT else ""


def _text(value: object) -> str:
    """A parameter may have several values."""
    return _text(value[0]) if isinstance(value, list) and value else str(value or "")


def _all(event: Component, name: str) -> list[object]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _first(event: Component, name: str) -> object:
    return next(iter(_all(event, name)), None)


def _sequence(value: object) -> int:
    """icalendar refuses what 32 bits do not hold."""
    return max(value, 0) if isinstance(value, int) else 0


def _moment(value: object, *, is_stamp: bool = False) -> datetime | None:
    """An instant in UTC. A day is none, nor a wall time without a zone we know; a stamp needs to name none."""
    if not isinstance(value, vDDDTypes) or not isinstance(found := value.dt, datetime):
        return None
    if found.tzinfo is None and ("TZID" in value.params or not is_stamp):
        return None
    return plausible(found)


def _end(event: Component, starts_at: datetime | None) -> datetime | None:
    lasting = _first(event, "DURATION")
    length = lasting.dt if isinstance(lasting, vDDDTypes) else None
    if starts_at is not None and isinstance(length, timedelta) and timedelta(0) < length <= LONGEST:
        return starts_at + length
    return _moment(_first(event, "DTEND"))

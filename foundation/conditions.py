"""Whether the reader holds these bytes already: conditional requests (RFC 9110, 13).

The tag decides where the reader sends one; the date decides for calendars that know no tags.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

REMEMBERED = 5000
"""Addresses whose bytes are known by their tag; the one asked for longest ago is forgotten first."""
SECOND = timedelta(seconds=1)


class Sightings:
    """Since when the bytes at an address are what they are, as far as this process has seen them.

    No column tells: a calendar changes with a summary, with a reader's zone, and when 90 days have passed. The moment
    of the first sight is never before the change. A process that forgets tells a later one, which costs its reader a
    copy and hides nothing.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[Hashable, tuple[bytes, datetime]] = OrderedDict()

    def since(self, address: Hashable, tag: bytes, date: bytes) -> bytes:
        """The Last-Modified of bytes rendered at `date`; other bytes are always later by a second at least."""
        rendered_at = _read(date) or datetime.min.replace(tzinfo=UTC)
        known = self._seen.pop(address, None)
        if known is not None:
            rendered_at = known[1] if known[0] == tag else max(rendered_at, known[1] + SECOND)
        self._seen[address] = (tag, rendered_at)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return http_date(rendered_at).encode()


def http_date(instant: datetime) -> str:
    """Mon, 01 Feb 2027 03:00:00 GMT"""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def holds(scope: Any, tag: bytes, modified: bytes) -> bool:
    """Whether a 304 is the answer. A date is not even read beside a tag (13.2.2)."""
    if wanted := header(scope, b"if-none-match"):
        return tag in wanted or wanted.strip() == b"*"
    since = header(scope, b"if-modified-since") if modified else b""
    return bool(since) and (since == modified or _is_not_before(since, modified))


def unless_held(scope: Any, send: Any, sightings: Sightings) -> Any:
    """`send` for an answer that is rendered for one reader: one with a tag and a date becomes 304 where it is held."""
    is_held = False

    async def sending(message: Any) -> None:
        nonlocal is_held
        if message["type"] == "http.response.start" and message["status"] == 200 and scope["method"] == "GET":
            headers = dict(message["headers"])
            if b"etag" in headers and b"last-modified" in headers:
                address, tag = (scope["path"], scope["query_string"]), headers[b"etag"]
                headers[b"last-modified"] = sightings.since(address, tag, headers[b"last-modified"])
                is_held = holds(scope, tag, headers[b"last-modified"])
                message = _not_modified(message, headers) if is_held else {**message, "headers": list(headers.items())}
        elif is_held:
            message = {**message, "body": b""}
        await send(message)

    return sending


def header(scope: Any, name: bytes) -> bytes:
    """A request header; several of one name are joined, none is empty."""
    return b",".join(value for key, value in scope["headers"] if key == name)


def _not_modified(message: Any, headers: dict[bytes, bytes]) -> Any:
    return {**message, "status": 304, "headers": [pair for pair in headers.items() if pair[0] != b"content-length"]}


def _is_not_before(date: bytes, other: bytes) -> bool:
    first, second = _read(date), _read(other)
    return first is not None and second is not None and first >= second


def _read(date: bytes) -> datetime | None:
    """None for what is no date: such a header counts as not sent (13.1.3)."""
    try:
        read = parsedate_to_datetime(date.decode("latin-1"))
    except (ValueError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)

"""Public pages kept as bytes, in front of routing (decisions/0003).

A page that says `Cache-Control: public` is kept, compressed, for half a second: "correct within a second of any change"
needs no version to look up, on any number of processes, and a burst of readers costs two renderings a second.
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from foundation.conditions import Sightings, header, holds, unless_held

SECONDS_KEPT = 0.5
SECONDS_MEANWHILE = 0.3
"""How much longer a page is sent while the next is being rendered. Both together stay under a second."""
PLACES = 500
"""Pages kept at once; the one rendered longest ago leaves first."""

NOTHING = {"type": "http.response.body", "body": b""}

type_of_key = tuple[str, bytes, bytes, bool]


@dataclass(frozen=True)
class Kept:
    """A page ready to be sent, how long it may be, and since which write it holds."""

    until: float
    since: object
    tag: bytes
    modified: bytes
    """Last-Modified of a calendar; pages have none."""
    start: Any
    end: Any
    not_modified: Any


class KeptPages:
    """Answers GET requests from kept bytes, with ETag and 304; everything else goes on to the application."""

    def __init__(self) -> None:
        self._kept: OrderedDict[type_of_key, Kept] = OrderedDict()
        self._making: dict[type_of_key, asyncio.Lock] = {}
        self._last_write = object()
        self._sightings = Sightings()

    def clear(self) -> None:
        """After a write: the next reader of this process sees it at once. May be called in any thread.

        Nothing is thrown away: a page that is being rendered at this moment may have read what was before, and is
        known by the write it began after.
        """
        self._last_write = object()

    async def answer(self, scope: Any, receive: Any, send: Any, app: Any) -> None:
        if scope["method"] != "GET" or not _is_public(scope["path"]):
            await app(scope, receive, unless_held(scope, send, self._sightings))
            return
        key = _key_of(scope)
        kept = self._fresh(key) or self._meanwhile(key)
        if kept is None:
            kept = await self._made(key, scope, receive, send, app=app)
        if kept is not None:
            await _send(scope, send, kept)

    async def _made(self, key: type_of_key, scope: Any, receive: Any, send: Any, *, app: Any) -> Kept | None:
        """One rendering for all who wait for it. None when the answer is not to be kept: it has been sent then."""
        async with self._making.setdefault(key, asyncio.Lock()):
            if kept := self._fresh(key):
                return kept
            answer, since = _Answer(), self._last_write
            try:
                await app(scope, receive, answer.take)
            finally:
                self._making.pop(key, None)
            if not answer.may_be_kept:
                await answer.pass_on(send)
                return None
            return self._keep(key, answer.kept(since, key, self._sightings))

    def _fresh(self, key: type_of_key) -> Kept | None:
        kept = self._kept.get(key)
        return kept if kept and kept.since is self._last_write and kept.until >= time.monotonic() else None

    def _meanwhile(self, key: type_of_key) -> Kept | None:
        """The page before, while somebody waits for the next one already: a long calendar takes its time."""
        kept = self._kept.get(key) if key in self._making else None
        is_near = kept is not None and kept.until + SECONDS_MEANWHILE >= time.monotonic()
        return kept if kept and is_near and kept.since is self._last_write else None

    def _keep(self, key: type_of_key, kept: Kept) -> Kept:
        self._kept.pop(key, None)  # else it would stay in its old place, and leave first
        self._kept[key] = kept
        while len(self._kept) > PLACES:
            self._kept.popitem(last=False)
        return kept


class _Answer:
    """What the application answered, held back until it is complete."""

    def __init__(self) -> None:
        self.start: Any = None
        self.bodies: list[Any] = []

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.bodies.append(message)

    @property
    def may_be_kept(self) -> bool:
        headers = dict(self.start["headers"])
        is_public = headers.get(b"cache-control", b"").startswith(b"public") and b"set-cookie" not in headers
        return is_public and bool(self.start["status"] == 200)

    async def pass_on(self, send: Any) -> None:
        await send(self.start)
        for body in self.bodies:
            await send(body)

    def kept(self, since: object, key: type_of_key, sightings: Sightings) -> Kept:
        body, zipped = b"".join(message.get("body", b"") for message in self.bodies), key[3]
        tag = b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + (b'-gz"' if zipped else b'"')
        body = gzip.compress(body, 6, mtime=0) if zipped else body
        given = {name: value for name, value in self.start["headers"] if name not in (b"content-length", b"vary")}
        given |= {b"etag": tag, b"vary": b"accept-encoding" + (b"" if _is_calendar(key[0]) else b", accept-language")}
        if b"last-modified" in given:
            given[b"last-modified"] = sightings.since(key, tag, given[b"last-modified"])
        headers = [*given.items(), *([(b"content-encoding", b"gzip")] if zipped else [])]
        length = (b"content-length", str(len(body)).encode())
        return Kept(
            time.monotonic() + SECONDS_KEPT, since, tag, given.get(b"last-modified", b""),
            start={"type": "http.response.start", "status": 200, "headers": [*headers, length]},
            end={"type": "http.response.body", "body": body},
            not_modified={"type": "http.response.start", "status": 304, "headers": headers},
        )  # fmt: skip


async def _send(scope: Any, send: Any, kept: Kept) -> None:
    if holds(scope, kept.tag, kept.modified):
        await send(kept.not_modified)
        await send(NOTHING)
    else:
        await send(kept.start)
        await send(kept.end)


def _is_public(path: str) -> bool:
    return path == "/" or path.startswith(("/discussions/", "/series/"))


def _is_calendar(path: str) -> bool:
    """Calendars speak the language of their series, whoever asks."""
    return path.endswith(".ics")


def _key_of(scope: Any) -> type_of_key:
    """What the bytes depend on."""
    path = scope["path"]
    language = b"" if _is_calendar(path) else header(scope, b"accept-language")
    return path, scope["query_string"], language, b"gzip" in header(scope, b"accept-encoding")

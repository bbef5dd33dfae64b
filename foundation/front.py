"""In front of the framework: what must hold for every answer, also for those no route was found for.

Security headers (trust.md, Headers and cookies), HEAD for every GET, static files, and the public pages kept as
compressed bytes. Litestar's own 404 and 405 bypass its middleware, so this wraps the whole application.
"""

import asyncio
from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any

from foundation import static_files
from foundation.conditions import header
from foundation.kept_pages import KeptPages

ASGI = Any
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
]
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
NO_WINGS: Mapping[str, "MadeWhenAsked"] = MappingProxyType({})
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")


class Front:
    """The ASGI application that the server runs; `app` is the framework's. `wings` answer in its place, each all
    addresses that begin with its name."""

    def __init__(
        self, app: ASGI, kept: KeptPages, *, is_https: bool, wings: Mapping[str, "MadeWhenAsked"] = NO_WINGS
    ) -> None:
        self.app = app
        self.wings = wings
        self.kept = kept
        self.headers = [*HEADERS, STRICT_TRANSPORT] if is_https else HEADERS

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            send = _without_body(send)
        if scope["method"] in ("GET", "HEAD") and (file := static_files.at(scope["path"])):
            await _send_file(scope, self._with_headers(send), file)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.kept.answer(scope, receive, send, self._framework)

    async def _framework(self, scope: Any, receive: Any, send: Any) -> None:
        """Behind the kept pages, so that these hold all headers ready."""
        app = self.wings.get(scope["path"].split("/", 2)[1], self.app)
        await app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Any) -> Any:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [header for header in self.headers if header[0] not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        return sending


class MadeWhenAsked:
    """An ASGI application that is made for its first visitor, in a thread, so that nobody else waits meanwhile."""

    def __init__(self, make: Callable[[], ASGI]) -> None:
        self._make, self._making = make, Lock()
        self._made: ASGI = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        app = self._made or await asyncio.to_thread(self.made)
        await app(scope, receive, send)

    def made(self) -> ASGI:
        """The application, once for all threads that ask."""
        with self._making:
            self._made = self._made or self._make()
            return self._made


def _without_body(send: Any) -> Any:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending


async def _send_file(scope: Any, send: Any, file: static_files.StaticFile) -> None:
    zipped = file.compressed is not None and b"gzip" in header(scope, b"accept-encoding")
    body = file.compressed if zipped and file.compressed is not None else file.plain
    tag = f'W/"{file.address}"'.encode()  # its address holds the hash of its content
    headers = [(b"content-type", file.media_type.encode()), (b"vary", b"accept-encoding"), (b"etag", tag), FOREVER]
    if tag in header(scope, b"if-none-match"):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers += [(b"content-length", str(len(body)).encode()), *([(b"content-encoding", b"gzip")] if zipped else [])]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})

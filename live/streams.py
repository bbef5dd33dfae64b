"""Open pages are told that something changed: event streams, thousands in one process (decisions/0048).

A stream is a coroutine that waits: no thread, no session, no row. Five looks at the database in a second serve all
streams of the process, and only discussions that somebody follows are asked for. The truth is the rows, so any number
of processes do the same.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from random import randint
from typing import Any

from litestar import Litestar
from sqlalchemy.exc import DBAPIError

from foundation.database import Database
from foundation.languages import say
from foundation.pages import PERSONAL
from foundation.refusals import Refused
from live.pulse import NOTHING_YET, Numbers, numbers_of

log = logging.getLogger(__name__)
LOOK_SECONDS, HEARTBEAT_SECONDS = 0.2, 15
MOST = 5000
"""Streams of one process; whoever comes then asks from time to time instead."""
RETRY_MILLISECONDS = (500, 3000)
"""When all streams end at once, they do not all come back at once."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"),
    *((name.lower().encode(), value.encode()) for name, value in PERSONAL.items()),
]  # fmt: skip
NOTHING_NEW = b":\n\n"
Look = Callable[[Collection[int]], Mapping[int, Numbers]]


class TooManyStreams(Refused):
    """The page goes on without a stream."""

    status = 503

    def __init__(self) -> None:
        super().__init__(say("Too many pages are open at once. This one will look again by itself."))


class Channel:
    """One discussion that somebody follows. `changed` is done when there are new numbers, and made anew."""

    def __init__(self) -> None:
        self.listeners = 0
        self.numbers: Numbers | None = None
        self.event = b""
        self.changed = asyncio.get_running_loop().create_future()

    def tell(self, numbers: Numbers, now: datetime) -> None:
        if numbers != self.numbers:
            said = {**told(numbers, now), "readers": self.listeners}  # so that a crowd does not come at once
            self.numbers, self.event = numbers, f"data: {json.dumps(said)}\n\n".encode()
            self.wake()

    def wake(self) -> None:
        self.changed.set_result(None)
        self.changed = asyncio.get_running_loop().create_future()


class Streams:
    """All streams of a process, in its event loop. `look` asks the database; it is called in a thread."""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        self._look, self._now = look, now
        self._channels: dict[int, Channel] = {}
        self._looking: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "streams")
        self._asked = asyncio.Event()
        self._is_closing = self._is_silent = False

    def close(self) -> None:
        """All streams end; one that begins later ends after its first event."""
        self._is_closing = True
        self._wake_all()

    def refuse_more_than_most(self) -> None:
        if sum(channel.listeners for channel in self._channels.values()) >= MOST:
            raise TooManyStreams

    async def stream(self, discussion_id: int, receive: Any, send: Any) -> None:
        """Events until the reader goes or the service ends."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        channel, leaving = self._join(discussion_id), asyncio.ensure_future(_left(receive))
        try:
            await _send(send, b"retry: %d\n\n" % randint(*RETRY_MILLISECONDS))
            await self._events(channel, leaving, send)
        finally:
            leaving.cancel()
            channel.listeners -= 1
        await _send(send, b"", more=False)

    async def _events(self, channel: Channel, leaving: asyncio.Future[None], send: Any) -> None:
        """Whoever is woken and finds nothing new shows that the stream is open."""
        told_last = None
        while not leaving.done():
            if channel.numbers != told_last:
                told_last = channel.numbers
                await _send(send, channel.event)
            elif self._is_closing and told_last is not None:
                return
            else:
                await asyncio.wait((leaving, channel.changed), return_when=asyncio.FIRST_COMPLETED)
                if channel.numbers == told_last:
                    await _send(send, NOTHING_NEW)

    def _join(self, discussion_id: int) -> Channel:
        channel = self._channels.get(discussion_id) or self._channels.setdefault(discussion_id, Channel())
        channel.listeners += 1
        if channel.numbers is None:
            self._asked.set()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._keep_looking())
        return channel

    async def _keep_looking(self) -> None:
        """As long as anybody follows anything. All are woken from time to time; thousands of timers would cost more."""
        loop = asyncio.get_running_loop()
        woken_at = loop.time()
        while self._followed():
            self._asked.clear()
            await self._look_once()
            if loop.time() >= woken_at + HEARTBEAT_SECONDS:
                woken_at = loop.time()
                self._wake_all()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), LOOK_SECONDS)

    def _wake_all(self) -> None:
        for channel in self._channels.values():
            channel.wake()

    def _followed(self) -> dict[int, Channel]:
        self._channels = {number: channel for number, channel in self._channels.items() if channel.listeners}
        return self._channels

    async def _look_once(self) -> None:
        """A database that is silent for a while ends no stream: the next look tells what was missed."""
        followed = dict(self._channels)
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._thread, self._look, list(followed))
        except DBAPIError:
            if not self._is_silent:
                log.exception("the database does not say what changed; streams wait")
            self._is_silent = True
            return
        self._is_silent = False
        for number, channel in followed.items():
            channel.tell(found.get(number, NOTHING_YET), self._now())


@asynccontextmanager
async def open_streams(app: Litestar) -> AsyncIterator[None]:
    """Those of an application, from its start to its end, over the database that it has at each moment."""

    def look(discussions: Collection[int]) -> Mapping[int, Numbers]:
        database: Database = app.state.database
        with database.reading() as session:
            return numbers_of(session, discussions)

    app.state.streams = Streams(look, app.state.now)
    yield
    app.state.streams.close()


def told(numbers: Numbers, now: datetime) -> dict[str, int]:
    """What a page is told: the numbers it compares with its own, and our clock in milliseconds."""
    return {**numbers._asdict(), "now": int(now.timestamp() * 1000)}


async def _send(send: Callable[[Any], Awaitable[None]], body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _left(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

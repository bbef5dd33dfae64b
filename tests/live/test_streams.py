"""Streams: told at once, closed when asked, and never more than one look at the database at a time."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from live import streams
from live.pulse import Numbers
from live.streams import Streams, TooManyStreams
from tests.builders import NOW

FIRST, SECOND = Numbers(1, 0, 0), Numbers(2, 0, 0)


class Reader:
    """A browser that follows discussion 7, and what it was sent."""

    def __init__(self) -> None:
        self.heard, self.readers, self.is_ended = list[dict[str, int]](), list[int](), False
        self._gone = asyncio.Event()
        self._news = asyncio.Condition()

    async def send(self, message: Any) -> None:
        body = message.get("body", b"")
        if body.startswith(b"data: "):
            told = json.loads(body[6:])
            self.readers.append(told.pop("readers"))
            self.heard.append(told)
        self.is_ended = message.get("more_body") is False
        async with self._news:
            self._news.notify_all()

    async def receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def hears(self, count: int) -> None:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: len(self.heard) >= count), 5)

    def leave(self) -> None:
        self._gone.set()


class House:
    """The numbers that a database would tell, and how often it was asked."""

    def __init__(self) -> None:
        self.numbers, self.asked, self.is_silent = FIRST, list[list[int]](), False
        self.streams = Streams(self.look, lambda: NOW + timedelta(seconds=1))
        self.tasks = list[asyncio.Task[None]]()

    def look(self, discussions: Collection[int]) -> Mapping[int, Numbers]:
        self.asked.append(list(discussions))
        if self.is_silent:
            raise OperationalError("SELECT", {}, Exception("no connection"))
        return dict.fromkeys(discussions, self.numbers)

    def follows(self, discussion: int = 7) -> Reader:
        reader = Reader()
        self.tasks.append(asyncio.ensure_future(self.streams.stream(discussion, reader.receive, reader.send)))
        return reader

    async def ends(self) -> None:
        await asyncio.wait_for(asyncio.gather(*self.tasks), 5)


def play(story: Callable[[House], Awaitable[None]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LOOK_SECONDS", 0.01)

    async def played() -> None:
        await story(House())

    asyncio.run(played())


def test_everybody_hears_of_a_change_and_whoever_comes_later_hears_where_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(house: House) -> None:
        readers = [house.follows(), house.follows()]
        for reader in readers:
            await reader.hears(1)
        house.numbers = SECOND
        for reader in [*readers, late := house.follows()]:
            await reader.hears(1 if reader is late else 2)
        house.streams.close()
        await house.ends()

        now = int((NOW + timedelta(seconds=1)).timestamp() * 1000)
        told = [{**numbers._asdict(), "now": now} for numbers in (FIRST, SECOND)]
        assert [reader.heard for reader in readers] == [told, told]
        assert late.heard[-1] == told[1]
        assert all(reader.is_ended for reader in readers)
        assert (house.asked[0], readers[0].readers[0]) == ([7], 2)

    play(story, monkeypatch)


def test_nobody_asks_the_database_when_nobody_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(house: House) -> None:
        reader = house.follows()
        await reader.hears(1)
        reader.leave()
        await house.ends()
        while house.streams._looking and not house.streams._looking.done():
            await asyncio.sleep(0.001)
        asked = len(house.asked)
        await asyncio.sleep(0.03)
        assert len(house.asked) == asked

    play(story, monkeypatch)


def test_a_database_that_is_silent_for_a_while_ends_no_stream(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(house: House) -> None:
        reader = house.follows()
        await reader.hears(1)
        house.is_silent, asked = True, len(house.asked)
        while len(house.asked) < asked + 3:
            await asyncio.sleep(0.001)
        house.is_silent, house.numbers = False, SECOND
        await reader.hears(2)
        house.streams.close()
        await house.ends()

    play(story, monkeypatch)
    assert [one.getMessage() for one in caplog.records if one.name == "live.streams"] == [
        "the database does not say what changed; streams wait"
    ]


def test_a_stream_shows_that_it_is_open_and_there_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(streams, "MOST", 1)

    async def story(house: House) -> None:
        house.streams.refuse_more_than_most()
        reader, beats = house.follows(), 0
        await reader.hears(1)
        with pytest.raises(TooManyStreams):
            house.streams.refuse_more_than_most()
        sent = reader.send

        async def counting(message: Any) -> None:
            nonlocal beats
            beats += message.get("body") == b":\n\n"
            await sent(message)

        other = asyncio.ensure_future(house.streams.stream(7, reader.receive, counting))
        while beats < 2:
            await asyncio.sleep(0.002)
        house.streams.close()
        await asyncio.gather(other, house.ends())

    play(story, monkeypatch)

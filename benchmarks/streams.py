"""Two thousand open streams of one process: how long until a change has reached all of them, and what each costs."""

import asyncio
import http.client
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import Session

from benchmarks.props import folder, fresh_database, sqlite_in
from benchmarks.served import Server, serving
from benchmarks.table import Line, below
from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import create_discussion, create_series
from foundation.clock import utc_now
from foundation.people import Role
from foundation.sign_in import office_named
from live.wall_link import wall_path
from speakers.engagements import accept, ask, personal_path
from speakers.invitations import Invitation
from speakers.slots import SlotRow, plan_agenda

STREAMS, CHANGES = 2000, 5
AT_ONCE = 200
"""Connections that are being opened: more would fill the queue of the listening socket."""
KIBIBYTE = 1024
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def measured() -> Iterator[Line]:
    """The slowest reader of the slowest change counts; a change is the answered POST of the chair."""
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            wall, chair = under_way(session)
        with serving(place, wall) as server:
            slowest, each = asyncio.run(_measure(server, wall, chair))
    milliseconds = slowest * 1000
    yield Line(what=f"{STREAMS:,} streams: a change reaches all", measured=milliseconds, unit=" ms", wanted=below(1000))
    yield Line(what=f"{STREAMS:,} streams: memory of each", measured=each / KIBIBYTE, unit=" KiB", wanted=below(32))


async def _measure(server: Server, wall: str, chair: str) -> tuple[float, float]:
    before = _memory(server.pid)
    opened: list[Stream] = []  # with their writers, which would close them when they are forgotten
    for _ in range(0, STREAMS, AT_ONCE):
        opened += await asyncio.gather(*(_opened(server.port, f"{wall}/events") for _ in range(AT_ONCE)))
    each = (_memory(server.pid) - before) / STREAMS
    readers = [reader for reader, _ in opened]
    return max([await _change(server, readers, chair, number) for number in range(CHANGES)]), each


async def _change(server: Server, readers: list[asyncio.StreamReader], chair: str, number: int) -> float:
    """Seconds from the press of the button to the last reader who has heard."""
    hearing = [asyncio.ensure_future(_event(reader)) for reader in readers]
    pressed_at = time.monotonic()
    await asyncio.get_running_loop().run_in_executor(None, _press, server.port, chair, number)
    await asyncio.gather(*hearing)
    return time.monotonic() - pressed_at


async def _opened(port: int, path: str) -> Stream:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
    await _event(reader)
    return reader, writer


async def _event(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"data: ")
    await reader.readuntil(b"\n\n")


def _press(port: int, chair: str, number: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = urlencode({"wish": "next" if number == 0 else "extend", "number": number, "minutes": 1})
    connection.request("POST", f"{chair}/live/acts", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 303, answer.status


def _memory(pid: int) -> int:
    """Bytes that the process holds of its own."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) * KIBIBYTE


def under_way(session: Session) -> tuple[str, str]:
    """The wall and the chair's page of a discussion whose door is open."""
    now = utc_now()
    series = create_series(session, office_named(session, "Country Office"), SeriesPlan(title="Live"), now)
    local = (now + timedelta(minutes=10)).replace(second=0, microsecond=0, tzinfo=None)
    plan = DiscussionPlan(title="Who pays, and who gains", starts_at_local=local, timezone="UTC")
    discussion = create_discussion(session, series, plan, now)
    invitation = Invitation(role=Role.CHAIR, full_name="Citra", email="citra@union.example", timezone="UTC")
    chair = ask(session, discussion, invitation, now)
    accept(session, chair, now)
    plan_agenda(session, discussion, [SlotRow(kind="opening", minutes=5), SlotRow(kind="panel", minutes=60)], now)
    return wall_path(session.info["secret_key"], discussion.id or 0), personal_path(session, chair)

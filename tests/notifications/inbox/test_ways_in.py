"""Which ways in are open, how the program tells that one of them is not, and what a mailbox still knows of the way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import func, select

import main
from foundation.clock import Clock
from foundation.database import Database
from foundation.settings import BadSetting
from notifications.inbox.trace import envelope_of
from notifications.inbox.ways_in import ROUND_SECONDS, WaysIn
from notifications.models import Incoming
from notifications.replies.arrivals import Envelope
from tests.browsing import SETTINGS
from tests.builders import NOW
from tests.machines.dovecot import Dovecot


class StillClock(Clock):
    """Notes what it should do, and does nothing by itself."""

    def __init__(self) -> None:
        super().__init__(lambda: None, 5)
        self.works: list[tuple[float, Callable[[], object]]] = []

    def every(self, seconds: float, work: Callable[[], object]) -> None:
        self.works.append((seconds, work))


def nothing_written() -> None:
    """Nobody waits for it here."""


def test_without_a_setting_nothing_is_read_and_no_door_is_open(database: Database) -> None:
    clock = StillClock()
    ways = WaysIn(SETTINGS, database, lambda: NOW, nothing_written)
    ways.start(clock)
    ways.stop()

    assert (clock.works, ways.read_at()) == ([], None)


def test_the_clock_reads_the_mailbox_every_minute(database: Database, mail_store: Dovecot) -> None:
    user = uuid4().hex
    clock, settings = StillClock(), replace(SETTINGS, inbox_url=mail_store.url(user, scheme="imap"))
    with mail_store.mailbox(user) as box:
        box.put(b"Subject: x\r\n\r\n")
        ways = WaysIn(settings, database, lambda: NOW, nothing_written)
        ways.start(clock)
        ((seconds, read),) = clock.works

        read()

        assert (seconds, ways.read_at()) == (ROUND_SECONDS, NOW)
        assert box.flags() == [{"\\Seen"}]
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Incoming)).one() == 1


@pytest.mark.parametrize("setting", [{"inbox_url": "mail.example"}, {"lmtp_listen": "everywhere"}])
def test_a_way_in_that_cannot_be_used_stops_the_program(database: Database, setting: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        WaysIn(replace(SETTINGS, **setting), database, lambda: NOW, nothing_written)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("folder", "status", "line"),
    [
        ("", 0, "mailbox\tsound"),
        ("/None", 1, "mailbox\tThe mailbox at 127.0.0.1 is refused to us: Mailbox doesn't exist: None"),
    ],
)
def test_the_check_says_whether_the_mailbox_can_be_opened(
    database_url: str, mail_store: Dovecot, tmp_path: Any, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], folder: str, status: int, line: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REMBUK_DATABASE_URL", database_url)
    monkeypatch.setenv("REMBUK_INBOX_URL", mail_store.url("check", scheme="imap", folder=folder))

    assert main.cli(["check"]) == status

    assert [said for said in capsys.readouterr().out.splitlines() if said.startswith(line)] != []


@pytest.mark.parametrize(
    ("lines", "envelope"),
    [
        ([], Envelope()),
        (["Return-Path: <>", "Delivered-To: bounces+1@rembuk.example"], Envelope("", ("bounces+1@rembuk.example",))),
        (
            ["Return-Path: <a@union.example>", "X-Original-To: Replies <replies@rembuk.example>",
             "Delivered-To: <replies@rembuk.example>", "Envelope-to: b@rembuk.example", "Subject: x"],
            Envelope("a@union.example", ("replies@rembuk.example", "b@rembuk.example")),
        ),
        (["Return-Path: nobody at all <", "Delivered-To:", "Delivered-To: =?x?q?=FF?="], Envelope()),
        ([f"Delivered-To: {number}@rembuk.example" for number in range(99)],
         Envelope("", tuple(f"{number}@rembuk.example" for number in range(20)))),
    ],
)  # fmt: skip
def test_a_mailbox_still_knows_whom_a_message_was_delivered_to(lines: list[str], envelope: Envelope) -> None:
    assert envelope_of("\r\n".join([*lines, "", "Delivered-To: body@rembuk.example"]).encode()) == envelope

"""The door for a mail server of this house: an answer for each recipient, and "taken" only when it is committed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from foundation.database import Database
from foundation.settings import BadSetting
from notifications.inbox import lmtp
from notifications.inbox.lmtp import Listener
from notifications.models import Incoming
from notifications.replies.arrivals import Envelope, receive
from notifications.replies.mails import MOST_OCTETS
from tests.builders import NOW
from tests.machines.program import running_program

NEWS = b"From: a@union.example\r\nSubject: a\r\n\r\n..Hello\r\n"
TAKEN, NOT_NOW = "250 2.1.5 Ok", "451 4.3.0 Not now, please try again later"


class MailServerOfTheHouse:
    """A conversation as a mail server has it: all commands at once would be allowed, here one after the other."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._file = self._line.makefile("rb")
        assert self.answer().startswith("220 ")
        self.say("LHLO mail.example")
        while self.answer().startswith("250-"):
            pass

    def say(self, line: str) -> None:
        self._line.sendall(f"{line}\r\n".encode())

    def answer(self) -> str:
        return self._file.readline().decode().strip()

    def deliver(self, content: bytes, *recipients: str, sender: str = "a@union.example") -> list[str]:
        """The answers to the message, one for each recipient."""
        for line in (f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{one}>" for one in recipients)):
            self.say(line)
            assert self.answer().startswith("250")
        self.say("DATA")
        assert self.answer().startswith("354")
        self._line.sendall(content + b".\r\n")
        return [self.answer() for _ in recipients]

    def close(self) -> None:
        self._file.close()
        self._line.close()


class Door:
    def __init__(self, database: Database) -> None:
        self.database, self.writes = database, 0
        self.listener = Listener("127.0.0.1:0", database, lambda: NOW, self._after_write)
        self.port = self.listener.start()

    def recorded(self) -> list[str]:
        return recorded(self.database)

    def _after_write(self) -> None:
        self.writes += 1


@pytest.fixture
def door(database: Database) -> Iterator[Door]:
    door = Door(database)
    yield door
    door.listener.stop()


@pytest.fixture
def server(door: Door) -> Iterator[MailServerOfTheHouse]:
    with knocking(door.port) as server:
        yield server


def test_every_recipient_is_answered_when_the_message_is_recorded(door: Door, server: MailServerOfTheHouse) -> None:
    answers = server.deliver(NEWS, "replies@rembuk.example", "replies+1@rembuk.example")
    recorded_by_then = door.recorded()
    again = server.deliver(NEWS, "replies@rembuk.example")

    assert answers == [TAKEN, TAKEN]
    assert recorded_by_then == [digest(NEWS.replace(b"..", b"."))]
    assert again == [TAKEN]
    assert door.recorded() == recorded_by_then
    assert door.writes == 2


def test_what_the_mail_server_knows_of_the_way_is_passed_on(
    door: Door, server: MailServerOfTheHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelopes: list[Envelope] = []

    def noting(session: Any, content: bytes, envelope: Envelope, now: Any) -> int:
        envelopes.append(envelope)
        return receive(session, content, envelope, now)

    monkeypatch.setattr(lmtp, "receive", noting)
    server.deliver(NEWS, "bounces+1@rembuk.example", sender="")
    server.deliver(NEWS, "replies@rembuk.example", "bounces+2@rembuk.example")

    assert envelopes == [
        Envelope("", ("bounces+1@rembuk.example",)),
        Envelope("a@union.example", ("replies@rembuk.example", "bounces+2@rembuk.example")),
    ]


def test_a_message_that_is_too_large_is_refused_for_good_and_the_next_one_is_taken(
    door: Door, server: MailServerOfTheHouse
) -> None:
    large = NEWS + (b"x" * 998 + b"\r\n") * (MOST_OCTETS // 1000)

    assert server.deliver(large, "a@rembuk.example", "b@rembuk.example") == ["552 Error: Too much mail data"] * 2
    assert server.deliver(NEWS, "a@rembuk.example") == [TAKEN]
    assert len(door.recorded()) == 1


def test_one_very_long_line_is_no_reason_to_refuse(door: Door, server: MailServerOfTheHouse) -> None:
    assert server.deliver(NEWS + b"x" * 900_000 + b"\r\n", "a@rembuk.example") == [TAKEN]


def test_while_the_database_is_away_the_mail_server_keeps_the_message(
    door: Door, server: MailServerOfTheHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("", {}, Exception("to a@union.example"))

    with monkeypatch.context() as broken:
        broken.setattr(lmtp, "receive", away)
        assert server.deliver(NEWS, "a@rembuk.example", "b@rembuk.example") == [NOT_NOW, NOT_NOW]
    assert (door.recorded(), door.writes) == ([], 0)
    logged = [record.getMessage() for record in caplog.records if record.name == lmtp.__name__]
    assert logged == ["a message at the door cannot be recorded: OperationalError"]

    assert server.deliver(NEWS, "a@rembuk.example") == [TAKEN]


def test_a_door_that_closes_lets_go_of_everybody(database: Database) -> None:
    door = Door(database)
    with knocking(door.port) as server:
        server.say("MAIL FROM:<a@union.example>")
        assert server.answer().startswith("250")

        door.listener.stop()

        assert server.answer() == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", door.port))


def test_a_taken_port_is_told_in_words(door: Door) -> None:
    second = Listener(f"127.0.0.1:{door.port}", door.database, lambda: NOW, lambda: None)

    with pytest.raises(BadSetting, match=r"^REMBUK_LMTP_LISTEN cannot be listened at: .*address already in use"):
        second.start()


@pytest.mark.parametrize("address", ["2424", ":2424", "localhost", "localhost:", "localhost:x", "localhost:70000"])
def test_a_setting_that_names_no_door_is_refused(database: Database, address: str) -> None:
    with pytest.raises(BadSetting, match=r"^REMBUK_LMTP_LISTEN must look like 127\.0\.0\.1:2424\.$"):
        Listener(address, database, lambda: NOW, lambda: None)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_program_opens_the_door_and_closes_it_when_it_ends(database: Database, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATABASE_URL": database.url, "SECRET_KEY": "s" * 40, "LMTP_LISTEN": f"127.0.0.1:{port}"}

    with running_program(tmp_path, settings) as program:
        program.wait_until_it_answers()
        with knocking(port) as server:
            assert server.deliver(NEWS, "replies@rembuk.example") == [TAKEN]
            assert program.end() == 0

    assert len(recorded(database)) == 1


@contextmanager
def knocking(port: int) -> Iterator[MailServerOfTheHouse]:
    server = MailServerOfTheHouse(port)
    try:
        yield server
    finally:
        server.close()


def recorded(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Incoming.digest)).all())


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()

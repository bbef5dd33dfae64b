"""The mailbox is read message by message: recorded first, then marked, and whatever breaks loses nothing."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from foundation.database import Database
from notifications.inbox import reading
from notifications.inbox.imap import Conversation, Mailbox, mailbox
from notifications.inbox.reading import TRIES, Reader
from notifications.models import Incoming
from notifications.replies.arrivals import receive
from notifications.replies.mails import MOST_OCTETS
from tests.builders import NOW
from tests.machines.dovecot import Dovecot, MailboxOnServer
from tests.notifications.house import MINUTE

SEEN = {"\\Seen"}
NEWS, OTHER_NEWS = (f"From: {name}@union.example\r\nSubject: {name}\r\n\r\nHello\r\n".encode() for name in ("a", "b"))


class House:
    """A mailbox of its own, whoever reads it, and how often something was written."""

    def __init__(self, box: MailboxOnServer, database: Database, opened: Mailbox) -> None:
        self.box, self.database, self.now, self.writes = box, database, NOW, 0
        self.reader = Reader(opened, database, lambda: self.now, self._after_write)

    def recorded(self) -> list[str]:
        """The digests, in the order of arrival."""
        with self.database.reading() as session:
            return list(session.exec(select(Incoming.digest).order_by(col(Incoming.id))).all())

    def _after_write(self) -> None:
        self.writes += 1


@pytest.fixture
def house(database: Database, mail_store: Dovecot) -> Iterator[House]:
    user = uuid4().hex
    with mail_store.mailbox(user) as box:
        yield House(box, database, mailbox(box.url, mail_store.context))


def test_what_arrives_is_recorded_once_and_stays_in_the_mailbox(house: House) -> None:
    house.box.put(NEWS)
    house.box.put(OTHER_NEWS)

    house.reader.read()
    house.reader.read()

    assert house.recorded() == [digest(NEWS), digest(OTHER_NEWS)]
    assert house.box.flags() == [SEEN, SEEN]
    assert house.writes == 2


def test_who_is_interrupted_before_marking_reads_the_same_message_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.box.put(NEWS)
    with monkeypatch.context() as broken:
        broken.setattr(Conversation, "mark", raising(ConnectionResetError("gone")))
        house.reader.read()
    assert (house.recorded(), house.box.flags()) == ([digest(NEWS)], [set()])

    house.reader.read()

    assert (house.recorded(), house.box.flags()) == ([digest(NEWS)], [SEEN])


def test_a_message_that_we_stumble_over_keeps_nobody_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stumbled, stumble = [], raising(KeyError("a@union.example"))

    def stumbling(session: Any, content: bytes, *rest: Any) -> int:
        if content == NEWS:
            stumbled.append(content)
            stumble()
        return receive(session, content, *rest)

    monkeypatch.setattr(reading, "receive", stumbling)
    house.box.put(NEWS)
    house.box.put(OTHER_NEWS)

    house.reader.read()
    assert (house.recorded(), house.box.flags()) == ([digest(OTHER_NEWS)], [set(), SEEN])
    for _ in range(TRIES):
        house.reader.read()

    assert house.box.flags() == [{"\\Seen", "\\Flagged"}, SEEN]
    assert len(stumbled) == TRIES
    assert "KeyError" in caplog.text
    assert "union.example" not in caplog.text


def test_while_the_database_is_away_everything_waits_in_the_mailbox(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away, tried = raising(OperationalError("", {}, Exception("to a@union.example"))), []

    def refusing(_: Any, content: bytes, *rest: Any) -> None:
        tried.append(content)
        away()

    for number in range(5):
        house.box.put(NEWS + b"!" * number)
    with monkeypatch.context() as broken:
        broken.setattr(reading, "receive", refusing)
        for _ in range(TRIES + 1):
            house.reader.read()
    assert house.box.flags() == [set()] * 5
    assert tried == [NEWS, NEWS + b"!", NEWS + b"!!"] * (TRIES + 1)

    house.reader.read()

    assert house.box.flags() == [SEEN] * 5
    assert [record.message for record in caplog.records] == [
        "The database does not take what is in the mailbox: OperationalError", "The mailbox is read again.",
    ]  # fmt: skip


def test_a_message_that_is_too_much_for_the_database_keeps_nobody_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_much = raising(OperationalError("", {}, Exception("too much")))

    def refusing(session: Any, content: bytes, *rest: Any) -> int:
        return too_much() if content == NEWS else receive(session, content, *rest)

    monkeypatch.setattr(reading, "receive", refusing)
    house.box.put(NEWS)
    house.box.put(OTHER_NEWS)

    for _ in range(TRIES + 1):
        house.reader.read()

    assert (house.recorded(), house.box.flags()) == ([digest(OTHER_NEWS)], [set(), SEEN])


def test_of_a_message_that_is_too_large_only_the_beginning_is_fetched(house: House) -> None:
    large = NEWS + b"x" * 70 + b"\r\n" * MOST_OCTETS
    house.box.put(large)

    house.reader.read()

    assert house.recorded() == [digest(large[: MOST_OCTETS + 1])]
    assert house.box.flags() == [SEEN]


def test_a_mailbox_that_cannot_be_opened_is_told_of_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    opened = house.reader.mailbox
    house.reader.mailbox = replace(opened, folder="None")
    house.now = NOW + MINUTE

    for _ in range(3):
        house.reader.read()
    assert house.reader.read_at == NOW
    house.reader.mailbox = opened
    house.reader.read()

    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert caplog.messages[0].startswith("The mailbox at 127.0.0.1 is refused to us: Mailbox doesn't exist: None")
    assert caplog.messages[1] == "The mailbox is read again."
    assert house.reader.read_at == NOW + MINUTE


def test_a_service_that_ends_begins_with_no_further_message(house: House) -> None:
    house.box.put(NEWS)
    house.reader.stop()

    house.reader.read()

    assert (house.recorded(), house.box.flags()) == ([], [set()])


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def raising(fault: Exception) -> Any:
    def fail(*_: Any) -> None:
        raise fault

    return fail

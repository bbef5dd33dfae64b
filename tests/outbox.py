"""A mail server that takes everything, and the clock of a test: `outbox.tick(now)` plans and sends what is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar

import main
from foundation.database import Database
from foundation.settings import Settings
from notifications.send import Senders
from tests.mail_lint import wrongs_of_mail

SETTINGS = Settings(
    secret_key="the same for every test, and no secret", base_url="https://rembuk.example",
    mail_from="Rembuk <rembuk@rembuk.example>", mail_url="dir:unused",
)  # fmt: skip


@dataclass(frozen=True)
class Posted:
    """One letter as it was handed over."""

    to: str
    at: datetime
    message: EmailMessage

    @property
    def name(self) -> str:
        return name_of(self.to)

    @property
    def calendar_bytes(self) -> bytes:
        part = next(part for part in self.message.walk() if part.get_content_type() == "text/calendar")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content

    @property
    def calendar(self) -> Calendar:
        return Calendar.from_ical(self.calendar_bytes)

    @property
    def event(self) -> Any:
        return self.calendar.events[0]

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())


class Outbox:
    """Channel and connection at once, which takes no letter that breaks a rule of calendar.md (mail_lint.py).

    `refusing` may raise for a recipient before the letter is taken, `breaking_after` when it was taken."""

    connections = 1

    def __init__(self, database: Database, settings: Settings = SETTINGS) -> None:
        self.database, self.settings = database, settings
        self.posted: list[Posted] = []
        self.refusing: Callable[[str], None] = lambda recipient: None
        self.breaking_after: Callable[[str], None] = lambda recipient: None
        self.now: datetime | None = None

    def tick(self, now: datetime) -> list[tuple[str, str]]:
        """One round of the clock at `now`. What was tried, as (kind, name), in order."""
        self.now = now
        main.tick(self.database, self.settings, now)
        tried = Senders(self.database, self.settings, self, lambda: now).send_due()
        return [(claim.facts.kind, name_of(str(claim.facts.person.email))) for claim, _ in tried]

    def to(self, name: str) -> list[Posted]:
        """All letters that `name` got, the oldest first."""
        return [posted for posted in self.posted if posted.name == name]

    def connect(self) -> "Outbox":
        return self

    def close(self) -> None:
        """Nothing is held open."""

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        self.refusing(recipient)
        assert self.now is not None, "only a tick sends"
        assert wrongs_of_mail(message, recipient=recipient) == []
        self.posted.append(Posted(recipient, self.now, message_from_bytes(message, policy=default)))
        self.breaking_after(recipient)
        return "250 taken"


def name_of(address: str) -> str:
    """ana, of ana@union.example"""
    return address.partition("@")[0]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)

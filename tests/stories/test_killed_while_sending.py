"""A mailing of 1,000 letters, and the power fails five times."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, func, select

from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import Person
from notifications.claims import take_back
from notifications.models import Delivery, DeliveryState
from tests.builders import a_published_discussion, registered
from tests.conftest import SECRET_KEY
from tests.machines.program import running_program
from tests.machines.smtp import MailServer, smtp_server

LETTERS, KILLS, CONNECTIONS = 1000, 5, 4


def test_nothing_is_lost_and_doubles_are_few(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        now = utc_now()
        start = (now + timedelta(days=30)).replace(tzinfo=None, second=0, microsecond=0)
        discussion = a_published_discussion(session, start, now=now)
        for number in range(LETTERS):
            registered(session, discussion, f"Member {number}", now=now)
    addresses = {f"member.{number}@union.example" for number in range(LETTERS)}

    with smtp_server() as server:
        settings = {
            "DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "MAIL_URL": server.url, "TICK_SECONDS": "0.2",
            "MAIL_CONNECTIONS": str(CONNECTIONS),
        }  # fmt: skip
        for kill in range(KILLS):
            run_until(server, count=100 + kill * 150, directory=tmp_path, settings=settings, database=database)
        finish(database, tmp_path, settings)
        copies = Counter(mail.recipient for mail in server.received)

    assert {address for address in copies if address in addresses} == addresses
    assert copies.total() - len(copies) <= KILLS * CONNECTIONS
    ids = Counter((mail.recipient, mail.message["Message-ID"]) for mail in server.received)
    assert len(ids) == len(copies), "a second copy is recognised by its Message-ID"


def run_until(
    server: MailServer, *, count: int, directory: Path, settings: dict[str, str], database: Database
) -> None:
    """Let the program send until the server took `count` letters in all, and kill it in the middle of the next."""
    with running_program(directory, settings) as program:
        server.wait_for(count, seconds=60)
        program.kill()
    leases_run_out(database)


def finish(database: Database, directory: Path, settings: dict[str, str]) -> None:
    with running_program(directory, settings) as program:
        until = time.monotonic() + 90
        while time.monotonic() < until and sent(database) < LETTERS:
            time.sleep(0.2)
        assert program.end() == 0
    assert sent(database) == LETTERS


def leases_run_out(database: Database) -> None:
    """On PostgreSQL another process might still be sending: a minute has to pass, here on the clock of the test."""
    with database.writing() as session:
        take_back(session, utc_now() + timedelta(minutes=2))


def sent(database: Database) -> int:
    with database.reading() as session:
        return session.exec(
            select(func.count()).select_from(Delivery).join(Person)
            .where(Delivery.state == DeliveryState.SENT, col(Person.email).startswith("member."))
        ).one()  # fmt: skip

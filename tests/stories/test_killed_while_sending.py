"""A mailing in the middle of which the power fails. `make torture` kills two hundred times."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, func, select

from benchmarks.props import a_full_discussion, add_people, register_everybody
from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import Person
from notifications.claims import take_back
from notifications.models import Delivery, DeliveryState
from tests.conftest import SECRET_KEY
from tests.machines.program import running_program
from tests.machines.smtp import smtp_server

LETTERS, CONNECTIONS = 150, 4


def test_nothing_is_lost_and_doubles_are_few(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, LETTERS)
        register_everybody(session)
    addresses = {f"person{number}@union.example" for number in range(1, LETTERS + 1)}

    with smtp_server() as server:
        settings = {
            "DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "MAIL_URL": server.url, "TICK_SECONDS": "0.2",
            "MAIL_CONNECTIONS": str(CONNECTIONS),
        }  # fmt: skip
        with running_program(tmp_path, settings) as program:
            sent_before = len(server.wait_for(LETTERS // 4, seconds=60))
            program.kill()
        leases_run_out(database)
        finish(database, tmp_path, settings)
        copies = Counter(mail.recipient for mail in server.received)

    assert sent_before < LETTERS, "the mailing was over before the power failed"
    assert {address for address in copies if address in addresses} == addresses
    assert copies.total() - len(copies) <= CONNECTIONS
    ids = Counter((mail.recipient, mail.message["Message-ID"]) for mail in server.received)
    assert len(ids) == len(copies), "a second copy is recognised by its Message-ID"


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
            .where(Delivery.state == DeliveryState.SENT, col(Person.email).startswith("person"))
        ).one()  # fmt: skip

"""Three processes on one PostgreSQL send one mailing; two of them are stopped in the middle of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks.props import a_full_discussion, add_people, register_everybody
from foundation.database import Database
from tests.conftest import SECRET_KEY
from tests.machines.program import Program, running_program
from tests.machines.smtp import smtp_server

PROCESSES, LETTERS = 3, 100


@pytest.fixture
def database_kind() -> str:
    """SQLite is for one process."""
    return "postgresql"


def test_nobody_leads_nobody_is_missed_and_nothing_comes_twice(database: Database, tmp_path: Path) -> None:
    with smtp_server() as server, running_processes(database.url, server.url, tmp_path) as programs:
        a_mailing_becomes_due(database)
        for program, received in zip(programs, (LETTERS // 4, LETTERS // 2), strict=False):
            sent = len(server.wait_for(received, seconds=60))
            program.ask_to_end()
        server.wait_for(LETTERS, seconds=60)
        statuses = [program.end() for program in programs]
        copies = Counter(mail.recipient for mail in server.received)

    assert sent < LETTERS, "the mailing was over before the processes were stopped"
    assert statuses == [0] * PROCESSES
    assert {address: copies[address] for address in members()} == dict.fromkeys(members(), 1)
    assert copies.total() == len(copies)


@contextmanager
def running_processes(database_url: str, mail_url: str, directory: Path) -> Iterator[list[Program]]:
    """All are at work already when the block begins. Each sends twenty letters a second, by one connection."""
    settings = {
        "DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "MAIL_URL": mail_url, "TICK_SECONDS": "0.2",
        "MAIL_CONNECTIONS": "1", "MAIL_PER_SECOND": "20", "BASE_URL": "http://rembuk.example",
    }  # fmt: skip
    with ExitStack() as stack:
        programs = [stack.enter_context(running_program(directory, settings)) for _ in range(PROCESSES)]
        for program in programs:
            program.wait_until_it_answers(seconds=60)
        yield programs


def a_mailing_becomes_due(database: Database) -> None:
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, LETTERS)
        register_everybody(session)


def members() -> set[str]:
    return {f"person{number}@union.example" for number in range(1, LETTERS + 1)}

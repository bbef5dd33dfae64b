"""What every test may ask for. A test that asks for a database runs twice: on SQLite and on PostgreSQL.

A missing machine is an error, never a skip; with `CI` set, any skip at all is a failure.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from playwright.sync_api import Browser
from sqlmodel import Session

from foundation.database import Database
from tests.machines.browser import running_browser
from tests.machines.dovecot import Dovecot, dovecot
from tests.machines.postgres import Postgres, running_postgres
from tests.warm import emptied_database, warm_database

pytest_plugins = ["tests.outbox", "tests.readings"]

MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3
"""Where a commit does not wait for a disk, three milliseconds each time, and the room that all tests together take."""
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None

SECRET_KEY = "the same for every test, and no secret"

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

hypothesis.settings.register_profile("rembuk", deadline=None)  # a busy machine is not a defect
hypothesis.settings.load_profile("rembuk")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One writing transaction on a fresh database, committed at the end of the test."""
    with database.writing() as session:
        yield session


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database at the newest version without rows. A new one where the test asks for its address as well."""
    if database_kind == "postgresql" and "database_url" not in request.fixturenames:
        opened = emptied_database(request.getfixturevalue("emptied_url"), SECRET_KEY)
    else:
        opened = warm_database(request.getfixturevalue("database_url"), SECRET_KEY)
    with opened as database:
        yield database


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a fresh database at the newest version is; for tests that start the program itself."""
    if database_kind == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "rembuk.db")
        yield f"sqlite:///{copy}"
    else:
        template = request.getfixturevalue("migrated_template")
        yield from _database_of_its_own(request.getfixturevalue("postgres"), template)


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a database without a single table is; for tests of the migrations."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
    else:
        yield from _database_of_its_own(request.getfixturevalue("postgres"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as postgres:
        yield postgres


@pytest.fixture(scope="session")
def mail_store() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database at the newest version, nobody's; tests get copies."""
    file = tmp_path_factory.mktemp("migrated") / "rembuk.db"
    _migrate(f"sqlite:///{file}")
    assert [beside.name for beside in file.parent.iterdir()] == [file.name]  # else a copy would lack what is in the WAL
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres: Postgres) -> str:
    """The name of a PostgreSQL database at the newest version, nobody's; tests get copies."""
    template = postgres.create_database()
    _migrate(postgres.url(template))
    return template


@pytest.fixture(scope="session")
def emptied_url(postgres: Postgres, migrated_template: str) -> str:
    """The PostgreSQL database that is emptied before each test."""
    return postgres.url(postgres.create_database(migrated_template))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. For one module, since the thread that drives it cannot run another event loop until it closes."""
    with running_browser() as browser:
        yield browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, or one of two processors would wait for them at the end."""
    items.sort(key=lambda item: "histor" not in item.path.name)


def pytest_collection_finish() -> None:
    """What is here now stays until the end: looking through it for garbage again and again was a tenth of the run."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _refuse_skip((yield))


def _migrate(url: str) -> None:
    database = Database(url, SECRET_KEY)
    database.migrate()
    database.close()


def _database_of_its_own(postgres: Postgres, template: str) -> Iterator[str]:
    name = postgres.create_database(template)
    yield postgres.url(name)
    postgres.drop_database(name)


def _refuse_skip(report: Report) -> Report:
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped or let off. With CI set, every test counts."
    return report

"""Somebody who was erased stays erased when a copy from before comes back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import main
from foundation.backup import backup, file_of
from foundation.database import Database
from foundation.people import Person
from notifications.privacy.again import beside, erase_again, known_erasures
from notifications.privacy.erasing import erase
from registrations.models import Registration
from tests.browsing import SETTINGS
from tests.builders import NOW, a_published_discussion, registered
from tests.conftest import SECRET_KEY


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program runs in a directory of its own, with this database."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("DATABASE_URL", database_url), ("SECRET_KEY", SECRET_KEY)):
        monkeypatch.setenv(f"REMBUK_{name}", value)
    return tmp_path


def erased_since_the_copy(database: Database, copy: Path) -> None:
    """Ana and Budi are in the copy; Ana was erased since, and came back as somebody new."""
    with database.writing() as session:
        talk = a_published_discussion(session)
        number = registered(session, talk, "Ana").person_id
        registered(session, talk, "Budi")
    backup(database.url, copy)
    with database.writing() as session:
        erase(session, session.get_one(Person, number), NOW + timedelta(hours=1))
    main.tick(database, SETTINGS, NOW + timedelta(hours=2))


def names(database_url: str) -> list[str]:
    database = Database(database_url, SECRET_KEY)
    with database.reading() as session:
        found = sorted(session.exec(select(Registration.full_name)).all())
    database.close()
    return found


def test_a_copy_from_before_brings_nobody_back(database: Database, environment: Path) -> None:
    erased_since_the_copy(database, environment / "copy")
    database.close()

    assert main.cli(["restore", "copy"]) == 0

    assert names(database.url) == ["Budi"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_nor_when_the_database_itself_is_lost(database: Database, environment: Path) -> None:
    erased_since_the_copy(database, environment / "copy")
    database.close()
    for file in environment.glob("rembuk.db*"):
        if file != beside(database.url):
            file.unlink()

    assert main.cli(["restore", "copy"]) == 0

    assert names(database.url) == ["Budi"]
    assert beside(database.url).stat().st_mode & 0o777 == 0o600
    assert "ana" not in beside(database.url).read_text().lower()


def test_who_came_back_by_themselves_is_somebody_new_and_stays(database: Database) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        number = registered(session, talk, "Ana").person_id
        erase(session, session.get_one(Person, number), NOW)
        session.flush()
        registered(session, talk, "Ana", now=NOW + timedelta(hours=1))

    done = known_erasures(database.url, SECRET_KEY)
    with database.writing() as session:
        assert (len(done), erase_again(session, done, NOW)) == (1, 0)

    assert names(database.url) == ["Ana"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_damaged_database_is_no_reason_not_to_restore(database: Database) -> None:
    database.close()
    file_of(database.url).write_bytes(b"no database at all")

    assert known_erasures(database.url, SECRET_KEY) == set()

"""Copies of the database: complete, private, checked."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from foundation.backup import backup, restore
from foundation.database import Database
from foundation.people import Office, person_for
from foundation.settings import BadSetting
from tests.builders import NOW, every_row
from tests.conftest import SECRET_KEY

WRITERS = 4

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
on_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "rembuk.backup"


@pytest.fixture(autouse=True)
def folder(path: Path) -> Path:
    path.parent.mkdir()
    return path.parent


def add_office(database_url: str, name: str) -> None:
    database = Database(database_url, SECRET_KEY)
    with database.writing() as session:
        session.add(Office(name=name, timezone="Asia/Dili"))
    database.close()


def contents(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    database = Database(database_url, SECRET_KEY)
    with database.reading() as session:
        rows = every_row(session)
    database.close()
    return rows


def offices(database_url: str) -> list[str]:
    return [name for _, name, _ in contents(database_url)["office"]]


def refusal(rule: Callable[..., object], *args: Any) -> str:
    with pytest.raises(BadSetting) as caught:
        rule(*args)
    return str(caught.value)


def file_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


# Copying


def test_a_copy_made_under_load_shows_a_single_moment(
    database: Database, empty_database_url: str, path: Path
) -> None:
    with writing_without_a_pause(database) as committed:
        before, after = 0, 0
        while not 0 < before < after:  # a copy while nobody committed shows nothing
            before = committed()
            backup(database.url, path, overwrite=True)
            after = committed()

    restore(empty_database_url, path)
    found = contents(empty_database_url)
    offices, people = ({row[1] for row in found["office"]}, {row[2] for row in found["person"]})
    assert offices == people, "half a transaction is in the copy"
    assert before <= len(offices) <= after + WRITERS  # a writer may have committed, and not said so yet


@contextmanager
def writing_without_a_pause(database: Database) -> Iterator[Callable[[], int]]:
    """Some write until the block ends: each transaction an office and a person of the same name. The answer says how
    many are committed by now."""
    done, times = Event(), [0] * WRITERS

    def write(writer: int) -> None:
        while not done.is_set():
            name = f"{writer}-{times[writer]}"
            with database.writing() as session:
                session.add(Office(name=name, timezone="Asia/Dili"))
                session.flush()
                person_for(session, full_name=name, email=f"{name}@union.example", phone=None, language="en",
                           timezone="Asia/Dili", now=NOW)  # fmt: skip
            times[writer] += 1

    with ThreadPoolExecutor(WRITERS) as threads:
        works = [threads.submit(write, writer) for writer in range(WRITERS)]
        try:
            yield lambda: sum(times)
        finally:
            done.set()
    assert [work.result() for work in works] == [None] * WRITERS


@pytest.mark.usefixtures("database_url")  # a database of its own, which is restored
def test_a_copy_made_while_others_write_holds_what_they_committed(database: Database, path: Path) -> None:
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))
    with database.writing() as session:
        session.add(Office(name="not yet", timezone="Asia/Dili"))
        session.flush()

        backup(database.url, path)

    database.close()
    restore(database.url, path)
    assert offices(database.url) == ["Dili"]


def test_only_the_owner_may_read_a_copy_and_nothing_lies_beside_it(database_url: str, path: Path) -> None:
    backup(database_url, path)

    assert [(file, oct(file.stat().st_mode & 0o777)) for file in path.parent.iterdir()] == [(path, "0o600")]


def test_a_file_that_is_there_is_kept(database_url: str, path: Path) -> None:
    path.write_text("last year")

    said = refusal(backup, database_url, path)

    assert said == f"There is a file {path} already."
    assert path.read_text() == "last year"


def test_a_file_that_is_there_is_replaced_when_that_is_wanted(database_url: str, path: Path) -> None:
    path.write_text("last year")
    path.chmod(0o644)

    backup(database_url, path, overwrite=True)

    assert oct(path.stat().st_mode & 0o777) == "0o600"
    add_office(database_url, "Dili")
    restore(database_url, path)
    assert offices(database_url) == []


def test_a_copy_into_a_folder_that_is_not_there_is_refused(database_url: str, path: Path) -> None:
    path.parent.rmdir()

    assert refusal(backup, database_url, path) == f"{path} cannot be written: No such file or directory."


@on_sqlite
def test_a_damaged_database_leaves_no_copy(database_url: str, path: Path) -> None:
    file = file_of(database_url)
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    file.write_bytes(content)

    said = refusal(backup, database_url, path)

    assert said.startswith(f"{file} is not a sound database: ")
    assert list(path.parent.iterdir()) == []


def test_a_database_that_is_not_there_leaves_no_copy(path: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"

    assert refusal(backup, f"sqlite:///{missing}", path) == f"There is no database {missing}."
    assert (missing.exists(), path.exists()) == (False, False)


@on_postgresql
def test_without_the_programs_of_postgresql_there_is_a_sentence(
    database_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(path.parent))

    said = refusal(backup, database_url, path)

    assert said == "pg_dump is not installed; it comes with the client of PostgreSQL."
    assert list(path.parent.iterdir()) == []


def test_the_password_stands_in_no_list_of_processes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, seen = tmp_path / "pg_dump", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\necho "$PGPASSWORD" "$@" > {seen}\necho "no such server" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    said = refusal(backup, "postgresql://rembuk:s3cr%20t@db.example:5433/rembuk?sslmode=require", path)

    password, _, arguments = seen.read_text().replace("--dbname=", "").partition(" --")
    assert said == "pg_dump failed: no such server."
    assert (password, "s3cr" in arguments) == ("s3cr t", False)
    assert {"host=db.example", "port=5433", "sslmode=require", "user=rembuk"} < set(arguments.split())

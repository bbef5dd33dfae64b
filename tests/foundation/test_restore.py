"""A copy of the database brought back: only what is a copy, over a database that nobody uses, which is kept."""

import shutil
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from foundation.backup import backup, restore
from foundation.database import Database
from foundation.people import Office
from tests.conftest import SECRET_KEY
from tests.foundation.test_backup import add_office, contents, file_of, folder, offices, on_sqlite, path, refusal

__all__ = ["folder", "path"]


def test_a_restored_database_is_as_it_was_and_the_present_one_is_kept(database_url: str, path: Path) -> None:
    add_office(database_url, "Dili")
    before = contents(database_url)
    backup(database_url, path)
    add_office(database_url, "Jakarta")

    aside = restore(database_url, path)

    assert contents(database_url) == before
    assert aside is not None
    assert (aside.suffix, oct(aside.stat().st_mode & 0o777)) == (".before-1", "0o600")
    restore(database_url, aside)
    assert offices(database_url) == ["Dili", "Jakarta"]


def test_each_restored_database_is_kept_under_its_own_name(database_url: str, path: Path) -> None:
    backup(database_url, path)

    kept = [restore(database_url, path) for _ in range(2)]

    assert [file and file.suffix for file in kept] == [".before-1", ".before-2"]


def test_tables_that_came_after_the_copy_go(database_url: str, path: Path) -> None:
    backup(database_url, path)
    database = Database(database_url, SECRET_KEY)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE newer (id integer PRIMARY KEY)")
    database.close()

    restore(database_url, path)

    database = Database(database_url, SECRET_KEY)
    with database.engine.begin() as connection:
        assert not database.engine.dialect.has_table(connection, "newer")
    database.close()


def test_a_database_in_use_is_left_alone(database: Database, path: Path) -> None:
    backup(database.url, path)
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))

    said = refusal(restore, database.url, path)

    assert said.endswith(": stop the service first.")
    assert offices(database.url) == ["Dili"]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"What is this?\n" * 500])
def test_a_file_that_is_no_backup_changes_nothing(database_url: str, path: Path, content: bytes) -> None:
    add_office(database_url, "Dili")
    path.write_bytes(content)

    refusal(restore, database_url, path)

    assert offices(database_url) == ["Dili"]


def test_half_a_backup_changes_nothing(database_url: str, path: Path) -> None:
    add_office(database_url, "Dili")
    backup(database_url, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    refusal(restore, database_url, path)

    assert offices(database_url) == ["Dili"]


def test_a_file_that_is_not_there_is_named(database_url: str, path: Path) -> None:
    assert refusal(restore, database_url, path) == f"There is no file {path}."


@on_sqlite
def test_the_database_of_another_program_is_refused(database_url: str, path: Path) -> None:
    with sqlite.connect(str(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")

    assert refusal(restore, database_url, path) == f"{path} is not a database of Rembuk."


@on_sqlite
def test_a_database_is_not_restored_from_itself(database_url: str) -> None:
    file = file_of(database_url)

    assert refusal(restore, database_url, file) == f"{file} is the database itself."


@on_sqlite
def test_a_damaged_database_gives_way_and_is_kept_with_its_log(database_url: str, path: Path) -> None:
    backup(database_url, path)
    file = file_of(database_url)
    log = file.with_name(file.name + "-wal")
    file.write_bytes(b"\xff" * 8192)
    log.write_bytes(b"whatever was in it")

    aside = restore(database_url, path)

    assert offices(database_url) == []
    assert aside is not None
    assert aside.read_bytes() == b"\xff" * 8192
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"whatever was in it"


@on_sqlite
def test_a_backup_comes_back_where_no_database_was(database_url: str, path: Path, tmp_path: Path) -> None:
    add_office(database_url, "Dili")
    backup(database_url, path)
    new = tmp_path / "new.db"

    aside = restore(f"sqlite:///{new}", path)

    assert aside is None
    assert (offices(f"sqlite:///{new}"), oct(new.stat().st_mode & 0o777)) == (["Dili"], "0o600")


@on_sqlite
def test_what_a_killed_service_left_in_its_log_is_kept_aside(database_url: str, path: Path, tmp_path: Path) -> None:
    backup(database_url, path)
    database = Database(database_url, SECRET_KEY)
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))
    killed = tmp_path / "killed.db"
    for ending in ("", "-wal"):
        shutil.copy(f"{file_of(database_url)}{ending}", f"{killed}{ending}")
    database.close()

    aside = restore(f"sqlite:///{killed}", path)

    assert offices(f"sqlite:///{killed}") == []
    assert offices(f"sqlite:///{aside}") == ["Dili"]

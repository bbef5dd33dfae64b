"""From SQLite to PostgreSQL: all of it or nothing, and only into a database that is empty."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Enum, Integer, LargeBinary, Table, Time, insert
from sqlmodel import Session, SQLModel, select

import main
from events.models import Discussion
from foundation.backup import BackupFailed
from foundation.database import Database, Instant, WallTime
from foundation.people import Office
from foundation.to_postgresql import CopyFailed, Counts, copy_to_postgresql
from tests.builders import a_published_discussion, registered
from tests.conftest import SECRET_KEY
from tests.machines.postgres import Postgres

TABLES = SQLModel.metadata.sorted_tables
RECOGNISED = {
    Instant: datetime(2027, 2, 28, 23, 59, 59, 999_999, UTC), WallTime: datetime(2027, 2, 28, 23, 59, 59, 999_999),
    JSON: [{"é": None}, 1.5], LargeBinary: b"\x00\xff", Boolean: True, Integer: 25,
    Time: time(23, 59, 59, 999_999),
}  # fmt: skip
"""What could change on the way, by the type of its column; letters and signs for the rest."""


@pytest.fixture
def database_kind() -> str:
    """Of the source; the target is the other one."""
    return "sqlite"


@pytest.fixture
def target_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database without a single table, on a server whose clock shows the hour of Jakarta."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


def fill(database_url: str, work: Callable[[Session], object]) -> None:
    database = Database(database_url, SECRET_KEY)
    with database.writing() as session:
        work(session)
    database.close()


def rows(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All there is, in the values that the program sees."""
    database = Database(database_url, SECRET_KEY)
    with database.reading() as session:
        found = {
            table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
            for table in TABLES
        }  # fmt: skip
    database.close()
    return found


def copy(database_url: str, target_url: str) -> Counts:
    return copy_to_postgresql(database_url, target_url, SECRET_KEY)


def refusal(database_url: str, target_url: str) -> str:
    with pytest.raises(BackupFailed) as caught:
        copy(database_url, target_url)
    return str(caught.value)


def one_row_of_each(session: Session) -> None:
    for table in TABLES:
        session.execute(insert(table).values({column.name: a_value(table, column) for column in table.columns}))


def a_value(table: Table, column: Column[Any]) -> Any:
    if column.name == "seats_held":
        return 0  # all seats are taken
    if column.name == "discussion_id" and "series_id" in table.columns and column.nullable:
        return None  # of a whole series, or of one discussion
    if column.name in ("check_ins", "number"):
        return 2  # there are no more check-ins
    if column.foreign_keys or column is table.autoincrement_column:
        return 1
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    return RECOGNISED.get(type(column.type), 'ű\t"\\N\n')


def test_every_row_of_every_table_arrives_as_it_was(database_url: str, target_url: str) -> None:
    fill(database_url, one_row_of_each)

    counts = copy(database_url, target_url)

    assert rows(target_url) == rows(database_url)
    assert counts == dict.fromkeys((table.name for table in TABLES), 1)


def test_a_discussion_keeps_the_hour_that_was_agreed(database_url: str, target_url: str) -> None:
    fill(database_url, lambda session: a_published_discussion(session, datetime(2027, 2, 24, 14)))

    copy(database_url, target_url)

    target = Database(target_url, SECRET_KEY)
    with target.reading() as session:
        found = session.exec(select(Discussion)).one()
        assert (found.starts_at_local, found.timezone) == (datetime(2027, 2, 24, 14), "Asia/Jakarta")
        assert found.starts_at == datetime(2027, 2, 24, 7, tzinfo=UTC)
    target.close()


def test_the_next_row_gets_a_number_that_is_free(database_url: str, target_url: str) -> None:
    fill(database_url, lambda session: registered(session, a_published_discussion(session), "Ana"))
    copy(database_url, target_url)

    fill(target_url, lambda session: registered(session, session.exec(select(Discussion)).one(), "Ben"))
    fill(target_url, lambda session: a_published_discussion(session, title="The next one"))

    people = [(number, name) for number, _, name, *_ in rows(target_url)["person"]]
    assert people == [(1, "Citra"), (2, "Rudi"), (3, "Ana"), (4, "Ben"), (5, "Citra"), (6, "Rudi")]


def test_an_empty_database_is_copied_and_counts_from_one(database_url: str, target_url: str) -> None:
    copy(database_url, target_url)

    fill(target_url, lambda session: session.add(Office(name="Dili", timezone="Asia/Dili")))

    assert rows(target_url)["office"] == [(1, "Dili", "Asia/Dili")]


def test_a_target_that_has_rows_already_is_left_alone(database_url: str, target_url: str) -> None:
    fill(database_url, lambda session: session.add(Office(name="Dili", timezone="Asia/Dili")))
    copy(database_url, target_url)
    fill(database_url, lambda session: session.add(Office(name="Jakarta", timezone="Asia/Jakarta")))

    said = refusal(database_url, target_url)

    assert said == "The database to copy to is not empty: there are rows in office."
    assert rows(target_url)["office"] == [(1, "Dili", "Asia/Dili")]


def test_a_target_of_another_program_is_left_alone(database_url: str, target_url: str) -> None:
    execute(target_url, "CREATE TABLE bookmarks (url text)")

    said = refusal(database_url, target_url)

    assert said == "The database to copy to is not empty: it has tables of another program."


@pytest.mark.parametrize("older", ["source", "target"])
def test_two_versions_do_not_mix(database_url: str, target_url: str, older: str) -> None:
    copy(database_url, target_url)
    execute(database_url if older == "source" else target_url, "UPDATE alembic_version SET version_num = '0000'")

    said = refusal(database_url, target_url)

    assert said.endswith(": start the service of this version once on the older one.")


def test_a_database_in_use_is_not_copied(database: Database, target_url: str) -> None:
    with database.writing() as session:
        session.add(Office(name="Dili", timezone="Asia/Dili"))

    assert refusal(database.url, target_url).endswith(": stop the service first.")


def test_there_must_be_a_sqlite_database_to_copy_from(target_url: str, tmp_path: Any) -> None:
    missing = tmp_path / "missing.db"

    assert refusal(f"sqlite:///{missing}", target_url) == f"There is no database {missing}."
    assert refusal(target_url, target_url) == "The database is no SQLite file: there is nothing to copy from."


def test_there_must_be_a_postgresql_database_to_copy_to(database_url: str, tmp_path: Any) -> None:
    silent = f"postgresql://rembuk@/rembuk?host={tmp_path}"

    assert refusal(database_url, database_url) == "The database to copy to must begin with postgresql://."
    assert refusal(database_url, silent).startswith("The database to copy to does not answer: ")


def test_a_row_that_postgresql_refuses_leaves_the_target_empty(database_url: str, target_url: str) -> None:
    fill(database_url, lambda session: registered(session, a_published_discussion(session), "Ana"))
    execute(database_url, "UPDATE registration SET province = 'West' || char(0)")

    with pytest.raises(CopyFailed) as caught:
        copy(database_url, target_url)

    assert str(caught.value) == "Nothing was copied: PostgreSQL text fields cannot contain NUL (0x00) bytes."
    assert {name: found for name, found in rows(target_url).items() if found} == {}


def test_the_command_says_in_a_sentence_what_it_did(
    database_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database_url, one_row_of_each)
    monkeypatch.setenv("REMBUK_DATABASE_URL", database_url)
    monkeypatch.setenv("REMBUK_SECRET_KEY", SECRET_KEY)

    statuses = [main.cli(["copy", target_url]) for _ in range(2)]

    said = capsys.readouterr()
    count = len(TABLES)
    assert statuses == [0, 2]
    assert said.out == f"{count} rows of {count} tables are copied, and counted once more in each.\n"
    assert said.err.startswith("The database to copy to is not empty: there are rows in ")


def test_a_fault_on_the_way_is_one_sentence_and_status_1(
    database_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database_url, lambda session: session.add(Office(name="Dili", timezone="Asia/Dili")))
    execute(database_url, "UPDATE office SET timezone = 'Asia' || char(0)")
    monkeypatch.setenv("REMBUK_DATABASE_URL", database_url)
    monkeypatch.setenv("REMBUK_SECRET_KEY", SECRET_KEY)

    assert main.cli(["copy", target_url]) == 1
    assert capsys.readouterr().err == "Nothing was copied: PostgreSQL text fields cannot contain NUL (0x00) bytes.\n"


def execute(database_url: str, statement: str) -> None:
    database = Database(database_url, SECRET_KEY)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    database.close()

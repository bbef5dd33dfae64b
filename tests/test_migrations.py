"""The schema that migrations build is the one that the models describe, word for word (decisions/0002)."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, TextClause, inspect, text
from sqlmodel import SQLModel

import foundation.idempotency
import foundation.limits
import foundation.sign_in
import main
import migrations
import notifications.announcements.models
import notifications.models
import notifications.plan_models
import registrations.attendance.models
from foundation.database import Database
from tests.builders import a_published_discussion, every_row, registered
from tests.conftest import SECRET_KEY

HOUSE = Path(main.__file__).parent
WITH_TABLES = (
    main, notifications.announcements.models, notifications.models, notifications.plan_models, foundation.limits,
    foundation.sign_in, foundation.idempotency, registrations.attendance.models,
)  # fmt: skip
MIGRATE = "import sys; from foundation.database import Database; Database(sys.argv[1], sys.argv[2]).migrate()"


def test_the_models_and_the_migrations_describe_the_same_tables(database: Database, empty_database_url: str) -> None:
    described = Database(empty_database_url, SECRET_KEY)
    SQLModel.metadata.create_all(described.engine)

    built, expected = catalogue(database.engine), catalogue(described.engine)
    described.close()

    assert (built - expected, expected - built) == (set(), set())


def test_every_table_of_the_house_is_compared() -> None:
    modules = {
        ".".join(file.relative_to(HOUSE).with_suffix("").parts)
        for file in HOUSE.glob("*/*.py") if "table=True" in file.read_text() and file.parent.name != "tests"
    }  # fmt: skip

    assert modules <= set(sys.modules)


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        registered(session, a_published_discussion(session), "Ana")
        rows = every_row(session)
    tables = catalogue(database.engine)

    database.migrate()

    with database.reading() as session:
        assert (every_row(session), catalogue(database.engine)) == (rows, tables)


def test_an_older_database_keeps_every_row(empty_database_url: str) -> None:
    older = Database(empty_database_url, SECRET_KEY)
    with older.engine.begin() as connection:
        config = migrations.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        kept = filled(connection)

    older.migrate()

    with older.engine.connect() as connection:
        counts = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in kept}
    older.close()
    assert counts == kept == dict.fromkeys(kept, 1) and len(kept) > 10


def test_two_processes_that_start_at_once_build_one_schema(database: Database, empty_database_url: str) -> None:
    starting = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, empty_database_url, SECRET_KEY], cwd=HOUSE) for _ in range(2)
    ]

    codes = [process.wait(timeout=60) for process in starting]

    built = Database(empty_database_url, SECRET_KEY)
    assert (codes, catalogue(built.engine)) == ([0, 0], catalogue(database.engine))
    built.close()


def test_the_versions_are_one_line_and_the_database_is_at_its_end(database: Database) -> None:
    history = ScriptDirectory.from_config(migrations.configuration())

    with database.reading() as session:
        version = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalars().all()

    assert version == [migrations.newest()] == history.get_heads()


def filled(connection: Connection) -> dict[str, int]:
    """One row in every table that the older version has, whatever it means; the tables and their counts."""
    seen = MetaData()
    seen.reflect(connection)
    tables = [table for table in seen.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        connection.execute(table.insert().values({column.name: a_value(column) for column in table.columns}))
    return {table.name: 1 for table in tables}


def a_value(column: Column[Any]) -> Any:
    words = {"state": "planned" if column.table.name == "delivery" else "published", "status": "confirmed",
             "presentation_limit_scope": "each", "kind": "opening", "role": "chair", "answer": "asked",
             "purpose": "news", "minutes": 25, "presentation_limit_minutes": 25}  # fmt: skip
    kind = column.type.python_type
    if column.name in words and isinstance(words[column.name], kind):
        return words[column.name]
    if column.nullable and column.name != "email":
        return None
    return datetime(2027, 2, 1, tzinfo=UTC) if kind is datetime else kind(1) if kind in (int, str, bool) else []


def catalogue(engine: Engine) -> set[str]:
    """What the database says of its tables, a line each: columns with types and lengths, keys, checks and indexes."""
    seen = inspect(engine)
    return {
        f"{table}: {readable(found)}"
        for table in seen.get_table_names() if table != "alembic_version"
        for found in (
            *seen.get_columns(table), seen.get_pk_constraint(table), *seen.get_foreign_keys(table),
            *seen.get_unique_constraints(table), *seen.get_check_constraints(table), *seen.get_indexes(table),
        )
    }  # fmt: skip


def readable(found: Any) -> str:
    """With the words of conditions and types in place of their objects."""
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {readable(found[name])}" for name in sorted(found))
    return str(found) if isinstance(found, TextClause) else repr(found)

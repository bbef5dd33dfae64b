"""From SQLite to PostgreSQL: every row of the one, copied into the other, which is empty.

One transaction reads and one writes: the copy shows a single moment, and is whole or not there. Rows travel one by one
from cursor to COPY, as SQLite keeps them: PostgreSQL reads its dates, booleans and JSON by itself, and no class of ours
can change them on the way.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
from psycopg import sql
from sqlalchemy.exc import DBAPIError

from foundation.backup import (
    VERSION_TABLE,
    BackupFailed,
    file_of,
    first_line,
    is_sqlite,
    opened,
    refuse_in_use,
    refuse_unsound,
)
from foundation.database import Database

Counts = Mapping[str, int]
TABLES_HERE = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
TABLES_THERE = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
VERSION = f"SELECT version_num FROM {VERSION_TABLE}"
COUNTERS = """
SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
FROM information_schema.columns WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'
"""


class CopyFailed(Exception):
    """A fault on the way: nothing was copied. The text is one sentence for the person at the terminal."""


def copy_to_postgresql(source_url: str, target_url: str, secret_key: str) -> Counts:
    """The rows of each table, as counted in both databases at the end.

    Refused: a source that is no SQLite database of ours, is unsound or in use; a target that is not empty, or of
    another version. A target without any table gets them first; nobody writes to either until the end.
    """
    file = _checked_source(source_url)
    if not target_url.startswith(("postgresql://", "postgres://")):
        raise BackupFailed("The database to copy to must begin with postgresql://.")
    _make_tables(target_url, secret_key)
    try:
        with closing(opened(file, "rw")) as source, psycopg.connect(target_url) as target:
            source.execute("BEGIN IMMEDIATE")
            return _copied(source, target, file)
    except (psycopg.Error, sqlite.Error) as fault:
        raise CopyFailed(f"Nothing was copied: {first_line(str(fault))}.") from None


def _checked_source(source_url: str) -> Path:
    if not is_sqlite(source_url):
        raise BackupFailed("The database is no SQLite file: there is nothing to copy from.")
    file = file_of(source_url)
    if not file.is_file():
        raise BackupFailed(f"There is no database {file}.")
    refuse_unsound(file, name=file)
    refuse_in_use(file)
    return file


def _make_tables(target_url: str, secret_key: str) -> None:
    try:
        with psycopg.connect(target_url) as target:
            tables = target.execute(TABLES_THERE).fetchall()
        if not tables:
            _migrate(target_url, secret_key)
    except psycopg.Error as fault:
        raise BackupFailed(f"The database to copy to does not answer: {first_line(str(fault))}.") from None
    except DBAPIError as fault:
        raise BackupFailed(f"The database to copy to takes no tables: {first_line(str(fault.orig))}.") from None


def _migrate(target_url: str, secret_key: str) -> None:
    database = Database(target_url, secret_key)
    try:
        database.migrate()
    finally:
        database.close()


def _copied(source: Any, target: psycopg.Connection, file: Path) -> Counts:
    tables = _in_order(source)
    _refuse_unlike(source, target, file)
    _lock_empty(target, tables)
    target.execute("SET LOCAL TIME ZONE 'UTC'")  # SQLite keeps instants in UTC and does not say so
    for table in tables:
        _copy(source, target, table)
    _count_on(target)
    here, there = (_counts(execute, tables) for execute in (source.execute, target.execute))
    if here != there:
        different = ", ".join(table for table in tables if here[table] != there[table])
        raise CopyFailed(f"Nothing was copied: PostgreSQL counts other rows in {different}.")  # never seen; the proof
    return there


def _in_order(source: Any) -> list[str]:
    """The tables of the source, each after those it refers to."""
    tables = {table for (table,) in source.execute(TABLES_HERE)} - {VERSION_TABLE}
    refers = {table: {row[2] for row in source.execute(f"PRAGMA foreign_key_list({table})")} for table in tables}
    return list(TopologicalSorter({table: others - {table} for table, others in refers.items()}).static_order())


def _refuse_unlike(source: Any, target: psycopg.Connection, file: Path) -> None:
    """Refused unless both have the same tables, made by the same version of the program."""
    here = {table for (table,) in source.execute(TABLES_HERE)}
    there = {table for (table,) in target.execute(TABLES_THERE)}
    if VERSION_TABLE not in there:
        raise BackupFailed("The database to copy to is not empty: it has tables of another program.")
    [of_source], [of_target] = (execute(VERSION).fetchone() or [None] for execute in (source.execute, target.execute))
    if of_source != of_target:
        raise BackupFailed(
            f"{file} has version {of_source} and the database to copy to has {of_target}: "
            "start the service of this version once on the older one."
        )
    if here != there:
        raise BackupFailed(f"The database to copy to has other tables than {file}.")


def _lock_empty(target: psycopg.Connection, tables: Iterable[str]) -> None:
    """Others may read the target until the end, and not write."""
    for table in tables:
        name = sql.Identifier(table)
        target.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(name))
        if target.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone():
            raise BackupFailed(f"The database to copy to is not empty: there are rows in {table}.")


def _copy(source: Any, target: psycopg.Connection, table: str) -> None:
    rows = source.execute(f'SELECT * FROM "{table}"')
    columns = sql.SQL(", ").join(sql.Identifier(name) for name, *_ in rows.description)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with target.cursor() as cursor, cursor.copy(statement) as lines:
        for row in rows:
            lines.write_row(row)


def _count_on(target: psycopg.Connection) -> None:
    """The next row of each table gets a number that is free."""
    for table, column, counter in target.execute(COUNTERS).fetchall():
        next_one = sql.SQL("SELECT setval(%s, coalesce(max({}), 0) + 1, false) FROM {}")
        target.execute(next_one.format(sql.Identifier(column), sql.Identifier(table)), [counter])


def _counts(execute: Any, tables: Iterable[str]) -> Counts:
    return {table: execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}

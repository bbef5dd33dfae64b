"""One application and one `Database` of each kind for a whole run, led to a database without rows before every test.

What the program learns once and keeps, its routes and its compiled statements, would else be learnt anew by every
test, which was half of what most tests cost. On PostgreSQL, where a new database and new connections cost as much,
it is the same database each time, emptied. Nothing is kept that came out of a database or off a page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, event, make_url
from sqlmodel import SQLModel

from foundation.database import Database
from foundation.front import Front
from foundation.kept_pages import KeptPages
from foundation.settings import Settings
from foundation.turns import Turns
from main import create_app

_databases: dict[bool, Database] = {}
_apps: dict[bool, Front] = {}


def warm_app(settings: Settings, database: Database, now: Callable[[], datetime]) -> Front:
    """The application of this process, which now serves this database at this moment and no other."""
    kept = _apps.get(settings.is_https)
    app = _apps[settings.is_https] = kept or create_app(settings, database, now=now)
    app.kept = KeptPages()
    app.app.state.update({"settings": settings, "database": database, "now": now, "after_write": app.kept.clear,
                          "mailbox_read_at": lambda: None})  # fmt: skip
    return app


@contextmanager
def warm_database(url: str, secret_key: str) -> Iterator[Database]:
    """The database of this process for this kind of database, now the one at `url`; closed at the end."""
    with _led_to(url, secret_key) as database:
        yield database
        database.close()


@contextmanager
def emptied_database(url: str, secret_key: str) -> Iterator[Database]:
    """As `warm_database`, of a PostgreSQL database that was used before: without rows, and counting from one. Its
    connections stay open, unless the test left one in use."""
    with _led_to(url, secret_key) as database:
        _empty(database)
        yield database
        database.turns.close()
        if database.engine.pool.checkedout():  # type: ignore[attr-defined]
            database.close()


@contextmanager
def _led_to(url: str, secret_key: str) -> Iterator[Database]:
    is_sqlite = url.startswith("sqlite")
    database = _databases[is_sqlite] = _databases.get(is_sqlite) or _following(Database(url, secret_key))
    if database.url != url:
        database.close()
    database.url = url
    database.turns = Turns(one_at_a_time=is_sqlite, together=database._in_one_commit)
    yield database


def _following(database: Database) -> Database:
    """Its engines connect to where its `url` says now."""

    def connect(dialect: Dialect, _record: object, arguments: list[Any], named: dict[str, Any]) -> None:
        where, how = dialect.create_connect_args(make_url(database.url.replace("postgresql:", "postgresql+psycopg:")))
        arguments[:] = where
        named.update(how)

    for engine in {database.engine, database._reader.engine}:
        event.listen(engine, "do_connect", connect)
    return database


def _empty(database: Database) -> None:
    """Every row goes, whatever refers to it, and every table counts from one again."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql(_emptying())
        connection.commit()


@cache
def _emptying() -> str:
    tables = [table.name for table in SQLModel.metadata.sorted_tables]
    numbered = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
    return ";".join(
        ["SET LOCAL lock_timeout = '10s'", "SET LOCAL session_replication_role = replica",
         *(f'DELETE FROM "{name}"' for name in tables), numbered]
    )  # fmt: skip

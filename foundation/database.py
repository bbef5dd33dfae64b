"""One database, two doors: `reading` (nothing can change) and `writing` (one transaction, committed at the end).

SQLite has one writer at a time: its engine holds one connection and begins IMMEDIATE, so nobody meets
"database is locked" (stack.md). PostgreSQL lets many write; rules lock the rows they decide on.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlmodel import Session, SQLModel

from foundation.prepared import Prepared
from foundation.turns import Answer, Turns

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

SQLModel.model_config["defer_build"] = True
"""Rows of tables are not validated: what would validate them is built when it is first asked for, not at the start."""

READERS, BUSY_MILLISECONDS = 8, 30_000


class Instant(TypeDecorator[datetime]):
    """A moment: aware, kept and given back in UTC on both databases. A naive value is refused at flush."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """What a clock on the wall shows: naive, to be read together with the zone beside it (product.md, rule 6)."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time carries no zone")
        return value


def one_of(words: type[StrEnum], name: str) -> Enum:
    """A column holding one of `words` by value, held by a CHECK named `name` on both databases."""
    return Enum(
        words, name=name, native_enum=False, create_constraint=True, length=20,
        values_callable=lambda members: [member.value for member in members],
    )  # fmt: skip


class Database:
    """The engines behind a DATABASE_URL, and the key that personal links are made with."""

    def __init__(self, url: str, secret_key: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.url = url
        self._secret_key = secret_key
        self.turns = Turns(one_at_a_time=self.is_sqlite, together=self._in_one_commit)
        self._own = threading.local()
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, WritingConnection, size=1)
            self._reader = _sqlite_engine(url, ReadingConnection, size=READERS)
        else:
            self._writer = create_engine(_psycopg(url), pool_size=24, pool_pre_ping=True)
            self._reader = self._writer.execution_options(postgresql_readonly=True)

    def new_session(self, *, read_only: bool) -> Session:
        """A session that nobody has begun yet; the caller commits and closes it."""
        session = Session(self._reader if read_only else self._present_writer(), expire_on_commit=False)
        session.info["secret_key"] = self._secret_key
        return session

    def take_turn(self, session: Session) -> None:
        """A writing session that waited for its turn writes where this turn does."""
        session.bind = self._present_writer()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.new_session(read_only=True) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.new_session(read_only=False) as session:
            yield session
            session.commit()

    def write(self, work: Callable[[Session], Answer]) -> Answer:
        """What `work` answers, in one transaction of its own, when it is its turn. While people and the house are at
        work, what they write stands in this line, and not before the one connection of SQLite."""
        return self.turns.of_the_house(lambda: self._written(work))

    def _written(self, work: Callable[[Session], Answer]) -> Answer:
        with self.writing() as session:
            return work(session)

    @contextmanager
    def _in_one_commit(self) -> Iterator[None]:
        """What this thread writes within is committed at the end, together; each transaction within is still whole or
        not at all (decisions/0012)."""
        with self._writer.connect() as connection:
            self._own.connection = connection
            try:
                with connection.connection.driver_connection.one_commit():  # type: ignore[union-attr]
                    yield
            finally:
                del self._own.connection

    def _present_writer(self) -> Engine | Connection:
        return getattr(self._own, "connection", self._writer)

    def moment(self) -> datetime | None:
        """What the clock of the database shows; SQLite has none of its own."""
        if self.is_sqlite:
            return None
        with self.reading() as session:
            moment: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
            return moment.astimezone(UTC)

    def migrate(self) -> None:
        """Bring the schema to the newest version; safe when several processes start at once."""
        from migrations import upgrade

        upgrade(self._writer)

    def close(self) -> None:
        self.turns.close()
        self._writer.dispose()
        self._reader.dispose()

    def empty_log(self) -> bool:
        """Bring everything from SQLite's write-ahead log into the file and cut the log, where older states of pages
        still lie; False while somebody reads one of them. PostgreSQL sees to its own."""
        if not self.is_sqlite:
            return True
        connection = self._writer.raw_connection()
        try:
            [is_busy, *_] = connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # type: ignore[union-attr]
        finally:
            connection.close()
        return not is_busy

    @property
    def engine(self) -> Engine:
        """For the migrations and for tests that look at the catalogue."""
        return self._writer


@cache
def insert_in(dialect: str) -> Any:
    """The INSERT that knows ON CONFLICT. Only the database in use is imported: the other is a part of the start."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite

        return insert_into_sqlite
    from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql

    return insert_into_postgresql


def insert_missing(session: Session, table: type[SQLModel], key: str, row: Mapping[str, object]) -> int | None:
    """Insert `row` unless one with the same `key` is there; the number of the new row, or None. The database decides:
    of two at the same moment one is first, and neither fails. Columns that `row` does not name stay empty."""
    found = _insert_missing(table, key, *row).first(session, row)
    return None if found is None else int(found[0])


@cache
def _insert_missing(model: type[SQLModel], key: str, *columns: str) -> Prepared:
    table = SQLModel.metadata.tables[str(model.__tablename__)]

    def statement(dialect: str) -> Executable:
        once = insert_in(dialect)(table).on_conflict_do_nothing(index_elements=[key])
        inserted: Executable = once.returning(table.c.id)
        return inserted

    return Prepared(statement, *columns)


def _psycopg(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]


class ReadingConnection(pysqlite3.dbapi2.Connection):  # type: ignore[misc]
    """A connection to SQLite that can change nothing."""

    def prepare(self) -> None:
        self.isolation_level = None  # SQLAlchemy begins by itself, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}",
                       "query_only=ON"):  # fmt: skip
            self.execute(f"PRAGMA {pragma}")

    def begin(self) -> None:
        self.execute("BEGIN")


class WritingConnection(ReadingConnection):
    """The connection that writes. Transactions within `one_commit` are savepoints of one that is committed at the end:
    each can still be taken back by itself."""

    _is_shared = False

    def prepare(self) -> None:
        super().prepare()
        self.execute("PRAGMA query_only=OFF")
        self.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only forgotten (decisions/0038)

    @contextmanager
    def one_commit(self) -> Iterator[None]:
        """Raises when the database took everything back by itself, as it does when the disk is full."""
        self.begin()
        self._is_shared = True
        try:
            yield
        finally:
            self._is_shared = False
        self.execute("COMMIT")  # `commit` would say nothing when there is nothing to commit any more

    def begin(self) -> None:
        if self._is_shared and not self.in_transaction:
            raise pysqlite3.dbapi2.OperationalError("the transaction that was shared is lost")
        self.execute("SAVEPOINT turn" if self._is_shared else "BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self._is_shared:
            self.execute("RELEASE turn")
        else:
            super().commit()

    def rollback(self) -> None:
        if not self._is_shared:
            super().rollback()
        elif self.in_transaction:
            self.execute("ROLLBACK TO turn")
            self.execute("RELEASE turn")


def _sqlite_engine(url: str, connection: type[ReadingConnection], *, size: int) -> Engine:
    _make_room_for(url)
    engine = create_engine(
        url, module=pysqlite3.dbapi2, pool_size=size, max_overflow=0, pool_timeout=60,
        connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000, "factory": connection},
    )  # fmt: skip
    event.listen(engine, "connect", lambda opened, _: opened.prepare())
    event.listen(engine, "begin", lambda opened: opened.connection.driver_connection.begin())
    return engine


def _make_room_for(url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def is_alive(session: Session) -> bool:
    """Whether the database answers; anything else raises."""
    return bool(session.connection().execute(text("SELECT 1")).scalar_one() == 1)

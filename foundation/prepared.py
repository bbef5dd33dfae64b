"""Statements for where hundreds come in a second: compiled once, then handed to the driver (decisions/0010).

What is left out is SQLAlchemy's bookkeeping of each execution, ten times the work of such a statement. Errors are the
driver's own; no object of a session is flushed before, or learns of it after.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Dialect
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel

Row = tuple[Any, ...]
Converter = Callable[[Any], Any] | None


class Compiled(NamedTuple):
    """A statement of one database. `order` is that of its parameters where the driver counts them; `constants` are the
    values that the statement holds itself."""

    sql: str
    order: list[str] | None
    constants: dict[str, Any]
    writers: list[tuple[str, Converter]]
    readers: list[Converter]

    def given(self, values: Mapping[str, object]) -> dict[str, Any] | list[Any]:
        """`values` as the driver takes them."""
        values = {**self.constants, **values}
        written = {name: write(values[name]) if write else values[name] for name, write in self.writers}
        return written if self.order is None else [written[name] for name in self.order]

    def read(self, row: Row) -> Row:
        """A row of the driver, as SQLAlchemy would read it."""
        return tuple(read(value) if read else value for read, value in zip(self.readers, row, strict=True))


class Prepared:
    """`make(dialect)` gives the statement; an INSERT is told the `columns` it fills: all that have a default in Python.
    """

    def __init__(self, make: Callable[[str], Any], *columns: str) -> None:
        self._make, self._columns = make, columns
        self._compiled_for = cache(self._compiled)

    def first(self, session: Session, values: Mapping[str, object]) -> Row | None:
        """The first row of the answer, read as SQLAlchemy would read it."""
        compiled, cursor = self._ready(session)
        cursor.execute(compiled.sql, compiled.given(values))
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else compiled.read(found)

    def all(self, session: Session, values: Mapping[str, object]) -> list[Row]:
        """Every row of the answer."""
        compiled, cursor = self._ready(session)
        cursor.execute(compiled.sql, compiled.given(values))
        found = cursor.fetchall()
        cursor.close()
        return [compiled.read(row) for row in found]

    def run(self, session: Session, *rows: Mapping[str, object]) -> None:
        """For a statement that answers nothing, with each of these values in turn."""
        compiled, cursor = self._ready(session)
        if len(rows) == 1:
            cursor.execute(compiled.sql, compiled.given(rows[0]))
        else:
            cursor.executemany(compiled.sql, [compiled.given(row) for row in rows])
        cursor.close()

    def _ready(self, session: Session) -> tuple[Compiled, Any]:
        dialect, connection = _connection(session)
        return self._compiled_for(dialect), connection.cursor()

    def _compiled(self, dialect: Dialect) -> Compiled:
        made: Any = self._make(dialect.name).compile(dialect=dialect, column_keys=list(self._columns) or None)
        assert not made.insert_prefetch, f"{made.insert_prefetch} would stay without their defaults"
        types = {name: bind.type.dialect_impl(dialect) for bind, name in made.bind_names.items()}
        return Compiled(
            sql=str(made), order=made.positiontup if made.positional else None,
            constants={name: bind.value for bind, name in made.bind_names.items() if not bind.required},
            writers=[(name, _remembered(kind.bind_processor(dialect))) for name, kind in types.items()],
            readers=[
                column.type.dialect_impl(dialect).result_processor(dialect, None)
                for column in made.statement.exported_columns
            ],
        )  # fmt: skip


def _connection(session: Session) -> tuple[Dialect, Any]:
    """What this session writes through. SQLAlchemy is asked once a transaction: it is then that it sets a savepoint."""
    held = session.info.get(_connection)
    if held is None or held[0] is not _transaction(session):
        connection = session.connection()
        held = session.info[_connection] = _transaction(session), connection.dialect, connection.connection
    return held[1], held[2]


def _transaction(session: Session) -> object:
    return session.get_nested_transaction() or session.get_transaction()


def _remembered(write: Converter) -> Converter:
    """The rows of one request are full of the same moment and the same few words."""
    return None if write is None else lru_cache(maxsize=64)(write)


def written_past(session: Session, model: type[SQLModel], number: int) -> None:
    """A row was written by its number: an object of it, if the session has one, is read anew when it is asked."""
    if session.identity_map and (held := session.identity_map.get(identity_key(model, number))) is not None:
        session.expire(held)

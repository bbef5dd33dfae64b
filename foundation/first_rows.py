"""Rows of which something has one at most: the first to decide makes it."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

from foundation.database import insert_in

Row = TypeVar("Row", bound=SQLModel)


def row_for(session: Session, first: Row) -> Row:
    """The row that has the key of `first`, or `first` itself where there is none yet. Of two who write the first one at
    the same moment one does; both find the same."""
    table = SQLModel.metadata.tables[str(first.__tablename__)]
    key = [column.name for column in table.primary_key]
    insert = insert_in(session.get_bind().dialect.name)(table).values({c.name: getattr(first, c.name) for c in table.c})
    session.execute(insert.on_conflict_do_nothing(index_elements=key))
    return session.get_one(type(first), tuple(getattr(first, name) for name in key))

"""Columns of a nested question, by name.

SQLAlchemy would derive them from their tables anew at each level, with foreign keys and all: half of the work of asking
what is owed, which is asked for every handful of letters.
"""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Boolean, Integer, Label, Select, String, literal_column, select
from sqlalchemy.types import TypeEngine

from foundation.database import Instant

OF_AN_AUDIENCE: Mapping[str, TypeEngine[Any]] = {
    "person_id": Integer(), "occasion": Integer(), "timezone": String(), "role": String(), "cannot_wait": Boolean(),
    "since": Instant(), "had_since": Instant(), "tell_at": Instant(), "until": Instant(), "expires_at": Instant(),
    "shown_starts_at": Instant(), "shown_ends_at": Instant(),
}  # fmt: skip
"""What audiences say of a person; each says those that its kind asks for."""


def columns_of(name: str, types: Mapping[str, TypeEngine[Any]]) -> SimpleNamespace:
    """Those of the nested question of this name, to be compared; to be answered they want `named`."""
    return SimpleNamespace(**{column: literal_column(f"{name}.{column}", kind) for column, kind in types.items()})


def named(columns: SimpleNamespace, *names: str) -> Iterator[Label[Any]]:
    """These columns under their own names, for the answer."""
    return (getattr(columns, name).label(name) for name in names)


OWED_TYPES: Mapping[str, TypeEngine[Any]] = {
    "person_id": Integer(), "occasion": Integer(), "due_at": Instant(), "expires_at": Instant(),
}  # fmt: skip
OWED = columns_of("owed", OWED_TYPES)
"""Of a question made by `owed`."""


def owed(rows: Select[Any]) -> Select[Any]:
    """`rows` of person_id, occasion, due_at, expires_at, so that the columns of OWED can be asked."""
    return select(*named(OWED, *OWED_TYPES)).select_from(rows.subquery("owed"))

"""The tables of the directory of unions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from registrations.models import UnionLevel
from registrations.unions.naming import KEY_LIMIT


class UnionEntry(SQLModel, table=True):
    """A union that an office knows: a confederation, a federation of it, a branch, a plant."""

    __table_args__ = (CheckConstraint("length(name) > 0", name="name"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=200)
    level: UnionLevel = Field(sa_type=one_of(UnionLevel, "entry_level"))
    parent_id: int | None = Field(default=None, foreign_key="unionentry.id", index=True)
    """What it belongs to; of a higher level."""
    is_offered: bool = True
    """Whether the form offers it; it is matched either way."""
    created_at: datetime = Field(sa_type=Instant)


class UnionName(SQLModel, table=True):
    """A name that leads to an entry: the one it has, those it had, those of entries that were merged into it."""

    __table_args__ = (UniqueConstraint("office_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", ondelete="CASCADE")
    entry_id: int = Field(foreign_key="unionentry.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=KEY_LIMIT)
    """As compared (registrations/unions/naming.py)."""

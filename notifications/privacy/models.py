"""What is kept of an erasure: that it happened, so that it happens again when an older copy comes back; and what still
lies about outside the tables."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from foundation.database import Instant


class Erasure(SQLModel, table=True):
    """Somebody who was erased, by a keyed print of the row: without the key nobody can try numbers or addresses."""

    id: int | None = Field(default=None, primary_key=True)
    print: str = Field(max_length=64)
    office_id: int = 0
    discussion_id: int = 0
    """Only what this office, or this discussion, held; 0 and 0 is everything."""
    at: datetime = Field(sa_type=Instant)
    is_beside: bool = False
    """Written into the file beside the database as well."""


class Remains(SQLModel, table=True):
    """Something that the clock clears away after an erasure: the file of a letter, or the overwritten pages."""

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = 0
    """Whose letter may lie in the outbox; 0 is what the database itself has not let go of yet."""
    due_at: datetime = Field(sa_type=Instant, index=True)
    """Later than the end of an attempt that is under way."""

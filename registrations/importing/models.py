"""The table of lists that were brought as files and are being looked at."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from foundation.database import Instant

KEPT_FOR = timedelta(hours=24)
"""Names of people who may not come: no longer than somebody needs to mend a list."""


class Upload(SQLModel, table=True):
    """A list between its reading and its end: first all rows, then those that were refused, with the reasons."""

    id: int | None = Field(default=None, primary_key=True)
    coordinator_id: int | None = Field(default=None, foreign_key="coordinator.id", index=True, ondelete="CASCADE")
    discussion_id: int | None = Field(default=None, foreign_key="discussion.id", index=True, ondelete="CASCADE")
    """Of a list that the office registers itself; one of the two is there."""
    heading: list[str] = Field(sa_column=Column(JSON, nullable=False))
    rows: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """(line, cells)"""
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """What each column is; empty for nothing of ours."""
    reasons: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Of each row that was refused, in the order of `rows`: the sentences."""
    admitted: int | None = None
    """How many are on the list now; None while nobody has been entered."""
    uploaded_at: datetime = Field(sa_type=Instant, index=True)

    @property
    def is_done(self) -> bool:
        return self.admitted is not None

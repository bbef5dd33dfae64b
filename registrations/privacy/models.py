"""What is left when people are forgotten: numbers."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from foundation.database import Instant

VALUE_LIMIT = 200


class Tally(SQLModel, table=True):
    """How many of those who are no longer here held a seat in a discussion and came, by one answer. Dimensions stand
    apart: nothing says that the woman and the one from Bali were the same person."""

    discussion_id: int = Field(primary_key=True, foreign_key="discussion.id", ondelete="CASCADE")
    dimension: str = Field(primary_key=True, max_length=20)
    """A word of registrations/privacy/counting.py."""
    value: str = Field(primary_key=True, max_length=VALUE_LIMIT)
    """Empty is: not said, or not to be counted by this."""
    registered: int
    attended: int


class Retention(SQLModel, table=True):
    """How long the data of a series are kept, and what of it is done. A series without a row is as by default."""

    series_id: int = Field(primary_key=True, foreign_key="series.id", ondelete="CASCADE")
    contact_months: int
    statistics_months: int
    counted_until: datetime | None = Field(default=None, sa_type=Instant)
    """End of the last discussion when answers were last counted and unlinked."""
    forgotten_until: datetime | None = Field(default=None, sa_type=Instant)
    """End of the last discussion when everybody was last forgotten."""
    warned_of: datetime | None = Field(default=None, sa_type=Instant)
    """The moment of forgetting that the organisers were last warned of by letter."""

"""The tables of certificates."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from foundation.database import Instant, one_of
from foundation.people import NAME_LIMIT, Role

CODE_LENGTH, REASON_LIMIT = 12, 300
WISHED = text("wished_name <> ''")
"""Word for word as in the index, which is only used then."""


class Certificate(SQLModel, table=True):
    """What somebody earned in a discussion, once. It outlives the registration, then without the name of whoever did
    not want to be seen (decisions/0041)."""

    __table_args__ = (
        UniqueConstraint("discussion_id", "person_id"),
        Index("ix_certificate_wished", "discussion_id", postgresql_where=WISHED, sqlite_where=WISHED),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    code: str = Field(max_length=CODE_LENGTH, unique=True)
    """Random; it stands on the paper, and shows nobody's name by itself."""
    role: Role = Field(sa_type=one_of(Role, "certificate_role"))
    full_name: str = Field(max_length=NAME_LIMIT)
    """As it was typed when the certificate was earned, or as an organiser has granted since; empty once forgotten."""
    issued_at: datetime = Field(sa_type=Instant)
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when its holder may have it; None is held."""
    shown_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when the holder lets whoever has the code see the name; None is nobody."""
    wished_name: str = Field(default="", max_length=NAME_LIMIT)
    """What the holder asks to be called; empty while nothing is asked."""
    wished_at: datetime | None = Field(default=None, sa_type=Instant)
    """When that was last asked."""
    wish_refused: str = Field(default="", max_length=REASON_LIMIT)
    """Why the last wish was not granted."""
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_because: str = Field(default="", max_length=REASON_LIMIT)
    revoked_by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """The organiser who did; None where attendance was decided otherwise."""

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_held(self) -> bool:
        return self.released_at is None

    @property
    def is_valid(self) -> bool:
        return not self.is_held and not self.is_revoked

    @property
    def is_shown(self) -> bool:
        """Whether whoever has the code sees the name."""
        return self.shown_at is not None and self.full_name != ""

    @property
    def grouped_code(self) -> str:
        """In groups of four, for those who type it."""
        return "-".join(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


class CertificateRule(SQLModel, table=True):
    """Whether certificates of a series wait until an organiser releases them; without a row they do not."""

    series_id: int = Field(primary_key=True, foreign_key="series.id", ondelete="CASCADE",
                           sa_column_kwargs={"autoincrement": False})  # fmt: skip
    by_hand: bool

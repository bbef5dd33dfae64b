"""The table behind announcements."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from events.models import Discussion
from foundation.database import Instant

ANNOUNCED_FOR = timedelta(days=7)


class Announcement(SQLModel, table=True):
    """What an organiser writes to some of those who have to do with a discussion. Its letters are derived from this row
    (notifications/announcements/, decisions/0022): nothing is sent by writing it."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", index=True, ondelete="CASCADE")
    is_news: bool
    """About something else than this discussion: goes to those alone who agreed to news, and can be unsubscribed."""
    audience: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """Criteria, as notifications/announcements/audience.py writes them; who fits them is asked when it is due."""
    texts: dict[str, dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    """Language → subject and text; the language of the series is always there."""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it leaves; None is a draft."""
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)
    """When an organiser took it back: what has not left by then does not leave."""
    created_at: datetime = Field(sa_type=Instant)

    def is_leaving(self, now: datetime) -> bool:
        """Its hour has come: from now on it can be stopped, and not be changed."""
        return self.due_at is not None and self.due_at <= now

    def expires_at(self, discussion: Discussion) -> datetime | None:
        """A week later it is old; and what is said before the end about the discussion is of no use after it."""
        if self.due_at is None:
            return None
        latest = self.due_at + ANNOUNCED_FOR
        return latest if self.is_news or self.due_at >= discussion.ends_at else min(latest, discussion.ends_at)

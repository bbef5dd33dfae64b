"""What the floors above ask about series and discussions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from events.models import Discussion, DiscussionState, Series
from foundation.people import Office
from foundation.refusals import Missing

LOCK: Any = {"key_share": True}
"""Of a discussion: FOR NO KEY UPDATE, beside which others write rows that belong to it (decisions/0062)."""
BY_SLUG = select(Discussion).where(Discussion.slug == bindparam("slug"))


def public_discussion(session: Session, slug: str) -> Discussion:
    """A discussion that anybody may see: published, or cancelled after it was."""
    discussion = session.exec(BY_SLUG, params={"slug": slug}).one_or_none()
    if discussion is None or discussion.published_at is None:
        raise Missing
    return discussion


def hold(session: Session, discussion: Discussion) -> None:
    """Decide alone about this discussion: take its lock until the end of the transaction, and read what is true now.

    Every rule that decides on what it read holds first. SQLite has one writer, who holds everything. Letters leave
    meanwhile: rows that belong to the discussion are written beside this lock.
    """
    session.refresh(discussion, with_for_update=LOCK)


def series_of(session: Session, discussion: Discussion) -> Series:
    return session.get_one(Series, discussion.series_id)


def office_series(session: Session, office: Office, slug: str) -> Series:
    """A series of this office; another's looks like none at all (trust.md, Access)."""
    series = session.exec(select(Series).where(Series.slug == slug, Series.office_id == office.id)).one_or_none()
    if series is None:
        raise Missing
    return series


def office_discussion(session: Session, office: Office, slug: str) -> Discussion:
    """A discussion of this office, in any state; another's looks like none at all."""
    found = session.exec(
        select(Discussion).join(Series).where(Discussion.slug == slug, Series.office_id == office.id)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def all_series(session: Session, office: Office) -> Sequence[Series]:
    """The series of an office, the newest first."""
    return session.exec(
        select(Series).where(Series.office_id == office.id).order_by(Series.id.desc())  # type: ignore[union-attr]
    ).all()


def discussions_in(session: Session, series: Series) -> Sequence[Discussion]:
    """All discussions of a series, drafts included, by number."""
    return session.exec(
        select(Discussion).where(Discussion.series_id == series.id).order_by(Discussion.number)  # type: ignore[arg-type]
    ).all()


def public_discussions_in(session: Session, series: Series) -> Sequence[Discussion]:
    """The discussions of a series that anybody may see, by date."""
    return session.exec(
        select(Discussion).where(Discussion.series_id == series.id, Discussion.published_at != None)  # noqa: E711
        .order_by(Discussion.starts_at)  # type: ignore[arg-type]
    ).all()  # fmt: skip


def coming_discussions(session: Session, office: Office, now: datetime) -> Sequence[Discussion]:
    """What lies ahead of an office and is not cancelled, the next first."""
    return session.exec(
        select(Discussion).join(Series)
        .where(Series.office_id == office.id, Discussion.ends_at > now, Discussion.state != DiscussionState.CANCELLED)
        .order_by(Discussion.starts_at)  # type: ignore[arg-type]
    ).all()  # fmt: skip

"""The retention clock of a series: when its answers are counted and unlinked, and when its people are forgotten.

Counted from the end of its last discussion, so that everything of a series goes at once; a new discussion puts it off
(domain.md, Law and privacy). Drafts do not count: nobody registered for them.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion, DiscussionState, Series
from foundation.first_rows import row_for
from foundation.languages import say
from foundation.people import Office
from foundation.refusals import Refused
from registrations.privacy.models import Retention

CONTACT_MONTHS, STATISTICS_MONTHS = 12, 3
LONGEST = 60
WARNED_BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Clock:
    """One series whose last discussion ends, or has ended, at `ends_at`."""

    series: Series
    ends_at: datetime
    contact_months: int = CONTACT_MONTHS
    statistics_months: int = STATISTICS_MONTHS
    counted_until: datetime | None = None
    forgotten_until: datetime | None = None
    warned_of: datetime | None = None

    @property
    def unlinks_at(self) -> datetime:
        return months_after(self.ends_at, self.statistics_months)

    @property
    def forgets_at(self) -> datetime:
        return months_after(self.ends_at, self.contact_months)

    @property
    def is_counted(self) -> bool:
        return self.counted_until is not None and self.counted_until >= self.ends_at

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_until is not None and self.forgotten_until >= self.ends_at

    def warns(self, now: datetime) -> bool:
        """Names and contacts go within two weeks."""
        return not self.is_forgotten and self.forgets_at - WARNED_BEFORE <= now


def clocks(session: Session, *, office: Office | None = None, series_id: int | None = None) -> Sequence[Clock]:
    """Of every series that has a discussion, or of those asked for; the order of their numbers. It reads the
    discussions and none of their people."""
    last = func.max(col(Discussion.ends_at))
    found = (
        select(Series, last, Retention).join(Discussion).outerjoin(Retention, col(Retention.series_id) == Series.id)
        .where(col(Discussion.state) != DiscussionState.DRAFT)
        .group_by(col(Series.id), col(Retention.series_id)).order_by(col(Series.id))
    )  # fmt: skip
    found = found.where(Series.office_id == office.id) if office else found
    found = found.where(Series.id == series_id) if series_id else found
    return [_clock(of, ends_at, row) for of, ends_at, row in session.exec(found).all()]


def forgets_at(session: Session, discussion: Discussion) -> datetime | None:
    """When the people of its series are forgotten, if this is its last discussion and they are not yet."""
    clock = next(iter(clocks(session, series_id=discussion.series_id)), None)
    if clock is None or clock.is_forgotten or clock.ends_at != discussion.ends_at:
        return None
    return clock.forgets_at


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later; the last one where the month is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def keep_for(session: Session, series: Series, *, contact_months: int | None, statistics_months: int | None) -> None:
    """How long the data of this series are kept. Nothing is brought back by a longer time."""
    for months, field in ((contact_months, "contact_months"), (statistics_months, "statistics_months")):
        if months is None or not 0 < months <= LONGEST:
            raise Refused(say("Choose between 1 and {limit} months.", limit=LONGEST), field)
    assert contact_months is not None and statistics_months is not None and series.id is not None
    if statistics_months > contact_months:
        raise Refused(say("Answers cannot be kept longer than names and contacts."), "statistics_months")
    row = retention_of(session, series.id)
    row.contact_months, row.statistics_months = contact_months, statistics_months
    session.flush()


def retention_of(session: Session, series_id: int) -> Retention:
    """The row of a series, made with the default if there is none."""
    return row_for(session, _default(series_id))


def retention_of_or_default(session: Session, series: Series) -> Retention:
    """As `retention_of`, where nothing is written."""
    assert series.id is not None, "stored rows have a number"
    return session.get(Retention, series.id) or _default(series.id)


def _default(series_id: int) -> Retention:
    return Retention(series_id=series_id, contact_months=CONTACT_MONTHS, statistics_months=STATISTICS_MONTHS)


def _clock(series: Series, ends_at: datetime, row: Retention | None) -> Clock:
    if row is None:
        return Clock(series, ends_at)
    return Clock(series, ends_at, row.contact_months, row.statistics_months, row.counted_until, row.forgotten_until,
                 row.warned_of)  # fmt: skip

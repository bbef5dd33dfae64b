"""Whose plan of messages it is: a whole series', or one discussion's, which comes before it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from events.queries import hold
from foundation.moments import instant_followed
from notifications.plan_models import OwnWords, PlanLine

USUAL_HOUR, USUAL_MINUTES, AHEAD = time(14), 90, timedelta(days=70)
Table = type[PlanLine] | type[OwnWords]


@dataclass(frozen=True)
class Place:
    """`discussion` is None where the whole series is meant."""

    series: Series
    discussion: Discussion | None = None

    @property
    def key(self) -> dict[str, Any]:
        """The columns by which rows of its own are found and written."""
        if self.discussion is None:
            return {"series_id": self.series.id, "discussion_id": None}
        return {"series_id": None, "discussion_id": self.discussion.id}

    @property
    def path(self) -> str:
        """Its pages at the desk begin so."""
        if self.discussion is None:
            return f"/desk/series/{self.series.slug}"
        return f"/desk/discussions/{self.discussion.slug}"

    def owns(self, table: Table) -> ColumnElement[bool]:
        """The rows that are its own, those it inherits apart."""
        if self.discussion is None:
            return col(table.series_id) == self.series.id
        return col(table.discussion_id) == self.discussion.id


def hold_place(session: Session, place: Place) -> None:
    """Change this plan alone, until the end of the transaction."""
    if place.discussion is None:
        session.refresh(place.series, with_for_update=True)
    else:
        hold(session, place.discussion)


def discussions_following(session: Session, place: Place, now: datetime) -> list[Discussion]:
    """Those that are not over and that this plan is about, the next first; held until the end of the transaction, as
    nothing about them may be planned meanwhile (decisions/0007)."""
    mine = col(Discussion.series_id) == place.series.id
    if place.discussion is not None:
        mine = col(Discussion.id) == place.discussion.id
    found = select(Discussion).where(mine, col(Discussion.ends_at) > now).order_by(col(Discussion.id))
    held = session.exec(found.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    return sorted(held, key=lambda discussion: discussion.starts_at)


def example_in(session: Session, place: Place, now: datetime) -> Discussion:
    """What hours and letters are shown for: the discussion itself, the next one of a series or else its last, or, in
    a series without any, an invented one that no table has."""
    if place.discussion is not None:
        return place.discussion
    of_series = select(Discussion).where(Discussion.series_id == place.series.id).order_by(col(Discussion.starts_at))
    found = session.exec(of_series).all()
    ahead = [discussion for discussion in found if not discussion.is_over(now)]
    return next(iter(ahead), found[-1] if found else _invented(place.series, now))


def first_row(session: Session, place: Place, table: Any, **wanted: str) -> Any:
    """The row of its own with these values; None when there is none."""
    return session.exec(select(table).where(place.owns(table)).filter_by(**wanted)).one_or_none()


def _invented(series: Series, now: datetime) -> Discussion:
    wall = datetime.combine(now.date(), USUAL_HOUR) + AHEAD
    starts_at = instant_followed(wall, series.timezone)
    return Discussion(
        series_id=series.id or 0, slug="", number=1, title=series.title, starts_at_local=wall, timezone=series.timezone,
        minutes=USUAL_MINUTES, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=USUAL_MINUTES),
        languages=[series.language], revision=0, moves=0, changed_at=now, created_at=now,
    )  # fmt: skip

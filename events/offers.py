"""What the public finds: series with their published discussions, what comes next before what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from events.queries import public_discussions_in
from foundation.refusals import Missing


@dataclass(frozen=True)
class Offer:
    """A series as visitors see it. `coming` holds the next one first, `past` the latest first."""

    series: Series
    coming: Sequence[Discussion]
    past: Sequence[Discussion]

    @property
    def next(self) -> Discussion | None:
        """The next discussion that takes place."""
        return next((discussion for discussion in self.coming if not discussion.is_cancelled), None)


def all_offers(session: Session, now: datetime) -> list[Offer]:
    """Every series with a published discussion; those with something ahead first, the soonest leading."""
    rows = session.exec(
        select(Series, Discussion).join(Discussion).where(col(Discussion.published_at).is_not(None))
        .order_by(col(Discussion.starts_at), col(Discussion.id))
    ).all()  # fmt: skip
    by_series: dict[int | None, tuple[Series, list[Discussion]]] = {}
    for series, discussion in rows:
        by_series.setdefault(series.id, (series, []))[1].append(discussion)
    offers = [_offer(series, discussions, now) for series, discussions in by_series.values()]
    return sorted(offers, key=lambda offer: (not offer.coming, offer.coming[0].starts_at if offer.coming else now))


def offer(session: Session, slug: str, now: datetime) -> Offer:
    """One series. A series without a published discussion is not there for the public."""
    series = session.exec(select(Series).where(Series.slug == slug)).one_or_none()
    discussions = [] if series is None else public_discussions_in(session, series)
    if series is None or not discussions:
        raise Missing
    return _offer(series, discussions, now)


def _offer(series: Series, by_date: Sequence[Discussion], now: datetime) -> Offer:
    coming = [discussion for discussion in by_date if not discussion.is_over(now)]
    past = [discussion for discussion in reversed(by_date) if discussion.is_over(now)]
    return Offer(series, coming, past)

"""A discussion as far as a letter can say something of it. It is alike for many readers, and made once for all of a
batch."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from events.models import Discussion, ItemKind, Series
from foundation.people import Role
from notifications.calendars import Saying
from speakers.slots import Slot


class About(NamedTuple):
    """All but the agenda."""

    saying: Saying
    timezone: str
    is_cancelled: bool
    cancellation_reason: str
    created_at: datetime
    changed_at: datetime
    series_title: str
    series_language: str


class Part(NamedTuple):
    """A row of the agenda. `presenter` is who has agreed, and empty while nobody has."""

    kind: ItemKind
    title: str
    starts_at: datetime
    ends_at: datetime
    presenter: str
    is_observers: bool
    is_mine: bool


def about(discussion: Discussion, series: Series) -> About:
    return About(
        saying=Saying.of(discussion), timezone=discussion.timezone, is_cancelled=discussion.is_cancelled,
        cancellation_reason=discussion.cancellation_reason, created_at=discussion.created_at,
        changed_at=discussion.changed_at, series_title=series.title, series_language=series.language,
    )  # fmt: skip


def parts(slots: Sequence[Slot], own: Collection[Slot] = ()) -> tuple[Part, ...]:
    """The agenda for a reader who presents the rows `own` of it."""
    return tuple([_part(slot, any(slot is mine for mine in own)) for slot in slots])


def _part(slot: Slot, is_mine: bool) -> Part:
    item, engagement = slot.item, slot.engagement
    agreed = engagement if engagement is not None and engagement.is_accepted else None
    return Part(
        item.kind, item.title, slot.starts_at, slot.ends_at, agreed.full_name if agreed else "",
        agreed is not None and agreed.role == Role.OBSERVER, is_mine,
    )  # fmt: skip

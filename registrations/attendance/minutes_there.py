"""How long somebody was there: the union of what reports, the door and check-ins say, within the discussion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass
class Evidence:
    """What is known of one person. Instants; in any order, overlapping or not."""

    spans: list[Span] = field(default_factory=list)
    """Stays that reports have with their hours."""
    sums: dict[int, int] = field(default_factory=dict)
    """Minutes without hours, by the number of the report."""
    clicks: list[datetime] = field(default_factory=list)
    """When they asked for the door."""
    taps: list[datetime] = field(default_factory=list)
    """When they said "here" themselves, while a check-in was open."""


def minutes_there(evidence: Evidence, starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes, rounded down. Who asked for the door and later said "here" was there in between: that is what is
    known without a report. A sum has no hours: it counts as far as the discussion is long, where it is the most."""
    length = int((ends_at - starts_at).total_seconds() // 60)
    known = covered([*evidence.spans, *_from_door_to_tap(evidence)], starts_at, ends_at)
    return max(int(known.total_seconds() // 60), *(min(minutes, length) for minutes in evidence.sums.values()), 0)


def covered(spans: Sequence[Span], starts_at: datetime, ends_at: datetime) -> timedelta:
    """How much of the time from start to end lies within any of the spans."""
    whole, until = timedelta(), starts_at
    for joined, left in sorted(spans):
        since, to = max(joined, until), min(left, ends_at)
        if since < to:
            whole, until = whole + (to - since), to
    return whole


def _from_door_to_tap(evidence: Evidence) -> list[Span]:
    """From each click to the next tap after it."""
    taps = sorted(evidence.taps)
    following = ((click, next((tap for tap in taps if tap >= click), None)) for click in evidence.clicks)
    return [(click, tap) for click, tap in following if tap is not None]

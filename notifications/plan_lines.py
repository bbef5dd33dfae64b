"""The plan of messages as a series or a discussion has it: what may be moved or switched off, and within what bounds.

Only what reminds can be moved. What somebody is waiting for, and what a calendar must hear, follows its reason at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from foundation.zones import zone
from notifications.plan_models import PlanLine
from notifications.scope import Scope
from notifications.timing import AfterEnd, BeforeStart, LocalHour, Never, Timing

MINUTES = (BeforeStart, AfterEnd)
"""Counted in minutes from the discussion itself; `LocalHour` in days, and at an hour of the reader's clock."""
MOVABLE = (LocalHour, *MINUTES)


@dataclass(frozen=True, kw_only=True)
class LinePlan:
    """What an organiser wants of one kind: `days` and `at`, or `minutes`, as its timing by default has them."""

    is_on: bool
    days: int = 0
    at: time | None = None
    minutes: int = 0


def planned(kind: str, default: Timing, scope: Scope) -> Timing:
    """The timing of a kind in the discussion of the scope. What cannot be moved is not even asked for."""
    if not isinstance(default, MOVABLE):
        return default
    line = scope.lines(scope.discussion).get(kind)
    return default if line is None else timing_of(default, plan_in(line))


def timing_of(default: Timing, plan: LinePlan) -> Timing:
    """The default with another moment; `Never` when switched off."""
    return moved(default, plan) if plan.is_on else Never()


def moved(default: Timing, plan: LinePlan) -> Timing:
    """The default with another moment, whether it is on or off."""
    if isinstance(default, LocalHour) and plan.at is not None:
        return replace(default, days_before=plan.days * direction(default), at=plan.at)
    if isinstance(default, MINUTES):
        return replace(default, by=timedelta(minutes=plan.minutes))
    return default


def zones_in(scope: Scope) -> list[str]:
    """The zones of the people of a discussion, west to east; its own as long as there is nobody."""
    zones = scope.zones or [scope.discussion.timezone]
    return sorted(zones, key=lambda name: (scope.discussion.starts_at.astimezone(zone(name)).utcoffset(), name))


def moments_in(scope: Scope, timing: Timing, zone_name: str) -> list[datetime]:
    """When it is due to those who live in this zone; empty for what follows a reason, or is switched off."""
    return list(timing.instants(replace(scope, zones=(zone_name,))))


def plan_in(line: PlanLine) -> LinePlan:
    return LinePlan(is_on=line.is_on, days=line.days, at=line.at, minutes=line.minutes)


def plan_by_default(default: Timing) -> LinePlan:
    """What would have to be typed to get the default."""
    if isinstance(default, LocalHour):
        return LinePlan(is_on=True, days=abs(default.days_before), at=default.at)
    if isinstance(default, MINUTES):
        return LinePlan(is_on=True, minutes=default.by // timedelta(minutes=1))
    return LinePlan(is_on=True)


def direction(default: LocalHour) -> int:
    """1 for what leaves before the day of the start, -1 for what leaves after it: no line changes sides."""
    return -1 if default.days_before < 0 else 1

"""The run of the agenda: which row runs since when, what is still to come and when. Follows from the agenda, the acts
and the moment, and from nothing else: whoever restarts, or asks on another machine, gets the same (decisions/0047).

What is planned is the agenda's minutes and the extensions. What was held is from a beginning to the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from live.models import ActKind

MINUTE = timedelta(minutes=1)


class Planned(Protocol):
    """A row of the agenda with its derived time."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


class Done(Protocol):
    """An act: a row of the table, or one that a test made up."""

    number: int
    kind: ActKind
    position: int
    minutes: int
    at: datetime


@dataclass(frozen=True)
class Step:
    """A row of the agenda in the run: as it was held, or as it is expected by now.

    `begins_at` and `ends_at` are what was where `has_begun` and `is_done` say so, and else what is to be expected.
    """

    position: int
    agenda_starts_at: datetime
    planned: timedelta
    begins_at: datetime
    ends_at: datetime
    has_begun: bool = False
    is_done: bool = False
    is_skipped: bool = False

    @property
    def is_running(self) -> bool:
        return self.has_begun and not self.is_done

    @property
    def is_to_come(self) -> bool:
        return not self.has_begun and not self.is_skipped

    @property
    def due_at(self) -> datetime:
        """When its minutes are used up; it may run on after that."""
        return self.begins_at + self.planned

    @property
    def overtime(self) -> timedelta:
        """How long it took beyond what was planned for it."""
        return max(timedelta(0), self.ends_at - self.due_at) if self.has_begun else timedelta(0)


@dataclass(frozen=True)
class Show:
    """The whole run at one moment. `number` is that of the last act, which the next one has to name."""

    number: int
    steps: tuple[Step, ...]
    last_act: Done | None
    """The one that going back would take back."""
    began_at: datetime | None
    ended_at: datetime | None
    ends_at: datetime
    """When the last row ends or ended, as things stand."""
    agenda_ends_at: datetime

    @property
    def running(self) -> Step | None:
        return next((step for step in self.steps if step.is_running), None)

    @property
    def coming(self) -> Step | None:
        """The row that begins next; none when the last one runs, and after the end."""
        return next((step for step in self.steps if step.is_to_come), None)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def late(self) -> timedelta:
        """By how much what comes next comes later than the agenda says; negative when earlier."""
        if self.coming is not None:
            return self.coming.begins_at - self.coming.agenda_starts_at
        return self.ends_at - self.agenda_ends_at

    @property
    def minutes_late(self) -> int:
        """Whole minutes, towards nothing: half a minute is not late."""
        return int(self.late / MINUTE)


@dataclass
class _Told:
    """What the acts that hold say, by position."""

    begun: dict[int, datetime] = field(default_factory=dict)
    ended: dict[int, datetime] = field(default_factory=dict)
    extended: dict[int, int] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    ended_at: datetime | None = None
    running: int | None = None


def standing(acts: Sequence[Done]) -> list[Done]:
    """The acts that hold, in their order: each that takes back removes the last before it."""
    held: list[Done] = []
    for act in sorted(acts, key=lambda one: one.number):
        if act.kind != ActKind.TAKEN_BACK:
            held.append(act)
        elif held:
            held.pop()
    return held


def show_of(agenda: Sequence[Planned], acts: Sequence[Done], now: datetime, *, since: datetime) -> Show:
    """Where the discussion stands. `agenda` are its rows with their derived times, in their order. Acts before `since`,
    when the door opened, are of a date that the discussion was moved away from: they count and say nothing."""
    held = standing([act for act in acts if act.at >= since])
    told = _told(held, len(agenda))
    began_at = min(told.begun.values(), default=None)
    cursor = began_at or max(now, agenda[0].starts_at if agenda else now)
    steps = []
    for position, row in enumerate(agenda):
        steps.append(_step(position, row, told, cursor, now=now))
        cursor = max(cursor, steps[-1].ends_at)
    return Show(
        number=max((act.number for act in acts), default=0), steps=tuple(steps), last_act=held[-1] if held else None,
        began_at=began_at, ended_at=told.ended_at, ends_at=told.ended_at or cursor,
        agenda_ends_at=agenda[-1].ends_at if agenda else cursor,
    )  # fmt: skip


def _told(held: Sequence[Done], rows: int) -> _Told:
    """Rows that were taken out of the agenda since are passed over."""
    told = _Told()
    for act in held:
        if act.kind in (ActKind.BEGUN, ActKind.ENDED) and told.running is not None:
            told.ended[told.running], told.running = act.at, None
        if act.kind == ActKind.ENDED:
            told.ended_at = act.at
        elif act.position >= rows:
            continue
        elif act.kind == ActKind.BEGUN:
            told.begun[act.position], told.running = act.at, act.position
        elif act.kind == ActKind.EXTENDED:
            told.extended[act.position] = told.extended.get(act.position, 0) + act.minutes
        elif act.kind == ActKind.SKIPPED:
            told.skipped.add(act.position)
    return told


def _step(position: int, row: Planned, told: _Told, cursor: datetime, *, now: datetime) -> Step:
    planned = row.ends_at - row.starts_at + told.extended.get(position, 0) * MINUTE
    begun, ended = told.begun.get(position), told.ended.get(position)
    if begun is None:
        is_past = told.ended_at is not None or position < max(told.begun, default=0)
        is_left_out = is_past or position in told.skipped
        length = timedelta(0) if is_left_out else planned
        return Step(position, row.starts_at, planned, cursor, cursor + length, is_skipped=is_left_out)
    ends_at = ended or max(begun + planned, now)
    return Step(position, row.starts_at, planned, begun, ends_at, has_begun=True, is_done=ended is not None)

"""The plan of messages as a time line: each kind with its hour here, to whom it goes, and what was changed about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

from sqlmodel import Session, col, select

from foundation.date_words import MANNERS
from foundation.languages import LANGUAGES, Message, Wording, say, say_many
from foundation.moments import Moment, time_only, wall_of, weekday_date
from foundation.zones import place as place_name
from notifications.desk_words import kind_word
from notifications.kinds import KINDS, NOTICES, Kind
from notifications.own_words import may_have_words, said_to, words_in
from notifications.plan_lines import MOVABLE, LinePlan, direction, moments_in, moved, plan_by_default, plan_in, zones_in
from notifications.plan_models import OwnWords, PlanLine
from notifications.plan_places import Place, example_in
from notifications.readers import IN_PLANS, WORDS, audience_of
from notifications.scope import Scope, scope_of
from notifications.timing import BeforeStart, LocalHour

MOST_ZONES = 6


@dataclass(frozen=True)
class Day:
    """The hours of one day at which a letter leaves: "Wednesday, 24 February", "17:00 in Jakarta"."""

    name: Wording
    hours: Sequence[Wording]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of message in a plan. `moments` are (zone, instant), west to east, also of a line that is off."""

    place: Place
    kind: Kind
    plan: LinePlan
    has_own_hour: bool
    """Moved or switched off by this place itself."""
    has_own_words: bool
    is_inherited: bool
    """As its series has it, and not as by default."""
    languages: Sequence[str]
    """Those that have words of the organisers, by their own names."""
    moments: Sequence[tuple[str, datetime]]
    is_past: bool
    """Its hour has come everywhere."""
    can_be_seen: bool
    """What organisers are told says how things stand in a discussion: there is none to show in an empty series."""

    @property
    def path(self) -> str:
        return f"{self.place.path}/plan/{self.kind.name}"

    @property
    def is_own(self) -> bool:
        return self.has_own_hour or self.has_own_words

    @property
    def word(self) -> Message | str:
        return kind_word(self.kind.name)

    @property
    def audience(self) -> list[Message]:
        return [WORDS[reader] for reader in audience_of(self.kind.name)]

    @property
    def is_movable(self) -> bool:
        return isinstance(self.kind.timing, MOVABLE)

    @property
    def is_counted_in_days(self) -> bool:
        return isinstance(self.kind.timing, LocalHour)

    @property
    def is_before(self) -> bool:
        """On which side of the discussion; no line changes sides."""
        timing = self.kind.timing
        return direction(timing) > 0 if isinstance(timing, LocalHour) else isinstance(timing, BeforeStart)

    @property
    def has_marks(self) -> bool:
        return bool(not self.plan.is_on or self.is_past or self.is_own or self.is_inherited or self.languages)

    @property
    def may_have_words(self) -> bool:
        return may_have_words(self.kind.name)

    @property
    def when(self) -> Message:
        return when(self.kind, self.plan)

    @property
    def days(self) -> list[Day]:
        """The exact hours, by the day that clocks in each place show."""
        by_day = groupby(self.moments[:MOST_ZONES], lambda reading: wall_of(reading[1], reading[0]).date())
        return [_day(list(readings)) for _, readings in by_day]

    @property
    def more_zones(self) -> int:
        return max(0, len(self.moments) - MOST_ZONES)


@dataclass(frozen=True)
class TimeLine:
    """What leaves before the start, after the end, and what follows a reason whenever that arises."""

    before: Sequence[Line]
    after: Sequence[Line]
    following: Sequence[Line]

    def __iter__(self) -> Iterator[Line]:
        yield from (*self.before, *self.after, *self.following)


@dataclass(frozen=True)
class ClockTime(Wording):
    """An hour on the reader's clock, in a sentence."""

    at: time

    def in_language(self, language: str) -> str:
        return self.at.strftime(MANNERS[language].time)


def time_line(session: Session, place: Place, now: datetime) -> TimeLine:
    """Every kind, in the order of the hours that hold for the discussion itself, or the next one of a series."""
    example = example_in(session, place, now)
    lines = sorted(_lines(session, place, scope_of(session, example, now, timedelta(0))), key=_first)
    movable = [line for line in lines if line.is_movable]
    return TimeLine(
        before=[line for line in movable if _first(line) < example.starts_at],
        after=[line for line in movable if _first(line) >= example.starts_at],
        following=[line for line in lines if not line.is_movable],
    )


def when(kind: Kind, plan: LinePlan) -> Message:
    """When this kind leaves by a plan, in words and without a date."""
    if isinstance(kind.timing, LocalHour) and plan.at is not None:
        hour = ClockTime(plan.at)
        if plan.days == 0:
            return say("On the day, at {hour}", hour=hour)
        if direction(kind.timing) > 0:
            return say_many("{count} day before, at {hour}", "{count} days before, at {hour}", plan.days, hour=hour)
        return say_many("{count} day after, at {hour}", "{count} days after, at {hour}", plan.days, hour=hour)
    if isinstance(kind.timing, BeforeStart):
        return say_many("{count} minute before the start", "{count} minutes before the start", plan.minutes)
    if isinstance(kind.timing, MOVABLE):
        return say_many("{count} minute after the end", "{count} minutes after the end", plan.minutes)
    return say("Follows by itself")


def _lines(session: Session, place: Place, scope: Scope) -> Iterator[Line]:
    own, inherited = _by_kind(session, place), {}
    if place.discussion is not None:
        inherited = _by_kind(session, Place(place.series))
    said, with_own_words = words_in(session, place), _kinds_with_words(session, place)
    for name in IN_PLANS:
        kind = KINDS[name]
        row = own.get(name) or inherited.get(name)
        plan = plan_by_default(kind.timing) if row is None else plan_in(row)
        moments = _moments(scope, kind, plan)
        yield Line(
            place=place, kind=kind, plan=plan, moments=moments,
            can_be_seen=scope.discussion.id is not None or name not in NOTICES,
            is_past=bool(moments) and all(moment <= scope.now for _, moment in moments),
            languages=[spoken for code, spoken in LANGUAGES.items() if said_to(said, name, code)],
            has_own_hour=name in own, has_own_words=name in with_own_words,
            is_inherited=name not in own and name in inherited,
        )  # fmt: skip


def _moments(scope: Scope, kind: Kind, plan: LinePlan) -> list[tuple[str, datetime]]:
    """Zone and instant, of what can be moved."""
    timing = moved(kind.timing, plan)
    if not isinstance(timing, MOVABLE):
        return []
    return [(zone, moment) for zone in zones_in(scope) for moment in moments_in(scope, timing, zone)]


def _by_kind(session: Session, place: Place) -> dict[str, PlanLine]:
    return {line.kind: line for line in session.exec(select(PlanLine).where(place.owns(PlanLine))).all()}


def _kinds_with_words(session: Session, place: Place) -> set[str]:
    return set(session.exec(select(col(OwnWords.kind)).where(place.owns(OwnWords))).all())


def _first(line: Line) -> datetime:
    """What follows a reason has no hour; it keeps the order of its urgency."""
    return min((moment for _, moment in line.moments), default=datetime.min.replace(tzinfo=UTC))


def _day(readings: list[tuple[str, datetime]]) -> Day:
    zone, moment = readings[0]
    return Day(Moment(moment, zone, weekday_date), [_hour_in(*reading) for reading in readings])


def _hour_in(zone: str, moment: datetime) -> Message:
    return say("{hour} in {place}", hour=Moment(moment, zone, time_only), place=place_name(zone))

"""Moments: the instant a wall time means, and how an instant is written in each language.

What was agreed is a wall time and a zone; the instant is derived from them (product.md, rule 6). Instants go in aware,
in any zone. Formatters take `(instant, zone_name, language)`; as filters of a page they know its language themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from jinja2 import Environment, pass_context

from foundation.date_words import MANNERS, dated
from foundation.languages import Message, Wording, say, say_many, spoken_language
from foundation.refusals import Refused
from foundation.zones import HOME_ZONES, place, zone, zone_label

FIRST_YEAR, LAST_YEAR = 2000, 2099


class DateOutOfReach(Refused):
    """A year nobody means; near the ends of the calendar no instant can be worked out at all."""


class NoSuchHour(Refused):
    """The clocks of the zone jump over this wall time. `choices` are the hours right before and after."""


class AmbiguousHour(Refused):
    """The clocks of the zone show this wall time twice. `choices` are the hours before the first and after the last."""


class ZoneReading(NamedTuple):
    """What the clocks of one zone show: "13:30", "WIB", and the day where the reader would take another."""

    zone_name: str
    place: str
    time: str
    label: str
    day: str

    def __str__(self) -> str:
        return f"{self.time} {self.label}" + (f" ({self.day})" if self.day else "")


def instant_of(wall: datetime, zone_name: str, field: str = "starts_at_local") -> datetime:
    """The UTC instant at which the clocks of the zone show `wall` (naive).

    Refuses an unknown zone, a year out of reach, and an hour that summer time takes away (`NoSuchHour`) or repeats
    (`AmbiguousHour`). The refusal offers the nearest hours that mean one instant.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        limits = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        raise DateOutOfReach(say("Choose a date between {first} and {last}.", **limits), field)
    first, second = _readings(wall, zone_name)
    if first != second:
        raise _doubtful_hour(wall, zone_name, field)
    return first


def instant_followed(wall: datetime, zone_name: str) -> datetime:
    """As `instant_of`, for what was agreed before the rules of the zone changed: nobody is there to be asked, so of an
    hour that is missing or repeated by now the earlier reading holds."""
    return min(_readings(wall, zone_name))


def is_doubtful(wall: datetime, zone_name: str) -> bool:
    """Whether the clocks of the zone skip this wall time, or show it twice."""
    first, second = _readings(wall, zone_name)
    return first != second


def wall_of(instant: datetime, zone_name: str) -> datetime:
    """The naive time the clocks of the zone show."""
    return _local(instant, zone_name).replace(tzinfo=None, fold=0)


def long_time(instant: datetime, zone_name: str, language: str) -> str:
    """Wednesday, 24 February 2027, 13:30 WIB"""
    return f"{_wall_text(_local(instant, zone_name), language)} {zone_label(instant, zone_name)}"


def long_date(instant: datetime, zone_name: str, language: str) -> str:
    """Wednesday, 24 February 2027"""
    return dated(_local(instant, zone_name), MANNERS[language].long_date, language)


def weekday_date(instant: datetime, zone_name: str, language: str) -> str:
    """Wednesday, 24 February"""
    return dated(_local(instant, zone_name), "{weekday}, " + MANNERS[language].day_month, language)


def day_month(instant: datetime, zone_name: str, language: str) -> str:
    """24 February"""
    return dated(_local(instant, zone_name), MANNERS[language].day_month, language)


def short_date(instant: datetime, zone_name: str, language: str) -> str:
    """24 Feb 2027"""
    return dated(_local(instant, zone_name), MANNERS[language].short_date, language)


def short_time(instant: datetime, zone_name: str, language: str) -> str:
    """24 Feb 2027, 13:30 WIB"""
    return f"{short_date(instant, zone_name, language)}, {time_with_zone(instant, zone_name, language)}"


def time_only(instant: datetime, zone_name: str, language: str) -> str:
    """13:30"""
    return _local(instant, zone_name).strftime(MANNERS[language].time)


def time_with_zone(instant: datetime, zone_name: str, language: str) -> str:
    """13:30 WIB"""
    return f"{time_only(instant, zone_name, language)} {zone_label(instant, zone_name)}"


def time_span(starts_at: datetime, ends_at: datetime, zone_name: str, language: str) -> str:
    """14:00–15:30 WIB"""
    return f"{time_only(starts_at, zone_name, language)}–{time_with_zone(ends_at, zone_name, language)}"


def in_zones(
    instant: datetime, language: str, zones: Sequence[str] = HOME_ZONES, *, agreed: str | None = None
) -> list[ZoneReading]:
    """The instant on the clocks of several zones. The day is named where it is not the day in `agreed`: the zone whose
    date the reader sees beside, else the first of `zones`."""
    known_day = wall_of(instant, agreed or zones[0]).date()
    return [
        ZoneReading(
            name, place(name), time_only(instant, name, language), zone_label(instant, name),
            "" if wall_of(instant, name).date() == known_day else weekday_date(instant, name, language),
        )
        for name in zones
    ]  # fmt: skip


def both_zones(instant: datetime, reader_zone: str, home_zone: str, language: str) -> str:
    """Wednesday, 24 February 2027, 15:00 WITA (14:00 WIB): once where both clocks show and are called the same."""
    told = long_time(instant, reader_zone, language)
    if told == long_time(instant, home_zone, language):
        return told
    home = time_with_zone(instant, home_zone, language)
    if wall_of(instant, reader_zone).date() == wall_of(instant, home_zone).date():
        return f"{told} ({home})"
    return f"{told} ({weekday_date(instant, home_zone, language)}{MANNERS[language].before_time}{home})"


def both_spans(span: tuple[datetime, datetime], reader_zone: str, home_zone: str, language: str) -> str:
    """15:10–15:35 WITA (14:10–14:35 WIB): once where both clocks show and are called the same."""
    told, home = (time_span(*span, name, language) for name in (reader_zone, home_zone))
    return told if told == home else f"{told} ({home})"


def duration(minutes: int, language: str) -> str:
    """90 minutes"""
    return say_many("{count} minute", "{count} minutes", minutes).in_language(language)


def number(value: int | float | Decimal, language: str) -> str:
    """1.234,5, and 1,234.5 in English; round before."""
    english = f"{value:,}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def file_size(size: int, language: str) -> str:
    """4.3 MB, of a size in bytes; never nothing."""
    return f"{number(max(0.1, round(size / 1_000_000, 1)), language)} MB"


@dataclass(frozen=True)
class Moment(Wording):
    """An instant inside a sentence: `say("Please answer by {time}.", time=Moment(due_at, person.timezone))`."""

    instant: datetime
    zone_name: str
    form: Callable[[datetime, str, str], str] = long_time

    def in_language(self, language: str) -> str:
        return self.form(self.instant, self.zone_name, language)


def install(environment: Environment) -> None:
    """The formatters as filters that know their language: `{{ starts_at | long_time(zone) }}`."""
    for formatter in (
        long_time, long_date, weekday_date, day_month, short_date, short_time, time_only, time_with_zone, time_span,
        in_zones, both_zones, duration, number, file_size,
    ):  # fmt: skip
        environment.filters[formatter.__name__] = _filter(formatter)
    environment.filters["zone_label"] = zone_label


@dataclass(frozen=True)
class _WallTime(Wording):
    """A time as typed, which may not exist in any zone."""

    wall: datetime

    def in_language(self, language: str) -> str:
        return _wall_text(self.wall, language)


def _readings(wall: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The instants of a wall time by the rules before and after a change of the clocks; the same where none is near."""
    first, second = (wall.replace(tzinfo=zone(zone_name), fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def _doubtful_hour(wall: datetime, zone_name: str, field: str) -> Refused:
    first, second = sorted(_readings(wall, zone_name))
    if wall_of(first, zone_name) != wall:
        return _offering((first, second), zone_name, NoSuchHour(_no_such_hour(wall, zone_name, first, second), field))
    near = first - (second - first), second + (second - first)
    return _offering(near, zone_name, AmbiguousHour(_ambiguous_hour(wall, zone_name, (first, second), near), field))


def _offering(instants: Sequence[datetime], zone_name: str, refusal: Refused) -> Refused:
    refusal.choices = [
        (wall_of(at, zone_name).isoformat("T", "minutes"), Moment(at, zone_name, short_time)) for at in instants
    ]
    return refusal


def _no_such_hour(wall: datetime, zone_name: str, earlier: datetime, later: datetime) -> Message:
    return say(
        "{wall} does not exist in the time zone {zone}: the clocks go forward over it. Choose {earlier} or {later}.",
        wall=_WallTime(wall), zone=zone_name,
        earlier=Moment(earlier, zone_name, short_time), later=Moment(later, zone_name, short_time),
    )  # fmt: skip


def _ambiguous_hour(
    wall: datetime, zone_name: str, readings: tuple[datetime, datetime], near: tuple[datetime, datetime]
) -> Message:
    first, second, earlier, later = (Moment(at, zone_name, short_time) for at in (*readings, *near))
    return say(
        "{wall} comes twice in the time zone {zone}, as the clocks go back: {first} and {second}. "
        "Choose {earlier} or {later}.",
        wall=_WallTime(wall), zone=zone_name, first=first, second=second, earlier=earlier, later=later,
    )  # fmt: skip


def _filter(formatter: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context  # else Jinja may work it out while compiling, once for all languages
    def formatted(_context: object, *arguments: Any, **options: Any) -> Any:
        return formatter(*arguments, language=spoken_language(), **options)

    return formatted


def _local(instant: datetime, zone_name: str) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    return instant.astimezone(zone(zone_name))


def _wall_text(local: datetime, language: str) -> str:
    manner = MANNERS[language]
    return f"{dated(local, manner.long_date, language)}{manner.before_time}{local.strftime(manner.time)}"

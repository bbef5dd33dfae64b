"""Days and hours an organiser should know of before choosing them (domain.md, Time). They warn and never refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from foundation.languages import Message, Wording, say

JAKARTA = "Asia/Jakarta"
INDONESIA = (JAKARTA, "Asia/Makassar", "Asia/Jayapura")
COUNTRIES = {"ID": (JAKARTA, ("public", "government")), "TL": ("Asia/Dili", ("public", "government"))}
"""Country → the zone its days are counted in, and the kinds of free day (`government` is collective leave)."""
SPOKEN = {"ID": {"id": "id"}, "TL": {"pt": "pt_TL", "tet": "tet"}}
FRIDAY, PRAYER = 4, (time(11, 30), time(13))
RAMADAN, FASTING_TIRES_AFTER = 9, time(15, 30)


class Hours(Protocol):
    """A discussion, or an hour at which one could be."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class FreeDay(Wording):
    """The name of a holiday, in the reader's language where the calendar of the country has it."""

    country: str
    day: date

    def in_language(self, language: str) -> str:
        return _free_days(self.country, self.day.year, SPOKEN[self.country].get(language, "en_US"))[self.day]


def observances(discussion: Hours) -> list[Message]:
    """What falls on this date: holidays and collective leave in Indonesia and Timor-Leste, Friday prayer, Ramadan."""
    return [*_holidays(discussion), *_friday_prayer(discussion), *_ramadan(discussion)]


def _holidays(discussion: Hours) -> Iterator[Message]:
    for country, (zone, _) in COUNTRIES.items():
        day = discussion.starts_at.astimezone(ZoneInfo(zone)).date()
        if day in _free_days(country, day.year, "en_US"):
            holiday = FreeDay(country, day)
            if country == "ID":
                yield say("This is a free day in Indonesia: {holiday}.", holiday=holiday)
            else:
                yield say("This is a free day in Timor-Leste: {holiday}.", holiday=holiday)


def _friday_prayer(discussion: Hours) -> Iterator[Message]:
    if any(_meets(discussion, zone, *PRAYER) and _begin(discussion, zone).weekday() == FRIDAY for zone in INDONESIA):
        yield say("This falls into Friday prayer (11:30 to 13:00) in a zone of Indonesia.")


def _ramadan(discussion: Hours) -> Iterator[Message]:
    if _is_ramadan(_begin(discussion, JAKARTA).date()) and _meets(discussion, JAKARTA, FASTING_TIRES_AFTER, time(23)):
        yield say("This is after 15:30 WIB in Ramadan. A morning is kinder.")


def _begin(discussion: Hours, zone: str) -> datetime:
    return discussion.starts_at.astimezone(ZoneInfo(zone))


def _meets(discussion: Hours, zone: str, first: time, last: time) -> bool:
    begins, ends = _begin(discussion, zone), discussion.ends_at.astimezone(ZoneInfo(zone))
    day = begins.replace(second=0, microsecond=0)
    return begins < day.replace(hour=last.hour, minute=last.minute) and ends > day.replace(
        hour=first.hour, minute=first.minute
    )


def _is_ramadan(day: date) -> bool:
    from hijridate import Gregorian

    return bool(Gregorian(day.year, day.month, day.day).to_hijri().month == RAMADAN)


@cache
def _free_days(country: str, year: int, language: str) -> dict[date, str]:
    """The free days of a year; read at first use, the calendars of the world take half a second."""
    from holidays import country_holidays

    return dict(country_holidays(country, years=[year], categories=COUNTRIES[country][1], language=language))

"""How each language writes dates and times: its names of days and months, and the order they stand in."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

from babel import Locale


class Manner(NamedTuple):
    """Patterns for `dated`, and `strftime`'s for the time. `names` is the CLDR locale of its days and months."""

    names: str
    day_month: str = "{day} {month}"
    long_date: str = "{weekday}, {day} {month} {year}"
    short_date: str = "{day} {short_month} {year}"
    time: str = "%H:%M"
    before_time: str = ", "


MANNERS = {
    "en": Manner("en"),
    "id": Manner("id", time="%H.%M", before_time=" pukul "),
    "pt": Manner("pt_TL", "{day} de {month}", "{weekday}, {day} de {month} de {year}", "{day:02}/{number:02}/{year}"),
    "tet": Manner(
        "", "loron {day:02} fulan {month}", "{weekday}, loron {day:02} fulan {month} {year}",
        "{day:02}/{number:02}/{year}",
    ),
}  # fmt: skip
# CLDR has no Tetum: our own names, to be proofread by a native speaker.
TETUM_DAYS = ("Loron-segunda", "Loron-tersa", "Loron-kuarta", "Loron-kinta", "Loron-sesta", "Sábadu", "Domingu")
TETUM_MONTHS = (
    "janeiru", "fevereiru", "marsu", "abríl", "maiu", "juñu",
    "jullu", "agostu", "setembru", "outubru", "novembru", "dezembru",
)  # fmt: skip


def dated(local: datetime, pattern: str, language: str) -> str:
    """The date of `local`, whose zone does not matter, with the `{weekday}`, `{day}`, `{month}`… of the pattern."""
    days, months, short_months = _names(language)
    return pattern.format(
        weekday=days[local.weekday()], day=local.day, number=local.month, year=local.year,
        month=months[local.month - 1], short_month=short_months[local.month - 1],
    )  # fmt: skip


@cache
def _names(language: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Days from Monday, months, short months."""
    if not MANNERS[language].names:
        return TETUM_DAYS, TETUM_MONTHS, TETUM_MONTHS
    locale = Locale.parse(MANNERS[language].names)
    days, months = locale.days["format"]["wide"], locale.months["format"]
    return (
        tuple(days[day] for day in range(7)),
        tuple(months["wide"][month] for month in range(1, 13)),
        tuple(months["abbreviated"][month] for month in range(1, 13)),
    )

"""Dates, hours and durations as reports of Zoom and Teams write them, in whatever settings.

"02/24/2027 01:30:15 PM", "24/02/2027 13.30", "2/24/27, 1:30:00 PM", "22/7/11 18:29:28", "Feb 24, 2027 13:30:15",
"2027-02-24T13:30:15Z". Which number is the day is not said: of the readings that all dates of a file allow, the one
nearest to the day of the discussion is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

NUMBERS = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[,T]?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap])?\.?m?\.?\s*"
    r"(UTC|GMT|Z)?", re.IGNORECASE | re.ASCII
)  # fmt: skip
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(.*)", re.ASCII)
MONTH_SECOND = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})(.*)", re.ASCII)
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "agu": 8, "ago": 8,
    "sep": 9, "oct": 10, "okt": 10, "out": 10, "nov": 11, "dec": 12, "des": 12, "dez": 12, "fev": 2, "abr": 4,
    "mai": 5, "set": 9,
}  # fmt: skip
"""The first three letters, in English, Indonesian and Portuguese."""
ORDERS, LONGEST = ("ymd", "mdy", "dmy"), 60
UNITS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|j|m|s|d)[a-z]*\.?", re.IGNORECASE | re.ASCII)
"""Hours and minutes and seconds; jam, menit and detik."""
SECONDS = {"h": 3600, "j": 3600, "m": 60, "s": 1, "d": 1}
CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class Written:
    """A moment as it is written: three numbers of which nobody knows yet which is the day."""

    parts: tuple[int, int, int]
    hour: int
    minute: int
    second: int
    is_utc: bool = False

    def read(self, order: str) -> datetime | None:
        """None where this order gives no date."""
        by = dict(zip(order, self.parts, strict=True))
        year = by["y"] + 2000 if by["y"] < 100 else by["y"]
        if not 2000 <= year < 2100:
            return None
        try:
            return datetime(year, by["m"], by["d"], self.hour, self.minute, self.second)
        except ValueError:
            return None


def written_moment(text: str) -> Written | None:
    """What is written there, if it is a moment at all."""
    if len(text) > LONGEST:
        return None
    text = " ".join(text.split())
    text = _with_number_of_month(text) or text
    found = NUMBERS.fullmatch(text)
    if found is None:
        return None
    parts, (hour, minute, second) = _numbers(found, 1), _numbers(found, 4)
    half = (found[7] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Written(parts, hour, minute, second, is_utc=found[8] is not None)


def order_of(moments: Sequence[Written], day: date) -> str | None:
    """In which order all of them name year, month and day; None when no order gives dates. The nearest to `day`."""
    if not moments:
        return None
    distinct = {one.parts: one for one in moments}.values()
    far: dict[str, int] = {}
    for order in ORDERS:
        read = [moment for one in distinct if (moment := one.read(order)) is not None]
        if len(read) == len(distinct):
            far[order] = min(abs((moment.date() - day).days) for moment in read)
    return min(far, key=lambda order: far[order]) if far else None


def minutes_of(text: str) -> int | None:
    """Whole minutes of "1h 5m 3s", "1j 5m", "65", "65,5", "01:05:03"; None when it is no duration."""
    text = text.strip()
    if re.fullmatch(r"\d{1,5}(?:[.,]\d+)?", text, re.ASCII):
        return int(float(text.replace(",", ".")))
    if found := CLOCK.fullmatch(text):
        hours, minutes, _ = _numbers(found, 1)
        return hours * 60 + minutes
    units = UNITS.findall(text)
    if not units or UNITS.sub("", text).strip(" ,"):
        return None
    return int(sum(float(amount.replace(",", ".")) * SECONDS[unit.lower()] for amount, unit in units) // 60)


def _numbers(found: re.Match[str], first: int) -> tuple[int, int, int]:
    one, two, three = (int(found[group] or 0) for group in range(first, first + 3))
    return one, two, three


def _with_number_of_month(text: str) -> str | None:
    """The same with the month as a number, the year first; None where no month is named."""
    if found := MONTH_FIRST.fullmatch(text):
        name, day, year, rest = found.groups()
    elif found := MONTH_SECOND.fullmatch(text):
        day, name, year, rest = found.groups()
    else:
        return None
    month = MONTHS.get(name[:3].lower())
    return None if month is None else f"{year}-{month}-{day} {rest.strip(' ,')}"

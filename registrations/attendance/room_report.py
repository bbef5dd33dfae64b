"""What a report of Zoom or Teams says: who was in the room from when to when (decisions/0031 names the forms).

Columns are found by their English names; in other languages by where they always stand.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from foundation.languages import say
from foundation.people import EMAIL_LIMIT, clean_text
from foundation.refusals import Refused
from registrations.attendance.models import SHOWN_NAME_LIMIT, Platform
from registrations.attendance.report_text import Rows, tables_in
from registrations.attendance.report_times import Written, minutes_of, order_of, written_moment

NAMES = {
    "name": ("name (original name)", "user name (original name)", "full name", "name", "participant name"),
    "email": ("registration email", "user email", "email", "e-mail"),
    "joined": ("join time",), "left": ("leave time",),
    "first": ("first join", "first join time"), "last": ("last leave", "last leave time"),
    "minutes": ("duration (minutes)", "total duration (minutes)", "time in session (minutes)", "duration",
                "in-meeting duration", "attendance duration"),
    "action": ("user action",), "at": ("timestamp",), "waits": ("in waiting room",), "role": ("role",),
}  # fmt: skip
"""What is looked for, and how versions of both platforms call it."""
SHAPES = (("joined", "left"), ("first", "last"), ("action", "at"), ("minutes",))
"""The best evidence first: each stay, first and last, comings and goings, only a sum."""
SECTION = re.compile(r"[1-9]\.\s+\S.*")
IN_SECTIONS = {"name": 0, "joined": 1, "left": 2, "minutes": 3}
OF_ZOOM = {"name": 0, "email": 1, "joined": 2, "left": 3, "minutes": 4}
"""Where the columns stand in every language."""
TOO_FAR = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """One stay of somebody; wall times of whoever made the report. Without times, or with fewer minutes than lie
    between them, `minutes` is what counts."""

    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    minutes: int | None = None


@dataclass(frozen=True)
class Report:
    platform: Platform
    stays: tuple[Stay, ...]
    is_utc: bool
    """It says of itself that its hours are those of UTC."""


@dataclass(frozen=True)
class Table:
    """One table of a report: where its columns stand, and the cells below them."""

    columns: dict[str, int]
    rows: Rows = field(default_factory=list)
    is_utc: bool = False

    def cell(self, row: Sequence[str], name: str) -> str:
        at = self.columns.get(name)
        return row[at] if at is not None and at < len(row) else ""

    def has(self, names: Sequence[str]) -> bool:
        return all(name in self.columns for name in names)


def read_report(content: bytes, day: date) -> Report:
    """What the file says about a discussion on `day`. Refused with a sentence that says what is wrong with it and what
    to do: no report, nobody in it, another day."""
    for rows in tables_in(content):
        known = list(_tables(rows)) or _table_by_place(rows)
        has_sections = any(_is_section(row) for row in rows)
        is_teams = has_sections or any({"action", "role"} & table.columns.keys() for table in known)
        for shape in SHAPES:
            fitting = [table for table in known if table.has(shape) and table.rows]
            stays, is_utc = _stays(fitting, shape, day) if fitting else ([], False)
            if stays:
                return Report(Platform.TEAMS if is_teams else Platform.ZOOM, tuple(stays), is_utc)
    raise Refused(say(
        "Nobody is found in this file. Please upload the participants report of Zoom or the attendance report of "
        "Teams, as CSV and unchanged."), "file")  # fmt: skip


def _tables(rows: Rows) -> Iterator[Table]:
    """Tables whose head names a person and something about time."""
    table: Table | None = None
    for row in rows:
        columns = _columns(row)
        if "name" in columns and any(all(one in columns for one in shape) for shape in SHAPES):
            if table is not None:
                yield table
            table = Table(columns, is_utc=any("(utc)" in cell.casefold() for cell in row))
        elif not any(row) or _is_section(row):
            if table is not None and table.rows:
                yield table
                table = None
        elif table is not None:
            table.rows.append(row)
    if table is not None:
        yield table


def _table_by_place(rows: Rows) -> list[Table]:
    """The table of a report in a language we do not read: below the title of the last section that holds one, where
    each stay has its line, or else from the first row on."""
    begins = [number for number, row in enumerate(rows) if _is_section(row)]
    places = IN_SECTIONS if begins else OF_ZOOM
    for start, end in reversed(list(zip(begins or [-1], [*begins[1:], len(rows)], strict=True))):
        table = Table(dict(places), [row for row in rows[start + 2 : end] if any(row)])
        if table.rows and all(written_moment(table.cell(table.rows[0], name)) for name in ("joined", "left")):
            address = next((at for at, cell in enumerate(table.rows[0]) if "@" in cell), None)
            return [table if address is None else Table({**places, "email": address}, table.rows)]
    return []


def _columns(row: Sequence[str]) -> dict[str, int]:
    heads = {cell.casefold().replace("(utc)", "").strip(): at for at, cell in reversed(list(enumerate(row)))}
    return {
        name: heads[next(one for one in called if one in heads)]
        for name, called in NAMES.items() if any(one in heads for one in called)
    }  # fmt: skip


def _is_section(row: Sequence[str]) -> bool:
    return bool(row) and SECTION.fullmatch(row[0]) is not None and not any(row[1:])


def _stays(tables: Sequence[Table], shape: Sequence[str], day: date) -> tuple[list[Stay], bool]:
    """The stays of all these tables, and whether their hours are those of UTC."""
    if shape == ("minutes",):
        return [stay for table in tables for stay in _sums(table)], False
    one, other = (shape[0], shape[1]) if shape != ("action", "at") else ("at", "at")
    moments = [
        moment for table in tables for row in table.rows for name in {one, other}
        if (moment := written_moment(table.cell(row, name))) is not None
    ]  # fmt: skip
    order = order_of(moments, day)
    if order is None:
        return [], False
    _refuse_another_day(moments, order, day)
    read = _comings_and_goings if shape == ("action", "at") else _from_to
    stays = [stay for table in tables for stay in read(table, (one, other), order)]
    return stays, any(table.is_utc for table in tables) or all(moment.is_utc for moment in moments)


def _refuse_another_day(moments: Sequence[Written], order: str, day: date) -> None:
    days = sorted(moment.date() for one in moments if (moment := one.read(order)) is not None)
    if not any(abs(one - day) <= TOO_FAR for one in days):
        raise Refused(say(
            "This report is about {day}, and the discussion was on {other}. Please upload its own report.",
            day=days[0].isoformat(), other=day.isoformat()), "file")  # fmt: skip


def _from_to(table: Table, names: tuple[str, str], order: str) -> Iterator[Stay]:
    """Who waited before the door was not in the room; who has no times did not come."""
    for row in table.rows:
        joined, left = (_read(table.cell(row, name), order) for name in names)
        who = _who(table, row)
        if who is None or joined is None or table.cell(row, "waits").casefold() in ("yes", "ya", "sim"):
            continue
        left = max(joined, left or joined)
        minutes = minutes_of(table.cell(row, "minutes")) if names == ("first", "last") else None
        fewer = minutes is not None and timedelta(minutes=minutes + 1) < left - joined
        yield Stay(*who, joined, left, minutes if fewer else None)


def _comings_and_goings(table: Table, _: tuple[str, str], order: str) -> Iterator[Stay]:
    """The older list of Teams: each line is a coming or a going, in turn. Who has not gone was there until the last
    line was written."""
    moments: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for row in table.rows:
        who, at = _who(table, row), _read(table.cell(row, "at"), order)
        if who is not None and at is not None:
            moments[who].append(at)
    last = max((at for found in moments.values() for at in found), default=None)
    for who, found in moments.items():
        found.sort()
        for coming, going in zip(found[::2], [*found[1::2], last], strict=False):
            yield Stay(*who, coming, going)


def _sums(table: Table) -> Iterator[Stay]:
    for row in table.rows:
        who, minutes = _who(table, row), minutes_of(table.cell(row, "minutes"))
        if who is not None and minutes is not None:
            yield Stay(*who, None, None, minutes)


def _who(table: Table, row: Sequence[str]) -> tuple[str, str] | None:
    name, email = clean_text(table.cell(row, "name"))[:SHOWN_NAME_LIMIT], table.cell(row, "email").strip()
    email = email if "@" in email and len(email) <= EMAIL_LIMIT else ""
    return (name, email) if name or email else None


def _read(text: str, order: str) -> datetime | None:
    moment = written_moment(text)
    return None if moment is None else moment.read(order)

"""Registrations as a table: out for a spreadsheet, in from a coordinator's list. One column for each field of the form.

A cell that a spreadsheet would run is written with an apostrophe before it (foundation/sheets.py), and read without it.
"""

import csv
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold, series_of
from foundation.forms import Form
from foundation.languages import say
from foundation.people import Person, contact_of
from foundation.refusals import Refused, all_of
from foundation.sheets import guarded
from registrations.form import FIELDS, Field, read_answers
from registrations.importing.reading import MOST_MEGABYTES, read_table
from registrations.models import Consent, Purpose, Registration, Status
from registrations.privacy.consents import contacts_withdrawn, unwilling
from registrations.queries import registrations_in
from registrations.questions.answering import answers_in, questions_of
from registrations.questions.models import OwnQuestion
from registrations.register import Answers, refuse_if_closed, register_all_held

ONLY_WRITTEN = ("status", "registered_at")
"""Columns of an export besides the fields; an import registers nobody again who had given up the seat."""
GUARDED = re.compile(r"'+[=+\-@\t\r]")

Consents = dict[tuple[int | None, Purpose], bool]


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a file: its status, or why it was refused. Lines are counted from 1, the header's."""

    line: int
    status: Status | None
    errors: tuple[str, ...] = ()


def export_registrations(session: Session, discussion: Discussion, path: Path) -> int:
    """Write everybody who ever registered, the first first, to a file that its owner alone can read; how many.

    CSV in UTF-8 with a byte order mark, without which spreadsheets guess. `registered_at` is in the discussion's zone.
    """
    rows, consents = registrations_in(session, discussion)[::-1], _consents(session, discussion)
    own, said = questions_of(session, discussion.series_id, all_of_them=True), answers_in(session, discussion.id)
    with _private_file(path) as file:
        table = csv.writer(file)
        table.writerow([*(field.name for field in FIELDS), *ONLY_WRITTEN, *(question.name for question in own)])
        for registration, person in rows:
            cells = [guarded(_cell(field, registration, person, consents)) for field in FIELDS]
            registered_at = registration.registered_at.astimezone(ZoneInfo(discussion.timezone))
            answers = [guarded(said.get(registration.id or 0, {}).get(one.id or 0, "")) for one in own]
            stands = registration.status.value, registered_at.isoformat(timespec="seconds")
            table.writerow([*cells, *stands, *answers])
    return len(rows)


def import_registrations(session: Session, discussion: Discussion, path: Path, now: datetime) -> list[RowResult]:
    """Register every row of a file; a wrong one is reported and the others are registered.

    A table with a header of field names (registrations/importing/reading.py). Refused as a whole, nothing changed: no
    such file, too large, unreadable, a column missing or unknown, registration closed.
    """
    refuse_if_closed(discussion, now)
    table = read_table(_content(path))
    own = questions_of(session, discussion.series_id, all_of_them=True)
    header = _header(table.heading, own)
    language = series_of(session, discussion).language
    read = [(line, _answers(discussion, header, cells, own, language=language)) for line, cells in table.rows]
    hold(session, discussion)
    withdrew = contacts_withdrawn(session, [discussion])
    read = [(line, _or_unwilling(said, withdrew)) for line, said in read]
    people = [answers for _, answers in read if isinstance(answers, Answers)]
    numbers = iter(register_all_held(session, discussion, people, now))
    stands = select(Registration.id, Registration.status).where(Registration.discussion_id == discussion.id)
    became = dict(session.exec(stands).all())
    return [
        RowResult(line, None, _sentences(said)) if isinstance(said, Refused)
        else RowResult(line, Status(became[next(numbers)]))
        for line, said in read
    ]  # fmt: skip


def _consents(session: Session, discussion: Discussion) -> Consents:
    """By registration and purpose. Rows are only added: the last one holds."""
    given = select(Consent).join(Registration).where(Registration.discussion_id == discussion.id)
    rows = session.exec(given.order_by(col(Consent.id))).all()
    return {(consent.registration_id, consent.purpose): consent.given for consent in rows}


@contextmanager
def _private_file(path: Path) -> Iterator[TextIO]:
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as fault:
        raise Refused(say("The file cannot be written: {reason}.", reason=fault.strerror), "file") from None
    with open(number, "w", encoding="utf-8-sig", newline="") as file:
        if path.is_file():  # one that was there keeps its mode otherwise; a device keeps it
            os.fchmod(number, 0o600)
        yield file


def _cell(field: Field, registration: Registration, person: Person, consents: Consents) -> str:
    if field.purpose is not None:
        value: Any = consents.get((registration.id, field.purpose), False)
    else:
        value = getattr(registration if hasattr(registration, field.name) else person, field.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_MEGABYTES * 1_000_000 + 1)
    except OSError as fault:
        raise Refused(say("The file cannot be read: {reason}.", reason=fault.strerror), "file") from None


def _header(names: Sequence[str], own: Sequence[OwnQuestion]) -> list[str]:
    header = [name.strip().lower() for name in names]
    known = [*(field.name for field in FIELDS), *(question.name for question in own)]
    if strange := next((name for name in header if name and name not in (*known, *ONLY_WRITTEN)), None):
        raise Refused(
            say("“{name}” is no column we know. There are: {known}.", name=strange, known=", ".join(known)), "file"
        )
    if missing := next((field.name for field in FIELDS if field.required and field.name not in header), None):
        raise Refused(say("The column “{name}” is missing in the first line.", name=missing), "file")
    if twice := next((name for name in header if name and header.count(name) > 1), None):
        raise Refused(say("The column “{name}” is there twice.", name=twice), "file")
    return header


def _form(header: Sequence[str], cells: Sequence[str]) -> Form:
    """A row as if somebody had filled in the form; cells that are not there are empty."""
    if any(cell.strip() for name, cell in zip_longest(header, cells, fillvalue="") if not name):
        raise Refused(say("This row has something in a cell whose column has no name in the first line."))
    form = Form({name: [unguarded(cell)] for name, cell in zip(header, cells, strict=False)})
    if form["status"] == Status.CANCELLED:
        raise Refused(say("This person had given up the seat. Empty the cell to register them again."), "status")
    return form


def _answers(
    discussion: Discussion, header: Sequence[str], cells: Sequence[str], own: Sequence[OwnQuestion], *, language: str
) -> Answers | Refused:  # fmt: skip
    """What a row says, or why it is refused."""
    try:
        form = _form(header, cells)
        return read_answers(
            form, language=language, timezone=discussion.timezone, channel="import", own=own, insists=False
        )
    except Refused as refusal:
        return refusal


def _or_unwilling(said: Answers | Refused, withdrew: set[str]) -> Answers | Refused:
    is_out = isinstance(said, Answers) and contact_of(said.email, said.phone) in withdrew
    return unwilling() if is_out else said


def _sentences(refusal: Refused) -> tuple[str, ...]:
    return tuple(f"{one.field}: {one.message}" if one.field else str(one.message) for one in all_of(refusal))

"""A list that was brought as a file: kept while it is looked at, entered row by row, forgotten after a day."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import zip_longest
from typing import Protocol

from sqlalchemy import delete
from sqlmodel import Session, col

from events.models import Discussion
from foundation.forms import Form
from foundation.languages import LANGUAGES, Message, say
from foundation.people import contact_of
from foundation.refusals import Missing, Refused, all_of
from foundation.sheets import guarded
from registrations.coordinators.models import Coordinator
from registrations.form import read_answers
from registrations.importing.columns import LABELS, OFFERED, OFFERED_OFFICE, guessed, in_our_words
from registrations.importing.models import KEPT_FOR, Upload
from registrations.importing.reading import Table
from registrations.register import Answers

REASON = say("Why it was refused")


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What is said of the whole list: the language of the letters, the zone, whether all agreed to be counted."""

    language: str
    timezone: str
    statistics: bool
    channel: str = "coordinator"


@dataclass(frozen=True)
class Read:
    """One row as it will be entered, or the sentences about it."""

    line: int
    cells: Sequence[str]
    answers: Answers | None
    wrongs: Sequence[Message] = ()


def keep(session: Session, coordinator: Coordinator, table: Table, now: datetime) -> Upload:
    """Refused when there is nothing in it. Lists of yesterday are forgotten on the way."""
    empty = Upload(coordinator_id=coordinator.id, heading=[], rows=[], fields=[], uploaded_at=now)
    return _kept(session, table, empty, OFFERED)


def keep_for_office(session: Session, discussion: Discussion, table: Table, now: datetime) -> Upload:
    """As `keep`, of a list that the office registers itself."""
    empty = Upload(discussion_id=discussion.id, heading=[], rows=[], fields=[], uploaded_at=now)
    return _kept(session, table, empty, OFFERED_OFFICE)


def upload_of(session: Session, coordinator: Coordinator, number: int, now: datetime) -> Upload:
    found = session.get(Upload, number)
    if found is None or found.coordinator_id != coordinator.id or found.uploaded_at + KEPT_FOR <= now:
        raise Missing
    return found


def upload_of_office(session: Session, discussion: Discussion, number: int, now: datetime) -> Upload:
    found = session.get(Upload, number)
    if found is None or found.discussion_id != discussion.id or found.uploaded_at + KEPT_FOR <= now:
        raise Missing
    return found


def forget_old_uploads(session: Session, now: datetime) -> None:
    session.execute(delete(Upload).where(col(Upload.uploaded_at) <= now - KEPT_FOR))


def call_columns(upload: Upload, fields: Sequence[str], offered: Sequence[str] = OFFERED) -> None:
    """Say what the columns are. Refused without a name and a contact, and where two are said to be the same."""
    chosen = [field for field in fields if field]
    if len(fields) != len(upload.heading) or not set(chosen) <= set(offered):
        raise Refused(say("Please choose one of the answers offered."), "columns")
    twice = next((field for field in chosen if chosen.count(field) > 1), None)
    if twice:
        raise Refused(say("Two columns are said to be the same: {what}.", what=LABELS[twice]), "columns")
    if "full_name" not in chosen or not {"email", "phone"} & set(chosen):
        raise Refused(say("Please say which column holds the names, and which an email address or number."), "columns")
    upload.fields = list(fields)


def rows_read(upload: Upload, declared: Declared, *, union: str | None = None) -> Iterator[Read]:
    """Each row as the form of one person, of this union where the list is of one. A contact that stands in two rows
    counts once."""
    seen: dict[str, int] = {}
    for line, cells in upload.rows:
        try:
            answers = read_answers(
                _as_form(upload, cells, declared, union=union), language=declared.language, timezone=declared.timezone,
                channel=declared.channel,
            )  # fmt: skip
        except Refused as refusal:
            yield Read(line, cells, None, [_sentence(one) for one in all_of(refusal)])
            continue
        first = seen.setdefault(contact_of(answers.email, answers.phone), line)
        if first != line:
            yield Read(line, cells, None, [say("The same contact stands in line {line} already.", line=first)])
        else:
            yield Read(line, cells, answers)


class Admitting(Protocol):
    """Whoever takes in the people of a list, and the union that all of them are of, if they are of one."""

    @property
    def union(self) -> str | None: ...

    def admit_all(self, people: Sequence[Answers]) -> list[Refused | None]:
        """Of each what refused it, and None for who is in."""


def enter_all(upload: Upload, intake: Admitting, declared: Declared) -> None:
    """Enter every row that can be; what is refused stays in the upload with its reasons, to be mended. Entering twice
    is entering once."""
    if upload.is_done:
        return
    read = list(rows_read(upload, declared, union=intake.union))
    results = iter(intake.admit_all([one.answers for one in read if one.answers is not None]))
    refused = []
    for one in read:
        refusal = None if one.answers is None else next(results)
        if wrongs := [*one.wrongs, *([refusal.message] if refusal else [])]:
            refused.append(([one.line, list(one.cells)], [str(wrong) for wrong in wrongs]))
    upload.rows, upload.reasons = [row for row, _ in refused], [reasons for _, reasons in refused]
    upload.admitted = len(read) - len(refused)


def to_mend(upload: Upload, language: str) -> bytes:
    """The rows that were refused as a table like the one that came, and a column that says why. CSV in UTF-8 with a
    byte order mark, without which spreadsheets guess."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow([*map(guarded, upload.heading), REASON.in_language(language)])
    for (_, cells), reasons in zip(upload.rows, upload.reasons, strict=False):  # none before the list is entered
        padded = [cell for cell, _ in zip_longest(cells, upload.heading, fillvalue="")]
        writer.writerow([*map(guarded, padded), " ".join(reasons)])
    return table.getvalue().encode("utf-8-sig")


def _kept(session: Session, table: Table, upload: Upload, offered: Sequence[str]) -> Upload:
    forget_old_uploads(session, upload.uploaded_at)
    if not table.rows:
        raise Refused(say("There is nobody in this file: the first row is the heading."), "file")
    width = max(len(table.heading), *(len(cells) for _, cells in table.rows))
    upload.heading = [*table.heading, *[""] * (width - len(table.heading))]
    upload.rows, upload.fields = [list(row) for row in table.rows], guessed(upload.heading, offered)
    session.add(upload)
    session.flush()
    return upload


def checked_language(text: str) -> str:
    if text not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    return text


def _sentence(wrong: Refused) -> Message:
    """With the name of the field where the sentence does not say it."""
    label = LABELS.get(wrong.field or "")
    return wrong.message if label is None else say("{field}: {what}", field=label, what=wrong.message)


def _as_form(upload: Upload, cells: Sequence[str], declared: Declared, *, union: str | None) -> Form:
    said = {
        field: in_our_words(field, cell) for field, cell in zip(upload.fields, cells, strict=False) if field
    }
    agreed = {"consent_take_part": "yes", "consent_statistics": "yes" if declared.statistics else ""}
    return Form.showing(**said, **({"union": union} if union is not None else {}), **agreed)

"""A list between its reading and its end, as the pages of coordinators and of the desk show and enter it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from foundation.forms import Form
from foundation.languages import Message, say, speaking
from foundation.refusals import Refused
from registrations.coordinators.enrol import Intake, places_left
from registrations.coordinators.forms import chosen_in, not_declared
from registrations.coordinators.models import Coordinator
from registrations.coordinators.queries import open_discussions
from registrations.importing.bring import Declared, call_columns, checked_language, enter_all, rows_read
from registrations.importing.columns import LABELS, OFFERED
from registrations.importing.models import Upload
from registrations.importing.reading import Table

SHOWN = 10
"""Rows of a preview; of the refused ones all are in the file to mend."""


def table_of(table: Table | Refused) -> Table:
    if isinstance(table, Refused):
        raise table
    return table


def form_of(upload: Upload, coordinator: Coordinator, offered: Sequence[Discussion]) -> Form:
    return Form({"columns": upload.fields, "language": [coordinator.language],
                 "discussions": [str(one.id) for one in offered]})  # fmt: skip


def look_again(upload: Upload, form: Form) -> None:
    """Other columns than were guessed."""
    call_columns(upload, form.all("columns"))


def enter(
    session: Session, coordinator: Coordinator, upload: Upload, form: Form, *, language: str, now: datetime
) -> None:
    """Enter the list as the form says; refusals of rows are said in `language`, that of who reads them."""
    chosen = chosen_in(form, open_discussions(session, coordinator, now))
    intake = Intake(session, coordinator, chosen, now)
    session.refresh(upload)
    if upload.is_done:
        return
    call_columns(upload, form.all("columns"))
    if not form.has("declared"):
        raise not_declared()
    declared = Declared(language=checked_language(form["language"]), timezone=chosen[0].timezone,
                        statistics=form.has("consent_statistics"))  # fmt: skip
    with speaking(language):
        enter_all(upload, intake, declared)
    session.flush()


def shown(
    session: Session, coordinator: Coordinator, upload: Upload, *, form: Form, now: datetime
) -> dict[str, Any]:
    """What both pages show of a list."""
    offered = open_discussions(session, coordinator, now)
    around = {
        "coordinator": coordinator, "upload": upload, "left": places_left(session, coordinator), "form": form,
        "discussions": [(str(one.id), one.title) for one in offered], "labels": LABELS,
    }  # fmt: skip
    if upload.is_done:
        return {**around, "refused": list(zip(upload.rows, upload.reasons, strict=True))[:SHOWN]}
    timezone = offered[0].timezone if offered else "Asia/Jakarta"
    declared = Declared(language=coordinator.language, timezone=timezone, statistics=False)
    read = list(rows_read(upload, declared, union=coordinator.union)) if "full_name" in upload.fields else []
    return {
        **around, "fits": [one for one in read if one.answers][:SHOWN], "in_all": len(upload.rows),
        "number_fit": sum(one.answers is not None for one in read),
        "unfit": [one for one in read if one.answers is None][:SHOWN],
        "columns": list(zip(upload.heading, form.all("columns"), samples_of(upload), strict=False)),
        "choices": choices_among(OFFERED),
    }  # fmt: skip


def choices_among(offered: Sequence[str]) -> list[tuple[str, Message]]:
    return [("", say("Nothing of this")), *((field, label) for field, label in LABELS.items() if field in offered)]


def samples_of(upload: Upload) -> list[str]:
    """The first thing that stands in each column."""
    return [
        next((cells[column] for _, cells in upload.rows if column < len(cells) and cells[column].strip()), "")[:60]
        for column in range(len(upload.heading))
    ]  # fmt: skip

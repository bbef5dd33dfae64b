"""The agenda as a form: rows of four fields, named `<row>.<column>`, that are moved, added and taken away as typed.

Only saving asks the rule. Everything before is a rearrangement of what stands in the fields, so nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.agenda import usual_agenda
from events.models import Discussion, ItemKind, LimitScope, Series
from foundation.desk_pages import number_in
from foundation.forms import Form
from foundation.languages import Message, say, say_many
from speakers.slots import Slot, SlotRow

COLUMNS = ("kind", "title", "minutes", "presenter")
MOST_ROWS = 100
NEW_ROW = {"kind": ItemKind.PRESENTATION.value, "title": "", "minutes": "", "presenter": ""}

Typed = dict[str, str]


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it: its place, its derived time, and whether the limit of presentations holds."""

    number: int
    starts_at: datetime
    is_presentation: bool


@dataclass(frozen=True)
class Total:
    """What the rows take together against the length of the discussion."""

    minutes: int
    sentence: Message
    tone: str
    warning: Message | None


def stored_form(slots: Sequence[Slot]) -> Form:
    """The agenda as it is stored."""
    return _form_of([
        {"kind": slot.item.kind.value, "title": slot.item.title, "minutes": str(slot.item.minutes),
         "presenter": str(slot.engagement.id) if slot.engagement else ""}
        for slot in slots
    ])  # fmt: skip


def rearranged(form: Form, series: Series) -> Form | None:
    """The form after the button that was pressed; None when that was the one that saves."""
    rows = typed_rows(form)
    if form.has("move"):
        return _form_of(_moved(rows, form["move"]))
    if form.has("remove"):
        return _form_of([row for number, row in enumerate(rows) if str(number) != form["remove"]])
    if form.has("add"):
        return _form_of([*rows, dict(NEW_ROW)])
    if form.has("usual"):
        return _form_of(_usual_rows(series))
    return None


def typed_rows(form: Form) -> list[Typed]:
    """What stands in the fields, row by row."""
    rows: list[Typed] = []
    while form.all(f"{len(rows)}.kind") and len(rows) < MOST_ROWS:
        rows.append({column: form[f"{len(rows)}.{column}"] for column in COLUMNS})
    return rows


def slot_rows(form: Form) -> list[SlotRow]:
    """The rows for the rule; minutes that cannot be read become a sentence of the form."""
    return [
        SlotRow(kind=row["kind"], title=row["title"], minutes=number_in(form, f"{number}.minutes"),
                presenter=_presenter(row["presenter"]))
        for number, row in enumerate(typed_rows(form))
    ]  # fmt: skip


def shown_rows(form: Form, discussion: Discussion) -> list[ShownRow]:
    """Each row with the time at which it would begin; a row without readable minutes takes none."""
    begins, rows = discussion.starts_at, []
    for number, row in enumerate(typed_rows(form)):
        rows.append(ShownRow(number, begins, row["kind"] == ItemKind.PRESENTATION))
        begins += timedelta(minutes=_minutes(row))
    return rows


def total(form: Form, discussion: Discussion, series: Series) -> Total:
    """The running total, in words."""
    rows = typed_rows(form)
    planned = sum(_minutes(row) for row in rows)
    presented = sum(_minutes(row) for row in rows if row["kind"] == ItemKind.PRESENTATION)
    left = discussion.minutes - planned
    if left < 0:
        sentence, tone = say_many("{count} minute too many", "{count} minutes too many", -left), "bad"
    elif left:
        sentence, tone = say_many("{count} minute left", "{count} minutes left", left), "wait"
    else:
        sentence, tone = say("The time is filled exactly"), "good"
    return Total(planned, sentence, tone, _long_presentations(series, presented))


def _long_presentations(series: Series, minutes: int) -> Message | None:
    limit = series.presentation_limit_minutes
    if minutes <= limit:
        return None
    if series.presentation_limit_scope == LimitScope.TOTAL:
        return say("The presentations take {minutes} minutes together; this series allows {limit} in total.",
                   minutes=minutes, limit=limit)  # fmt: skip
    return say("The presentations take {minutes} minutes together. Is there enough time to discuss?", minutes=minutes)


def _form_of(rows: Sequence[Typed]) -> Form:
    return Form({f"{number}.{column}": [row[column]] for number, row in enumerate(rows) for column in COLUMNS})


def _moved(rows: list[Typed], step: str) -> list[Typed]:
    """`step` is "<row> up" or "<row> down"; anything else moves nothing."""
    number, _, direction = step.partition(" ")
    here = int(number) if number.isascii() and number.isdigit() else len(rows)
    there = here + {"up": -1, "down": 1}.get(direction, 0)
    if 0 <= here < len(rows) and 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    return rows


def _usual_rows(series: Series) -> list[Typed]:
    limit = series.presentation_limit_minutes
    return [
        {"kind": row.kind, "title": row.title, "presenter": "",
         "minutes": str(min(row.minutes or 0, limit) if row.kind == ItemKind.PRESENTATION else row.minutes)}
        for row in usual_agenda()
    ]  # fmt: skip


def _presenter(text: str) -> int | None:
    """The number of an engagement; None is to be confirmed, 0 nobody who was ever asked."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() else 0


def _minutes(row: Typed) -> int:
    text = row["minutes"]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

"""What is held about a person, as a page says it: moments on the reader's own clock, and words where the tables hold
values. The file for programs says neither (held.py).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from events.words import ROLES
from foundation.languages import LANGUAGES, Message, say
from foundation.moments import short_time
from notifications.desk_words import KINDS, STATES
from notifications.models import DeliveryState
from notifications.privacy.held import LABELS, TITLES, Held
from registrations.desk_words import STATUSES
from registrations.form import FIELDS
from registrations.provinces import INDONESIA, TIMOR_LESTE
from speakers.words import ANSWERS

OF_THE_PERSON = frozenset({"created_at", "language"})
"""Of other rows nobody asks when they were made, or in which language."""
YES, NO = say("Yes"), say("No")
WORDS: Mapping[str, Mapping[str, Message | str]] = {
    **{field.name: dict(field.options) for field in FIELDS if field.choices},
    "purpose": {field.purpose.value: field.label for field in FIELDS if field.purpose},
    "role": {role.value: word for role, word in ROLES.items()},
    "status": {status.value: word for status, word in STATUSES.items()},
    "answer": {answer.value: word for answer, word in ANSWERS.items()},
    "kind": KINDS, "state": {str(state): word for state, word in STATES.items()}, "language": LANGUAGES,
    "province": {**INDONESIA, **TIMOR_LESTE},
}  # fmt: skip
Line = tuple[Message, Any]


class Reader(NamedTuple):
    timezone: str
    language: str


def readable(held: Held, reader: Reader) -> list[tuple[Message | str, list[list[Line]]]]:
    """Sections of a page: title, and for each row the columns that have words and something in them."""
    return [(TITLES.get(name, name), [_labelled(row, reader, name) for row in rows]) for name, rows in held.items()]


def _labelled(row: Mapping[str, Any], reader: Reader, table: str) -> list[Line]:
    named = {**row, "discussion_id": row.get("discussion", row.get("discussion_id"))}
    if named.get("state") == DeliveryState.SENT:
        named["reason"] = ""  # what the mail server called it
    return [
        (label, _said(name, named[name], reader)) for name, label in LABELS.items()
        if named.get(name) not in (None, "") and (name not in OF_THE_PERSON or table == "person")
    ]  # fmt: skip


def _said(name: str, value: Any, reader: Reader) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    if name == "at" or name.endswith("_at"):
        return short_time(datetime.fromisoformat(value), *reader)
    if not isinstance(value, str):
        return value
    return value.partition(":")[2] if name == "contact" else WORDS.get(name, {}).get(value, value)

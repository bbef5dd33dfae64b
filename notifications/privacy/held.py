"""Everything held about a person: a row for each row of each table that is about them.

Which tables those are is read from the tables themselves: what refers to a person by `person_id`, and what refers to a
registration. A new table is in the export on the day it is made.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session, SQLModel, col

from events.models import Discussion, Series
from foundation.languages import say
from foundation.people import MergedPerson, Office, Person
from registrations.form import FIELDS

SECRET = frozenset({"token_hash", "code_hash", "request_hash", "key_hash", "digest"})
"""Prints of keys: they open doors, and say nothing about anybody."""
MACHINERY = frozenset({"attention", "fence", "leased_until", "link_version", "turn", "sending", "priority", "body"})
SUBJECT, THROUGH = "person_id", "registration_id"
Rows = list[dict[str, Any]]
Held = dict[str, Rows]

TITLES = {
    "person": say("You"), "registration": say("Registrations"), "consent": say("What you agreed to"),
    "visit": say("When you came into the room"), "engagement": say("Parts you were asked for"),
    "delivery": say("Messages to you"), "skipped": say("Messages that did not leave"),
    "calendarentry": say("What your calendar shows"), "incoming": say("Messages from you"),
    "ownanswer": say("What the organisers asked you"),
    "otheraddress": say("Other addresses you answer from"), "mendedaddress": say("Addresses that were corrected"),
    "certificate": say("Certificates"), "evaluated": say("You answered the questions after a discussion"),
    "question": say("Questions you asked"), "support": say("Questions you supported"),
    "assistant": say("Speakers you assist"), "assistantdeed": say("What you did for a speaker"),
    "introductionconsent": say("Photo and biography on the public page"),
    "signal": say("Silent messages to you"), "technicalinput": say("Your technical inputs, as noted"),
}  # fmt: skip
LABELS = {field.name: field.label for field in FIELDS if not field.purpose} | {
    "full_name": say("Name"), "email": say("Email"), "phone": say("Phone"), "contact": say("Known by"),
    "created_at": say("Known since"), "known_at": say("Address confirmed"),
    "discussion_id": say("Discussion"), "status": say("Status"), "registered_at": say("Registered"),
    "cancelled_at": say("Given up"), "purpose": say("Purpose"), "given": say("You agreed"), "at": say("When"),
    "joined_at": say("When"), "role": say("Role"), "organisation": say("Organisation"), "position": say("Position"),
    "answer": say("Answer"), "kind": say("Kind"), "state": say("State"), "sent_at": say("Sent"),
    "reason": say("Remark"), "shown_title": say("Title"), "shown_starts_at": say("Begins"),
    "received_at": say("Received"), "subject": say("Subject"), "comment": say("Comment"), "address": say("Address"),
    "before": say("Before"), "after": say("After"), "code": say("Code"), "issued_at": say("Issued"),
    "shown_at": say("Shown to others since"), "wished_name": say("Name asked for"),
    "text": say("Text"), "note": say("Text"), "asked_at": say("When"), "asked": say("Question"),
}  # fmt: skip
"""What a page shows (held_words.py). The file holds every column."""


def held_about(session: Session, person: Person, office: Office | None = None) -> Held:
    """Rows by table, as a program reads them: instants in UTC, words by value. Discussions are named beside their
    number. For an office only what it holds itself: what another does is nobody's business there."""
    named = select(col(Discussion.id), col(Discussion.title)).join(Series)
    named = named.where(col(Series.office_id) == office.id) if office else named
    titles = {row.id: row.title for row in session.execute(named)}
    found = {table.name: _rows(session, table, person, titles) for table in SQLModel.metadata.sorted_tables}
    if office is not None:
        found = _of_office(found, titles, office)
    return {name: rows for name, rows in found.items() if rows}


def _rows(session: Session, table: Table, person: Person, titles: Mapping[int, str]) -> Rows:
    about = _about(table, person)
    if about is None:
        return []
    shown = [column for column in table.columns if column.name not in SECRET | MACHINERY]
    rows = session.execute(select(*shown).where(about).order_by(*table.primary_key.columns)).mappings().all()
    return [_plain(row, titles) for row in rows]


def _about(table: Table, person: Person) -> Any:
    """The condition that finds the rows about this person; None when the table is about nobody."""
    people, registrations = SQLModel.metadata.tables["person"], SQLModel.metadata.tables["registration"]
    if table is people:
        merged = select(col(MergedPerson.person_id)).where(col(MergedPerson.into_id) == person.id)
        return (table.c.id == person.id) | table.c.id.in_(merged)
    if SUBJECT in table.c:
        return table.c[SUBJECT] == person.id
    if THROUGH in table.c:
        own = select(registrations.c.id).where(registrations.c.person_id == person.id)
        return table.c[THROUGH].in_(own)
    return None


def _of_office(found: Held, titles: Mapping[int, str], office: Office) -> Held:
    """Rows about its discussions, and those that are about the person alone."""
    here = {
        name: [row for row in rows if row.get("discussion_id", None) is None or row["discussion_id"] in titles]
        for name, rows in found.items()
    }
    own = {row["id"] for row in here.get("registration", [])}
    return {
        name: [row for row in rows if row.get(THROUGH, None) is None or row[THROUGH] in own
               if row.get("office_id", office.id) in (office.id, None)]
        for name, rows in here.items()
    }  # fmt: skip


def _plain(row: Mapping[Any, Any], titles: Mapping[int, str]) -> dict[str, Any]:
    values = {str(name): _value(value) for name, value in row.items()}
    if values.get("discussion_id") in titles:
        values["discussion"] = titles[values["discussion_id"]]
    return values


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

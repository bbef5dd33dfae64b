"""What a person's calendar shows, and what the next letter to it must say (calendar.md, The event).

An entry changes twice around each letter: `prepare` before it leaves, `told` when it surely left. Between the two a
second attempt that says the same repeats UID, SEQUENCE and DTSTAMP, so that a second copy is recognised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from events.calendar import new_uid
from events.models import Discussion
from foundation.prepared import Prepared
from notifications.models import CalendarEntry, Delivery, EntryAnswer

ADD = Prepared(
    lambda _: insert(SQLModel.metadata.tables["calendarentry"]),
    "discussion_id", "person_id", "uid", "sequence", "dtstamp", "present", "told", "messages", "delivery_id", "sending",
    "shown_title", "shown_starts_at", "shown_ends_at", "shown_room", "shown_part", "shown_role", "shown_text",
    "shown_organiser", "shown_discreet", "is_wanted", "asked_sequence",
)  # fmt: skip


@dataclass(frozen=True)
class Saying:
    """What a calendar letter says of a discussion: the state that it was rendered from."""

    revision: int
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    part: str = ""
    """Own rows of the agenda (speakers/slots.py, `part_in`); empty for who does not speak."""
    role: str = ""
    text: str = ""
    """Print of the whole agenda (`text_of`)."""
    organiser: str = ""
    """The sender's address."""
    discreet: bool = False

    @classmethod
    def of(cls, discussion: Discussion, **more: Any) -> "Saying":
        return cls(
            discussion.revision, discussion.title, discussion.starts_at, discussion.ends_at, discussion.room_url or "",
            **more,
        )  # fmt: skip

    @classmethod
    def shown_by(cls, entry: CalendarEntry) -> "Saying":
        """What the last letter said that surely left."""
        return cls(
            entry.told or 0, entry.shown_title, entry.shown_starts_at, entry.shown_ends_at, entry.shown_room,
            entry.shown_part, entry.shown_role, entry.shown_text, entry.shown_organiser, entry.shown_discreet,
        )  # fmt: skip

    def print_of(self, kind: str) -> str:
        return _print_of(self, kind)


@lru_cache(64)
def _print_of(saying: Saying, kind: str) -> str:
    """Alike for thousands of a mailing. What is not said, the revision, is no part of it."""
    _, *said = vars(saying).values()
    return sha256(repr((kind, *said)).encode()).hexdigest()


def first_row(delivery: Delivery, saying: Saying, now: datetime) -> dict[str, Any]:
    """The columns of an entry as the first invitation of this person will leave it. Written as a row: a mailing makes
    one for each of thousands (decisions/0010)."""
    return {
        "discussion_id": delivery.discussion_id, "person_id": delivery.person_id, "uid": new_uid(), "sequence": 0,
        "dtstamp": now.replace(microsecond=0), "present": True, "told": None, "messages": 0,
        "delivery_id": delivery.id, "sending": saying.print_of(delivery.kind), "shown_title": saying.title,
        "shown_starts_at": saying.starts_at, "shown_ends_at": saying.ends_at, "shown_room": saying.room,
        "shown_part": "", "shown_role": "", "shown_text": "", "shown_organiser": "", "shown_discreet": False,
        "is_wanted": False, "asked_sequence": 0,
    }  # fmt: skip


def add_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert what `first_row` gave."""
    if rows:
        ADD.run(session, *rows)


def prepare(entry: CalendarEntry, delivery: Delivery, *, saying: Saying, now: datetime) -> None:
    """Make the entry what this letter will leave it as; with a new UID after a CANCEL."""
    print_now = saying.print_of(delivery.kind)
    if entry.delivery_id == delivery.id and entry.sending == print_now:
        return
    is_first_attempt = entry.delivery_id is None
    asks_anew = not is_first_attempt or _is_moved(entry, saying) or entry.answer == EntryAnswer.DECLINED
    if delivery.kind == "invited" and is_first_attempt:
        asks_anew = True
        entry.uid, entry.sequence = new_uid(), 0  # Gmail keeps showing an entry that was cancelled once
    elif asks_anew or delivery.kind == "withdrawn" or _has_new_place(entry, saying):
        entry.sequence += 1  # start, end, room and every CANCEL, not a text (RFC 5546, 2.1.4); and after every doubt
    if asks_anew and delivery.kind != "withdrawn":
        entry.asked_sequence, entry.answer = entry.sequence, None  # what was answered was about another time
    entry.dtstamp = max(now.replace(microsecond=0), entry.dtstamp + timedelta(seconds=1))  # whatever the clock does
    entry.delivery_id, entry.sending = delivery.id, print_now
    entry.present = True


def told(kind: str, saying: Saying, now: datetime) -> dict[str, object]:
    """Columns of the entry when the letter has surely left. Besides, `messages` rises: the next one answers it."""
    left: dict[str, object] = {"told_at": now, "delivery_id": None, "sending": "", "is_wanted": False}
    if kind == "withdrawn":
        return left | {"told": None, "present": False}
    return left | {
        "told": saying.revision, "present": True, "shown_title": saying.title, "shown_room": saying.room,
        "shown_starts_at": saying.starts_at, "shown_ends_at": saying.ends_at, "shown_part": saying.part,
        "shown_role": saying.role, "shown_text": saying.text, "shown_organiser": saying.organiser,
        "shown_discreet": saying.discreet,
    }  # fmt: skip


def forget_attempt(entry: CalendarEntry, kind: str) -> None:
    """The mail server refused the letter before it took it: no calendar heard of it."""
    entry.delivery_id, entry.sending = None, ""
    if kind == "invited":
        entry.present = False


def came_back(entry: CalendarEntry, kind: str) -> None:
    """A letter that had left was returned: the calendar does not show what it said. Owed again as soon as there is an
    address that takes it; an invitation then begins anew."""
    if kind == "invited":
        entry.present, entry.told = False, None
    elif kind != "withdrawn":
        entry.is_wanted = True


def _is_moved(entry: CalendarEntry, saying: Saying) -> bool:
    return (entry.shown_starts_at, entry.shown_ends_at) != (saying.starts_at, saying.ends_at)


def _has_new_place(entry: CalendarEntry, saying: Saying) -> bool:
    """Another room, or another sender: whoever takes over the ORGANIZER raises SEQUENCE (RFC 5546, 3.2.2.6)."""
    has_new_room = entry.shown_room not in ("", saying.room)
    return has_new_room or entry.shown_organiser not in ("", saying.organiser)

"""Letters of the plan as each kind of reader would get them: the discussion as it stands, and readers that nobody is.

Nothing here is sent or stored. The personal link of an invented reader leads nowhere.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from events.models import Discussion, ItemKind
from foundation.languages import say
from foundation.people import Person, Role
from notifications.about import about, parts
from notifications.calendars import Saying
from notifications.digest import DIGEST, News
from notifications.facts import CalendarLetter, Facts
from notifications.kinds import KINDS, NOTICES
from notifications.models import Delivery
from notifications.notice_facts import NoticeFacts, notice_facts
from notifications.notices import REFUSED
from notifications.own_words import said_to, words_in
from notifications.plan_places import Place, example_in
from notifications.readers import Reader
from registrations.privacy.retention import CONTACT_MONTHS, months_after
from speakers.models import Answer
from speakers.slots import Slot, slots_of

NOBODY, NOWHERE = 0, "example"
"""The number of no row, and a personal link that nobody has."""
NAMES = {
    Reader.RESOURCE_PERSON: "Suparmin Teladan", Reader.CHAIR: "Ratna Contoh", Reader.OBSERVER: "Kenji Exemplo",
}  # fmt: skip
SOMEBODY, ADDRESS = "Ana Contohan", "ana@union.example"
PLACE_IN_LINE = 3
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
REFUSAL = say("Here stands what you write.")


@dataclass(frozen=True)
class Wanted:
    """One letter of a plan for one kind of reader, in a language; `by` is the organiser who wants to see it."""

    kind: str
    reader: Reader
    language: str
    by: Person


def previewed(session: Session, place: Place, wanted: Wanted, now: datetime) -> Facts | NoticeFacts:
    """The facts of a letter with the words of this place."""
    if wanted.kind in NOTICES:
        return _notice(session, place, wanted, now)
    example = example_in(session, place, now)
    slots, reader = slots_of(session, example), wanted.reader
    person = _invented(wanted, example.timezone, now)
    return Facts(
        delivery_id=NOBODY, kind=wanted.kind, person=person, discussion=example, about=about(example, place.series),
        role=reader.role, name=person.full_name if person.known_at else None,
        personal_path=f"/{'r' if reader.role == Role.PARTICIPANT else 'p'}/{NOWHERE}",
        agenda=parts(slots, _own(slots, reader)), place_in_line=PLACE_IN_LINE if wanted.kind == "waiting" else None,
        calendar=_entry(wanted.kind, example, reader.role, now) if KINDS[wanted.kind].method else None,
        seat_until=now + A_DAY if wanted.kind in ("offer", "lapsed") else None,
        refused_because=str(REFUSAL.in_language(wanted.language)) if wanted.kind == "turned_down" else "",
        own_words=said_to(words_in(session, place), wanted.kind, wanted.language),
        certificate=wanted.kind == "thanks",
    )  # fmt: skip


def _notice(session: Session, place: Place, wanted: Wanted, now: datetime) -> NoticeFacts:
    """A letter to the organisers, about what holds now. What it is about is invented where there is nothing of it."""
    example = example_in(session, place, now)
    by, somebody = _invented(wanted, wanted.by.timezone, now), [(NAMES[Reader.RESOURCE_PERSON], Role.RESOURCE_PERSON)]
    facts = _of_now(session, example, wanted, now) if example.id else NoticeFacts(
        delivery_id=NOBODY, kind=wanted.kind, person=by, discussion=example, series=place.series, path="/desk",
    )  # fmt: skip
    return replace(
        facts, person=by, refused=facts.refused or (somebody if wanted.kind == REFUSED else ()),
        news=facts.news or ([_invented_news(example)] if wanted.kind == DIGEST else ()),
        forgets_at=facts.forgets_at or months_after(example.ends_at, CONTACT_MONTHS),
    )  # fmt: skip


def _of_now(session: Session, example: Discussion, wanted: Wanted, now: datetime) -> NoticeFacts:
    delivery = Delivery(
        id=NOBODY, kind=wanted.kind, person_id=wanted.by.id or NOBODY, discussion_id=example.id or NOBODY,
        occasion=0, channel="", priority=0, due_at=now, expires_at=now, created_at=now,
    )  # fmt: skip
    return notice_facts(session, delivery, now)


def _invented_news(example: Discussion) -> News:
    return News(example, registered=4, given_up=1, answers=[(NAMES[Reader.RESOURCE_PERSON], Answer.ACCEPTED)])


def _invented(wanted: Wanted, timezone: str, now: datetime) -> Person:
    """Somebody who is in no table."""
    return Person(
        contact="", full_name=NAMES.get(wanted.reader, SOMEBODY), email=ADDRESS, language=wanted.language,
        timezone=timezone, discreet=wanted.reader is Reader.DISCREET, created_at=now,
        known_at=None if wanted.reader is Reader.STRANGER else now,
    )  # fmt: skip


def _own(slots: list[Slot], reader: Reader) -> list[Slot]:
    """The rows of the first who has this role; a resource person has a presentation even before anybody is asked."""
    held = [slot for slot in slots if slot.engagement is not None and slot.engagement.role.value == reader.value]
    if held:
        return [slot for slot in held if slot.engagement is held[0].engagement]
    open_ones = [slot for slot in slots if slot.item.kind == ItemKind.PRESENTATION and slot.engagement is None]
    return open_ones[:1] if reader is Reader.RESOURCE_PERSON else []


def _entry(kind: str, example: Discussion, role: Role, now: datetime) -> CalendarLetter:
    """As if a calendar had shown the discussion a week earlier."""
    saying = Saying.of(example, role=role.value)
    shift = A_WEEK if kind == "changed" else timedelta(0)
    shown = replace(saying, starts_at=saying.starts_at - shift, ends_at=saying.ends_at - shift)
    return CalendarLetter(
        uid=NOWHERE, sequence=0, dtstamp=now, saying=saying, before=None if kind == "invited" else shown,
    )  # fmt: skip

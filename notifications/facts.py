"""What a letter is written from: the state of this moment, read for a whole batch in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.people import Person, Role
from foundation.sign_in import SignIn, code_of, token_of
from notifications.calendars import Saying
from notifications.kinds import LOGIN
from notifications.models import CalendarEntry, Delivery
from registrations.models import Registration
from registrations.register import personal_path as participants_path
from registrations.seats import place_in_line
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from speakers.slots import Slot, own_slots, part_in, slots_of, text_of

NO_ANSWER = "NEEDS-ACTION"
ABOUT_BEING_ASKED = ("card", "called_off")
Row = TypeVar("Row", Registration, Engagement, CalendarEntry)


@dataclass(frozen=True, kw_only=True)
class CalendarLetter:
    """The calendar part of a letter. `before` is what the calendar showed until now, None for an invitation."""

    uid: str
    sequence: int
    dtstamp: datetime
    saying: Saying
    before: Saying | None = None
    partstat: str = NO_ANSWER
    is_doubtful: bool = False
    """An attempt before this one may have arrived without our hearing of it."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One letter to one person about one discussion. Paths begin with `/` and are personal."""

    delivery_id: int
    kind: str
    person: Person
    discussion: Discussion
    series: Series
    role: Role
    name: str | None
    """How to greet; None while nobody knows whether the person behind the address typed it (trust.md, Access)."""
    personal_path: str
    slots: Sequence[Slot] = field(default_factory=list)
    own_slots: Sequence[Slot] = field(default_factory=list)
    place_in_line: int | None = None
    calendar: CalendarLetter | None = None


@dataclass(frozen=True, kw_only=True)
class SignInFacts:
    """A way in to the desk: a link and a code."""

    delivery_id: int
    kind: str
    person: Person
    path: str
    code: str
    expires_at: datetime


class Reading:
    """Everything a batch of deliveries needs, asked once for each table."""

    def __init__(self, session: Session, deliveries: Sequence[Delivery]) -> None:
        self.session = session
        self.first_rows: list[dict[str, Any]] = []
        """Entries that the letters of this batch begin (calendars.py)."""
        people = {delivery.person_id for delivery in deliveries}
        discussions = {delivery.discussion_id for delivery in deliveries}
        self.people = {row.id: row for row in session.exec(select(Person).where(col(Person.id).in_(people))).all()}
        self.discussions = {
            discussion.id: (discussion, series)
            for discussion, series in session.exec(
                select(Discussion, Series).join(Series).where(col(Discussion.id).in_(discussions))
            ).all()
        }
        self.registrations = self._by_person(Registration, people, discussions)
        self.engagements = self._by_person(Engagement, people, discussions)
        self.entries = self._by_person(CalendarEntry, people, discussions)
        self.slots = {number: slots_of(session, found[0]) for number, found in self.discussions.items()}
        self.texts = {number: text_of(slots) for number, slots in self.slots.items()}

    def _by_person(self, table: type[Row], people: set[int], discussions: set[int]) -> dict[tuple[int, int], Row]:
        rows = self.session.exec(
            select(table).where(col(table.person_id).in_(people), col(table.discussion_id).in_(discussions))
        ).all()
        return {(row.discussion_id, row.person_id): row for row in rows}

    def facts_of(self, delivery: Delivery, calendar: CalendarLetter | None) -> Facts:
        """The facts of one delivery; the discussion and the person exist, as the gate has just found."""
        key = (delivery.discussion_id, delivery.person_id)
        person, (discussion, series) = self.people[delivery.person_id], self.discussions[delivery.discussion_id]
        engagement, registration = self.engagements.get(key), self.registrations.get(key)
        speaks = engagement is not None and (registration is None or _is_meant(engagement, delivery.kind))
        slots = self.slots[delivery.discussion_id]
        shown: Engagement | Registration | None = engagement if speaks else registration
        assert delivery.id is not None and shown is not None, "a message follows an engagement or a registration"
        return Facts(
            delivery_id=delivery.id, kind=delivery.kind, person=person, discussion=discussion, series=series,
            role=engagement.role if speaks and engagement else Role.PARTICIPANT,
            name=shown.full_name if person.known_at else None, personal_path=self._path(shown), slots=slots,
            own_slots=own_slots(slots, engagement) if speaks and engagement else [],
            place_in_line=self._place(registration), calendar=calendar,
        )  # fmt: skip

    def own_view(self, delivery: Delivery) -> dict[str, Any]:
        """What differs between people: `part`, `role`, `text` and `discreet` of a Saying."""
        discussion, _ = self.discussions[delivery.discussion_id]
        slots = self.slots[delivery.discussion_id]
        engagement = self.engagements.get((delivery.discussion_id, delivery.person_id))
        speaks = engagement is not None and engagement.is_accepted
        part = part_in(slots, engagement, discussion.starts_at) if engagement is not None and speaks else ""
        role = engagement.role if engagement is not None and speaks else Role.PARTICIPANT
        return {
            "part": part, "role": role.value, "text": self.texts[delivery.discussion_id],
            "discreet": self.people[delivery.person_id].discreet,
        }  # fmt: skip

    def _path(self, shown: Engagement | Registration) -> str:
        if isinstance(shown, Engagement):
            return speakers_path(self.session, shown)
        return participants_path(self.session, shown)

    def _place(self, registration: Registration | None) -> int | None:
        if registration is None or not registration.is_waiting:
            return None
        return place_in_line(self.session, registration)


def _is_meant(engagement: Engagement, kind: str) -> bool:
    """Whether this message goes to the speaker in somebody who takes part as well: until they say yes only what is
    about being asked."""
    return engagement.is_active if kind in ABOUT_BEING_ASKED else engagement.is_accepted


def sign_in_facts(session: Session, delivery: Delivery) -> SignInFacts:
    asked = session.get_one(SignIn, delivery.occasion)
    assert delivery.id is not None, "flushed rows have a number"
    return SignInFacts(
        delivery_id=delivery.id, kind=LOGIN, person=session.get_one(Person, delivery.person_id),
        path=f"/desk/sign-in/{token_of(session, asked)}", code=code_of(session, asked), expires_at=asked.expires_at,
    )  # fmt: skip

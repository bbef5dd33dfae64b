"""What a letter is written from: the state of this moment, read for a whole batch in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.people import MergedPerson, Person, Role
from notifications.about import About, Part, about, parts
from notifications.announcements.audience import ANNOUNCEMENT
from notifications.announcements.models import Announcement
from notifications.announcements.words import in_language
from notifications.beside import Other, certified_in, key_of, next_ones, questions_left_in, seen_in, sharing
from notifications.calendars import Saying
from notifications.certified import CERTIFIED
from notifications.hearers import named_in
from notifications.models import CalendarEntry, Delivery
from notifications.own_words import said_to, words_by_discussion
from notifications.run_sheet import KINDS as SHEET_KINDS
from notifications.run_sheet import NO_SHEET, RunSheet, run_sheet
from registrations.certificates.queries import holders_path_in
from registrations.coordinators.queries import brought_by
from registrations.models import Registration
from registrations.news import news_path
from registrations.register import personal_path as participants_path
from registrations.seats import place_in_line
from speakers.assisting.models import Assistant
from speakers.assisting.naming import assistants_path
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from speakers.slots import own_slots, part_in, slots_of, text_of

NO_ANSWER = "NEEDS-ACTION"
OF_A_BEGINNING = ("invited", "waiting", "requested")
"""Kinds that say who registered the reader, if it was a coordinator."""
ABOUT_BEING_ASKED = ("card", "called_off", "answer_first", "answer_second", "answer_last", "time_kept")
Row = TypeVar("Row", Registration, Engagement, CalendarEntry)


class Announced(NamedTuple):
    """What an organiser wrote, in the language that this reader gets it in. Both texts are empty for who wants discreet
    letters: their personal page shows them."""

    is_news: bool
    language: str
    subject: str
    text: str


class Bringer(NamedTuple):
    """The coordinator who registered this reader."""

    full_name: str
    union: str


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
    about: About
    role: Role
    name: str | None
    """How to greet; None while nobody knows whether the person behind the address typed it (trust.md, Access)."""
    personal_path: str
    agenda: tuple[Part, ...] = ()
    place_in_line: int | None = None
    seat_until: datetime | None = None
    """How long a freed seat is kept for the reader, or was."""
    refused_because: str = ""
    """What the organisers say to who may not take part."""
    also: Sequence[Other] = ()
    """Other discussions that share this reminder."""
    following: Other | None = None
    """The next discussion of the series, if the reader has no part in it yet."""
    seen: int | None = None
    """How many participants were there; None while they are too few to be counted."""
    calendar: CalendarLetter | None = None
    announced: Announced | None = None
    news_path: str = ""
    """Where this reader ends the news, if it is news."""
    brought_by: Bringer | None = None
    is_elsewhere: bool = False
    """The person was found to be somebody who is known by another contact as well, and takes part under that."""
    certificate: bool = False
    """Whether the reader has a valid one; said after the end."""
    questions_left: int = 0
    """How many nobody answered; said after the end to whoever could."""
    sheet: RunSheet = NO_SHEET
    parting_words: str = ""
    """What the organisers say to somebody whose request they take back."""
    answers_for: str = ""
    """Whom the reader answers for, if it is not for themselves."""
    own_words: str = ""
    """What the organisers say at the top, with placeholders (notifications/own_words.py)."""


class Reading:
    """Everything a batch of deliveries needs, asked once for each table."""

    def __init__(self, session: Session, deliveries: Sequence[Delivery], now: datetime) -> None:
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
        merged = select(MergedPerson.person_id, MergedPerson.into_id).where(col(MergedPerson.person_id).in_(people))
        self.merged = dict(session.exec(merged).all())
        self.registrations = self._by_person(Registration, people, discussions)
        self.engagements = self._by_person(Engagement, people, discussions)
        self.assisting = named_in(session, people, discussions)
        self.engagements = {key: engagement for key, (_, engagement) in self.assisting.items()} | self.engagements
        self.entries = self._by_person(CalendarEntry, people, discussions)
        self.announcements = self._announcements(deliveries)
        self.bringers = self._bringers(deliveries)
        self.slots = {number: slots_of(session, found[0]) for number, found in self.discussions.items()}
        self.about = {number: about(*found) for number, found in self.discussions.items()}
        self.agendas = {number: parts(slots) for number, slots in self.slots.items()}
        self.texts = {number: text_of(slots) for number, slots in self.slots.items()}
        self.also, self.following = sharing(session, deliveries, now), next_ones(session, deliveries, now)
        self.seen, self.certified = seen_in(session, deliveries), certified_in(session, deliveries)
        self.questions_left = questions_left_in(session, deliveries, now)
        self.words = words_by_discussion(session, [found[0] for found in self.discussions.values()])

    def _by_person(self, table: type[Row], people: set[int], discussions: set[int]) -> dict[tuple[int, int], Row]:
        """Of whoever is known by another contact now, what stands under that."""
        everybody = people | set(self.merged.values())
        rows = self.session.exec(
            select(table).where(col(table.person_id).in_(everybody), col(table.discussion_id).in_(discussions))
        ).all()
        found = {(row.discussion_id, row.person_id): row for row in rows}
        if table is CalendarEntry:  # what a calendar shows is that of the address
            return found
        of_merged = {(discussion, goes): found[discussion, stays] for discussion in discussions
                     for goes, stays in self.merged.items() if (discussion, stays) in found}  # fmt: skip
        return of_merged | found

    def _announcements(self, deliveries: Sequence[Delivery]) -> dict[int | None, Announcement]:
        numbers = {delivery.occasion for delivery in deliveries if delivery.kind == ANNOUNCEMENT}
        if not numbers:
            return {}
        rows = self.session.exec(select(Announcement).where(col(Announcement.id).in_(numbers))).all()
        return {row.id: row for row in rows}

    def _bringers(self, deliveries: Sequence[Delivery]) -> dict[int | None, Bringer]:
        begun = [(one.discussion_id, one.person_id) for one in deliveries if one.kind in OF_A_BEGINNING]
        found = brought_by(self.session, [self.registrations[key].id for key in begun if key in self.registrations])
        return {number: Bringer(one.full_name, one.union) for number, one in found.items()}

    def facts_of(self, delivery: Delivery, calendar: CalendarLetter | None) -> Facts:
        """The facts of one delivery; the discussion and the person exist, as the gate has just found."""
        key = (delivery.discussion_id, delivery.person_id)
        person, (discussion, _) = self.people[delivery.person_id], self.discussions[delivery.discussion_id]
        engagement, registration = self.engagements.get(key), self.registrations.get(key)
        speaks = engagement is not None and (registration is None or _is_meant(engagement, delivery.kind))
        shown: Engagement | Registration | None = engagement if speaks else registration
        assert delivery.id is not None and shown is not None, "a message follows an engagement or a registration"
        return Facts(
            delivery_id=delivery.id, kind=delivery.kind, person=person, discussion=discussion,
            about=self.about[delivery.discussion_id],
            role=engagement.role if speaks and engagement else Role.PARTICIPANT,
            name=self._name_of(shown, delivery) if person.known_at else None,
            personal_path=self._path(shown, delivery),
            agenda=self._agenda(delivery.discussion_id, engagement if speaks else None),
            place_in_line=self._place(registration), **_of_seat(registration), also=self.also.get(key_of(delivery), ()),
            following=self.following.get(key_of(delivery)), seen=self.seen.get(delivery.discussion_id),
            calendar=calendar, own_words=said_to(self.words[discussion.id], delivery.kind, person.language),
            questions_left=self.questions_left.get(delivery.discussion_id, 0),
            brought_by=self._bringer(shown, delivery), certificate=key_of(delivery) in self.certified,
            is_elsewhere=delivery.person_id in self.merged, sheet=self._sheet(shown, delivery),
            **self._of_engagement(shown, delivery), **self._announced(delivery),
        )  # fmt: skip

    def _agenda(self, discussion_id: int, engagement: Engagement | None) -> tuple[Part, ...]:
        own = own_slots(self.slots[discussion_id], engagement) if engagement is not None else ()
        return parts(self.slots[discussion_id], own) if own else self.agendas[discussion_id]

    def _sheet(self, shown: Engagement | Registration, delivery: Delivery) -> RunSheet:
        if not isinstance(shown, Engagement) or delivery.kind not in SHEET_KINDS:
            return NO_SHEET
        discussion, _ = self.discussions[delivery.discussion_id]
        return run_sheet(self.session, shown, discussion, self.slots[delivery.discussion_id])

    def _bringer(self, shown: Engagement | Registration, delivery: Delivery) -> Bringer | None:
        if isinstance(shown, Engagement) or delivery.kind not in OF_A_BEGINNING:
            return None
        return self.bringers.get(shown.id)

    def _announced(self, delivery: Delivery) -> dict[str, Any]:
        if delivery.kind != ANNOUNCEMENT:
            return {}
        announcement, person = self.announcements[delivery.occasion], self.people[delivery.person_id]
        _, series = self.discussions[delivery.discussion_id]
        language = in_language(announcement.texts, person.language, series.language)
        said = {"subject": "", "text": ""} if person.discreet else announcement.texts[language]
        return {
            "announced": Announced(announcement.is_news, language, said["subject"], said["text"]),
            "news_path": news_path(self.session, delivery.person_id) if announcement.is_news else "",
        }  # fmt: skip

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

    def _path(self, shown: Engagement | Registration, delivery: Delivery) -> str:
        if delivery.kind == CERTIFIED:  # lives longer than the personal link
            return holders_path_in(self.session, delivery.discussion_id, shown.person_id)
        if isinstance(shown, Engagement):
            assistant = self._assistant(shown, delivery)
            return assistants_path(self.session, assistant) if assistant else speakers_path(self.session, shown)
        return participants_path(self.session, shown)

    def _assistant(self, shown: Engagement, delivery: Delivery) -> Assistant | None:
        """Whose letter it is, if it is not the speaker's."""
        found = self.assisting.get((delivery.discussion_id, delivery.person_id))
        return found[0] if found and found[1] is shown else None

    def _name_of(self, shown: Engagement | Registration, delivery: Delivery) -> str:
        """Who opens the letter: an assistant, where one answers for the person named."""
        if not isinstance(shown, Engagement):
            return shown.full_name
        assistant = self._assistant(shown, delivery)
        return assistant.full_name if assistant else shown.assistant or shown.full_name

    def _of_engagement(self, shown: Engagement | Registration, delivery: Delivery) -> dict[str, Any]:
        if not isinstance(shown, Engagement):
            return {}
        is_for_another = bool(shown.assistant) or self._assistant(shown, delivery) is not None
        return {"answers_for": shown.full_name if is_for_another else "", "parting_words": shown.parting_words}

    def _place(self, registration: Registration | None) -> int | None:
        if registration is None or not registration.is_waiting or registration.is_offered:
            return None
        return place_in_line(self.session, registration)


def _of_seat(registration: Registration | None) -> dict[str, Any]:
    if registration is None:
        return {}
    return {"seat_until": registration.offered_until, "refused_because": registration.refused_because or ""}


def _is_meant(engagement: Engagement, kind: str) -> bool:
    """Whether this message goes to the speaker in somebody who takes part as well: until they say yes only what is
    about being asked."""
    return engagement.is_active if kind in ABOUT_BEING_ASKED else engagement.is_accepted

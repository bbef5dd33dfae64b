"""A small town in which anything may happen to one discussion, and what every calendar in it must show afterwards.

`Town` holds the people, the acts and the post with its misfortunes; test_any_history.py lets Hypothesis choose among
them. Nothing here asks the product who is concerned: the expectation is written anew, in few lines.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from events.schedule import plan_of
from events.words import ROLES
from foundation.database import Database
from foundation.languages import say
from foundation.people import Person, Role
from foundation.refusals import Refused
from notifications.channel_state import shut_channel
from notifications.channels import Rejected, TryAgain
from notifications.models import Delivery, DeliveryState
from notifications.plan import EMAIL
from registrations.models import Registration, Status
from speakers import engagements, readiness
from speakers.engagements import chair_of
from speakers.models import Answer, Engagement
from speakers.queries import active_engagements
from speakers.slots import Slot, SlotRow, plan_agenda, slots_of
from tests.builders import NOW, WEDNESDAY, a_discussion, accepted, asked, registered
from tests.mail_lint import calendar_of, wrongs_of_mail
from tests.model_client import CarefulClient, NaiveClient, Said, Shown, said_by
from tests.outbox import Outbox, name_of

PEOPLE = ("Ana", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Gus", "Rudi")
DISCREET, STRANGER = "Dewi", "Budi"
"""One reads letters that tell an employer nothing, one has never confirmed that the address is theirs."""
TITLES = ("Who pays, and who gains", "Siapa membayar; dan \\n siapa?", "🌱 Loron-kuarta: “kuidadu”")
AGENDAS = (
    (), (("presentation", 25, "Rudi"),), (("opening", 10, "Citra"), ("presentation", 25, "Rudi")),
    (("opening", 10, "Citra"), ("presentation", 20, "Rudi"), ("presentation", 15, "Ana")),
    (("presentation", 15, "Ana"), ("panel", 20, ""), ("presentation", 25, "Rudi")),
)  # fmt: skip
ROOMS = (None, "https://room.example/1", "https://room.example/2")
MESSAGE_ID = re.compile(rb"\r\nMessage-ID: (\S+)\r\n")
LONG_ENOUGH, FOR_STRANGERS = timedelta(hours=12), timedelta(hours=40)
"""Until everything is told: the longest pause between two attempts, or one night. Strangers get few letters a day."""


Act = Callable[[Session, Any, datetime], object] | Callable[[Session, Discussion, Any, datetime], object]
"""A rule about one person's engagement or registration."""


class Killed(Exception):
    """The process died in the middle of a letter."""


class Trouble(StrEnum):
    """What may happen to the next letters of somebody. The word says what the sender sees."""

    LATER = "refused for the time being"
    NO_SERVER = "no mail server there"
    LOST_AFTER = "the line broke after the letter arrived"
    LOST_BEFORE = "the line broke, and the letter did not arrive"
    KILLED_AFTER = "killed after the letter arrived"
    KILLED_BEFORE = "killed before the letter arrived"
    REJECTED = "this letter rejected for good"
    NO_ADDRESS = "the address rejected for good"


IN_DOUBT = {Trouble.LOST_AFTER, Trouble.LOST_BEFORE, Trouble.KILLED_AFTER, Trouble.KILLED_BEFORE}
AFTER_IT_ARRIVED = {Trouble.LOST_AFTER, Trouble.KILLED_AFTER}
RAISED: dict[Trouble, Callable[[], Exception]] = {
    Trouble.LATER: lambda: TryAgain(say("451 later"), connection_lost=False, counts=True),
    Trouble.NO_SERVER: lambda: TryAgain(say("nobody there"), connection_lost=True, counts=False),
    Trouble.LOST_AFTER: lambda: TryAgain(say("broken"), connection_lost=True, counts=True, in_doubt=True),
    Trouble.LOST_BEFORE: lambda: TryAgain(say("broken"), connection_lost=True, counts=True, in_doubt=True),
    Trouble.KILLED_AFTER: Killed,
    Trouble.KILLED_BEFORE: Killed,
    Trouble.REJECTED: lambda: Rejected(say("554 not this one")),
    Trouble.NO_ADDRESS: lambda: Rejected(say("550 5.1.1 no such user"), bad_address=True),
}


@dataclass(frozen=True)
class State:
    """What was true of the discussion while a letter was handed over."""

    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    agenda: tuple[tuple[str, int, str], ...]
    """Kind, minutes and presenter of each row."""


@dataclass(frozen=True)
class Copy:
    """One letter that arrived. After `doubt` the sender did not hear that it did."""

    name: str
    at: datetime
    message_id: str
    calendar: bytes | None
    state: State
    doubt: bool

    @property
    def said(self) -> Said:
        assert self.calendar is not None
        return said_by(self.calendar)


@dataclass
class Post:
    """The letters of one history, and the troubles that wait for the next ones."""

    copies: list[Copy] = field(default_factory=list)
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    """By name: what the next letters meet, one after the other."""
    doubts: set[tuple[str, int]] = field(default_factory=set)
    """Name, and how many letters had arrived when the sender did not know of one more or less."""
    rejected: set[str] = field(default_factory=set)

    def of(self, name: str) -> list[Copy]:
        return [copy for copy in self.copies if copy.name == name]

    def doubt(self, name: str) -> None:
        self.doubts.add((name, len(self.of(name))))


class TroubledOutbox(Outbox):
    """The mail server of the tests, with troubles. `state` is what is true while it works."""

    def __init__(self, database: Database, post: Post) -> None:
        super().__init__(database)
        self.post = post
        self.state: State | None = None

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        name = name_of(recipient).title()
        waiting = self.post.troubles.get(name)
        trouble = waiting.pop(0) if waiting else None
        if trouble is None or trouble in AFTER_IT_ARRIVED:
            self.arrived(name, message, doubt=trouble is not None)
        if trouble is not None:
            if trouble in IN_DOUBT:
                self.post.doubt(name)
            if trouble is Trouble.REJECTED:
                self.post.rejected.add(name)
            raise RAISED[trouble]()
        return "250 taken"

    def arrived(self, name: str, message: bytes, *, doubt: bool) -> None:
        assert self.state is not None and self.now is not None
        message_id = MESSAGE_ID.search(message)
        calendar = calendar_of(message)
        assert message_id is not None and (calendar is None or wrongs_of_mail(message) == [])
        self.post.copies.append(Copy(name, self.now, message_id[1].decode(), calendar, self.state, doubt))


class Town:
    """One discussion, its people, and a clock."""

    def __init__(self, database: Database, rows: "Rows") -> None:
        rows.put_back(database)
        self.database, self.post, self.now = database, Post(list(rows.copies)), NOW
        self.outbox = TroubledOutbox(database, self.post)
        self.rejected: dict[str, list[Shown]] = {}
        """What was true when a letter of theirs was rejected for good: they may never hear of just that."""

    # Acts

    def act(self, rule: Callable[[Session, Discussion], object]) -> None:
        """Do something to the discussion. What is refused has not happened."""
        with suppress(Refused), self.database.writing() as session:
            rule(session, session.exec(select(Discussion)).one())

    def register(self, name: str) -> None:
        self.act(lambda session, discussion: registered(
            session, discussion, name, now=self.now, discreet=name == DISCREET,
            timezone="Europe/Zurich" if name == "Ana" else "Asia/Jakarta",
        ))  # fmt: skip
        self._introduce()

    def of_registration(self, name: str, rule: Callable[..., object]) -> None:
        self.act(lambda session, discussion: [
            rule(session, discussion, row, self.now) for row in _rows_of(session, Registration, name)
        ])  # fmt: skip

    def ask(self, name: str, role: str) -> None:
        self.act(lambda session, discussion: asked(session, discussion, name, role, now=self.now))
        self._introduce()

    def of_engagement(self, name: str, rule: Callable[..., object]) -> None:
        self.act(lambda session, discussion: [
            rule(session, row, self.now) for row in _rows_of(session, Engagement, name)
        ])  # fmt: skip

    def replace_chair(self, name: str) -> None:
        def rule(session: Session, discussion: Discussion) -> None:
            if (old := chair_of(session, discussion)) is not None:
                engagements.withdraw(session, old, self.now)
            accepted(session, discussion, name, Role.CHAIR, now=self.now)

        self.act(rule)
        self._introduce()

    def change(self, **plan: Any) -> None:
        self.act(lambda session, discussion: readiness.change(
            session, discussion, plan_of(discussion, **plan), self.now
        ))  # fmt: skip

    def plan_agenda(self, rows: Sequence[tuple[str, int, str]]) -> None:
        """Rows of kind, minutes and the name of who presents them."""
        def rule(session: Session, discussion: Discussion) -> None:
            known = {one.full_name: one.id for one in active_engagements(session, discussion)}
            typed = [SlotRow(kind=kind, minutes=minutes, presenter=known.get(who)) for kind, minutes, who in rows]
            plan_agenda(session, discussion, typed, self.now)

        self.act(rule)

    def wait(self, by: timedelta | None) -> None:
        """Time passes, and the clock ticks. None is no time at all, and no tick."""
        if by is not None:
            self.now += by
            self.tick()

    def tick(self) -> None:
        self.outbox.state = self.state()
        try:
            self.outbox.tick(self.now)
        except Killed:
            for name in PEOPLE:  # a whole batch was under way
                self.post.doubt(name)
        if self.post.rejected:
            truth = self.truth()
            self.rejected |= {name: truth.get(name, []) for name in self.post.rejected}
            self.post.rejected.clear()

    # What must be so

    def state(self) -> State:
        with self.database.reading() as session:
            found = session.exec(select(Discussion)).one()
            rows = [(slot.item.kind.value, slot.item.minutes, _presenter(slot)) for slot in slots_of(session, found)]
            return State(found.title, found.starts_at, found.ends_at, found.room_url or "", tuple(rows))

    def settle(self) -> None:
        """Let the mail flow until there is nothing left to do, or the discussion is near."""
        self.post.troubles.clear()
        until = min(self.now + FOR_STRANGERS, self.state().starts_at - timedelta(minutes=1))
        for _ in range(60):
            self.tick()
            moment = self._next_moment()
            if moment is None or moment > until:
                return
            self.now = max(self.now + timedelta(seconds=1), moment)
        raise AssertionError("the house never comes to rest")

    def truth(self) -> dict[str, list[Shown]]:
        """What the calendar of each person who can be reached must show."""
        with self.database.reading() as session:
            discussion = session.exec(select(Discussion)).one()
            here = set() if discussion.is_cancelled else _with_a_part(session)
            people = session.exec(select(Person).where(col(Person.address_refused).is_(None))).all()
            slots = slots_of(session, discussion)
            speaking = select(Engagement.person_id, Engagement.role).where(Engagement.answer == Answer.ACCEPTED)
            roles = {number: ROLES[Role(role)].in_language("en") for number, role in session.exec(speaking).all()}
        shown = {
            person.id: replace(_entry_of(person, discussion, slots), role=roles.get(person.id or 0, ""))
            for person in people if person.id in here
        }  # fmt: skip
        return {_name(person): [shown[person.id]] if person.id in shown else [] for person in people}

    def calendars(self, name: str) -> dict[str, list[Shown]]:
        """What programs show after the letters that reached this person, also when the newest came first."""
        letters = [copy.said for copy in self.post.of(name) if copy.calendar is not None]
        careful, naive, late = CarefulClient(), NaiveClient(), CarefulClient()
        for said in letters:
            careful.receive(said)
            naive.receive(said)
        for said in reversed(letters):
            late.receive(said)
        return {"careful": careful.entries, "naive": naive.entries, "late": late.entries}

    # Below

    def _introduce(self) -> None:
        """Whoever has been met is known, but for the stranger."""
        known = update(Person).where(col(Person.full_name) != STRANGER).values(known_at=self.now)
        with self.database.writing() as session:
            session.execute(known)

    def _next_moment(self) -> datetime | None:
        with self.database.reading() as session:
            waits = session.exec(select(Delivery.due_at).where(Delivery.state == DeliveryState.PLANNED)).all()
            leases = session.exec(select(Delivery.leased_until).where(Delivery.state == DeliveryState.SENDING)).all()
            look = session.exec(select(Discussion.attention_at)).one()
            shut = shut_channel(session, EMAIL)
        if shut is not None and shut.try_at is not None:
            waits = [max(due, shut.try_at) for due in waits]
        moments = [*waits, *(lease + timedelta(seconds=1) for lease in leases if lease), *([look] if look else [])]
        return min(moments, default=None)


class Rows:
    """How a history begins, built once and put back before each: a published discussion with two speakers and one
    participant, who have their invitations."""

    def __init__(self, database: Database) -> None:
        self.rows: list[tuple[Any, list[dict[str, Any]]]] = []
        self.copies: list[Copy] = []
        with database.writing() as session:
            discussion = a_discussion(session, WEDNESDAY + timedelta(days=7))
            accepted(session, discussion, "Citra", Role.CHAIR)
            accepted(session, discussion, "Rudi")
            readiness.publish(session, discussion, NOW)
        town = Town(database, self)
        town.register("Ana")
        town.tick()
        self.copies = town.post.copies
        with database.reading() as session:
            tables = SQLModel.metadata.sorted_tables
            self.rows = [(table, [dict(row) for row in session.execute(table.select()).mappings()]) for table in tables]

    def put_back(self, database: Database) -> None:
        with database.writing() as session:
            for table, _ in reversed(self.rows):
                session.execute(delete(table))
            for table, rows in self.rows:
                if rows:
                    session.execute(insert(table), rows)


def _entry_of(person: Person, discussion: Discussion, slots: list[Slot]) -> Shown:
    own = [slot for slot in slots if slot.engagement is not None and slot.engagement.person_id == person.id]
    title = f"Online discussion, {_clock(discussion.starts_at, person)}" if person.discreet else discussion.title
    parts = tuple(f"{_clock(slot.starts_at, person)}–{_clock(slot.ends_at, person)}" for slot in own)
    return Shown(title, discussion.starts_at, discussion.ends_at, parts)


def _clock(at: datetime, person: Person) -> str:
    return f"{at.astimezone(ZoneInfo(person.timezone)):%H:%M}"


def _presenter(slot: Slot) -> str:
    return slot.engagement.full_name if slot.engagement is not None and slot.engagement.is_accepted else ""


def _with_a_part(session: Session) -> set[int]:
    speaking = session.exec(select(Engagement.person_id).where(Engagement.answer == Answer.ACCEPTED)).all()
    seated = session.exec(select(Registration.person_id).where(Registration.status == Status.CONFIRMED)).all()
    return {*speaking, *seated}


def _rows_of(session: Session, table: Any, name: str) -> list[Any]:
    return list(session.exec(select(table).join(Person).where(Person.full_name == name)).all())


def _name(person: Person) -> str:
    return name_of(str(person.email)).title()

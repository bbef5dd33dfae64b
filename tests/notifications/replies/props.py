"""Ana with an invitation in her calendar, and messages that arrive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.people import Person
from notifications.calendars import Saying, first_row, told
from notifications.models import CalendarEntry, Delivery, DeliveryState, Incoming
from notifications.replies.arrivals import Envelope, receive
from registrations.models import Registration, Status
from speakers.models import Engagement
from tests.builders import NOW, a_published_discussion, registered
from tests.notifications.replies.clients import Said, thunderbird

Row = TypeVar("Row", CalendarEntry, Registration, Engagement)


@dataclass
class Invited:
    """Somebody whose calendar shows the discussion, and what is known of them at this moment."""

    session: Session
    discussion: Discussion
    person_id: int
    uid: str

    @property
    def entry(self) -> CalendarEntry:
        return self._row(CalendarEntry)

    @property
    def registration(self) -> Registration:
        return self._row(Registration)

    @property
    def engagement(self) -> Engagement:
        return self._row(Engagement)

    @property
    def person(self) -> Person:
        return self.session.get_one(Person, self.person_id)

    @property
    def state(self) -> tuple[str | None, Status]:
        """What they answered, and what became of their seat."""
        return self.entry.answer, self.registration.status

    def _row(self, table: type[Row]) -> Row:
        return self.session.exec(
            select(table).where(table.person_id == self.person_id, table.discussion_id == self.discussion.id)
        ).one()

    def says(self, partstat: str = "ACCEPTED", now: datetime = NOW, **said: Any) -> Incoming:
        """Their calendar answers; `said` are fields of Said."""
        return arrives(self.session, thunderbird(Said(uid=self.uid, partstat=partstat, **said)), now)


@pytest.fixture
def ana(session: Session) -> Invited:
    """Ana has a seat, and an invitation that has left."""
    discussion = a_published_discussion(session)
    registered(session, discussion, "Ana")
    return invited(session, discussion, "ana@union.example")


def invited(session: Session, discussion: Discussion, email: str) -> Invited:
    """This person, as their invitation leaves the calendar of everybody whom it was sent to."""
    person = session.exec(select(Person).where(Person.email == email)).one()
    assert person.id is not None and discussion.id is not None, "flushed rows have a number"
    letter = a_letter(session, discussion, person)
    saying = Saying.of(discussion)
    entry = CalendarEntry(**first_row(letter, saying, NOW) | told("invited", saying, NOW) | {"messages": 1})
    session.add(entry)
    session.flush()
    return Invited(session, discussion, person.id, entry.uid)


def a_letter(session: Session, discussion: Discussion, person: Person, kind: str = "invited", occasion: int = 0
             ) -> Delivery:  # fmt: skip
    """A letter that the mail server took."""
    assert person.id is not None and discussion.id is not None, "flushed rows have a number"
    letter = Delivery(
        kind=kind, person_id=person.id, discussion_id=discussion.id, occasion=occasion, channel="email",
        state=DeliveryState.SENT, priority=50, due_at=NOW, expires_at=discussion.ends_at, attempts=1, sent_at=NOW,
        created_at=NOW,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def arrives(session: Session, content: bytes, now: datetime = NOW, *recipients: str) -> Incoming:
    return receive(session, content, Envelope(recipients=recipients), now)


def outcome(incoming: Incoming) -> tuple[str, str, str]:
    return incoming.kind.value, incoming.state.value, incoming.reason


def every_field(incoming: Incoming, *without: str) -> dict[str, object]:
    """What is not empty, apart from numbers of other rows and from `without`."""
    hidden = {"id", "digest", "received_at", "person_id", "discussion_id", "entry_id", "office_id", "content", *without}
    names = [field for field in type(incoming).model_fields if field not in hidden]
    return {name: value for name in names if (value := getattr(incoming, name)) not in ("", None, 0, False)}



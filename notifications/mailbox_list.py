"""What arrived in our mailbox, as the desk of an office shows it: what wants a decision, and what was handled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, TextClause, func, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from events.models import Discussion
from foundation.languages import Message
from foundation.people import Office, Person
from foundation.refusals import Missing
from notifications.calendar_answers import ANSWERS
from notifications.desk_words import ARRIVALS, OUTCOMES, reason_word
from notifications.models import HELD, EntryAnswer, Incoming, IncomingKind, IncomingState

MOST_HANDLED, MOST_HELD = 30, 200
"""At most so many are shown; of those that wait, the oldest first."""
SHOWN_OF_A_MESSAGE = 100_000
Row = TypeVar("Row", Person, Discussion)
COUNTED = {answer.value: word for answer, word in ANSWERS.items()}


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One message in the words of the desk. `who` is the person it is about, else the address it came from."""

    incoming: Incoming
    person: Person | None
    discussion: Discussion | None

    @property
    def kind(self) -> Message:
        return ARRIVALS[self.incoming.kind]

    @property
    def outcome(self) -> Message:
        return OUTCOMES[self.incoming.state]

    @property
    def who(self) -> str:
        return self.person.full_name if self.person else self.incoming.from_address

    @property
    def answer(self) -> Message | None:
        return COUNTED.get(self.incoming.partstat.lower()) if self.incoming.kind == IncomingKind.ANSWER else None

    @property
    def reason(self) -> Message | str:
        return reason_word(self.incoming.reason)

    @property
    def may_count(self) -> bool:
        """It could be this person's answer, from an address that we did not know."""
        is_plain = self.incoming.partstat.lower() in COUNTED.keys() - {EntryAnswer.DELEGATED.value}
        return self._is(IncomingKind.ANSWER) and is_plain and bool(self.incoming.attendee)

    @property
    def may_be_sent_again(self) -> bool:
        return self._is(IncomingKind.REFRESH)

    def _is(self, kind: IncomingKind) -> bool:
        return self.incoming.kind == kind and self.incoming.entry_id is not None


def number_held(session: Session, office: Office) -> int:
    return session.scalars(select(func.count()).select_from(Incoming).where(*_held(office))).one()


def held(session: Session, office: Office) -> list[Arrival]:
    """What wants a decision, the oldest first."""
    return _arrivals(session, select(Incoming).where(*_held(office)).order_by(col(Incoming.id)).limit(MOST_HELD))


def handled(session: Session, office: Office) -> list[Arrival]:
    """What needs none any more, the latest arrival first."""
    others = (col(Incoming.office_id) == office.id, col(Incoming.state) != IncomingState.HELD)
    return _arrivals(session, select(Incoming).where(*others).order_by(col(Incoming.id).desc()).limit(MOST_HANDLED))


def arrival_at(session: Session, office: Office, number: int) -> Incoming:
    """A message for this office; another's looks like none at all (trust.md, Access)."""
    found = session.get(Incoming, number)
    if found is None or found.office_id != office.id:
        raise Missing
    return found


def text_of(incoming: Incoming) -> str:
    """The message as it came, to be read and never rendered. Missing once it is not kept any more."""
    if incoming.content is None:
        raise Missing
    return incoming.content[:SHOWN_OF_A_MESSAGE].decode(errors="replace")


def _held(office: Office) -> tuple[TextClause, ColumnElement[bool]]:
    """In the words of the index `ix_incoming_held`."""
    return (HELD, col(Incoming.office_id) == office.id)


def _arrivals(session: Session, chosen: Select[Incoming]) -> list[Arrival]:
    """Three queries for any number of messages; what is in them stays in the database."""
    rows = session.scalars(chosen.options(defer(Incoming.content))).all()  # type: ignore[arg-type]
    people, discussions = _by_number(session, Person, rows), _by_number(session, Discussion, rows)
    return [
        Arrival(incoming=row, person=people.get(row.person_id), discussion=discussions.get(row.discussion_id))
        for row in rows
    ]


def _by_number(session: Session, table: type[Row], rows: Sequence[Incoming]) -> dict[int | None, Row]:
    wanted = {getattr(row, f"{table.__tablename__}_id") for row in rows}
    return {found.id: found for found in session.scalars(select(table).where(col(table.id).in_(wanted))).all()}

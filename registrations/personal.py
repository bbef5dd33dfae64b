"""What people decide on their personal page besides the seat, and what coming there tells of them."""

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, SQLModel, col

from events.models import Discussion
from events.queries import hold
from foundation.languages import LANGUAGES, say
from foundation.people import Person
from foundation.prepared import Prepared, written_past
from foundation.refusals import Refused
from foundation.zones import zone
from registrations.models import Registration

_PERSON = SQLModel.metadata.tables["person"]
KNOWN = Prepared(
    lambda _: update(_PERSON).values(known_at=bindparam("now"))
    .where(_PERSON.c.id == bindparam("person"), _PERSON.c.email.is_not(None), _PERSON.c.known_at.is_(None))
)  # fmt: skip


def recognise(person: Person, now: datetime) -> None:
    """Somebody acted through the link we wrote to this address: no stranger typed it. A phone number proves nothing,
    its link stood on the page."""
    if person.email is not None and person.known_at is None:
        person.known_at = now


def recognise_by_number(session: Session, person_id: int, now: datetime) -> None:
    """As `recognise`, without reading the person (decisions/0010)."""
    KNOWN.run(session, {"person": person_id, "now": now})
    written_past(session, Person, person_id)


def choose(
    session: Session, registration: Registration, person: Person, *, language: str, timezone: str, discreet: bool
) -> None:
    """How this person is written to from now on."""
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    zone(timezone)
    hold(session, session.get_one(Discussion, registration.discussion_id))
    person.language, person.timezone, person.discreet = language, timezone, discreet
    _look_again(session, person)
    session.flush()


def _look_again(session: Session, person: Person) -> None:
    """At all that this person takes part in: the hour of a reminder is local, and calendars become discreet."""
    mine = update(Registration).where(col(Registration.person_id) == person.id)
    session.execute(mine.values(attention=True))

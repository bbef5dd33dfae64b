"""Who may be made one with whom, and what would come of it. Never suggested by a name: only a number that both gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.languages import say
from foundation.people import MergedPerson, Office, Person
from foundation.refusals import Conflict, Refused
from foundation.sign_in import Organiser
from registrations.models import Registration
from registrations.queries import is_known_elsewhere
from speakers.models import Engagement

MOST_FOUND = 50


@dataclass(frozen=True)
class Side:
    """One of the two, as the desk shows them side by side."""

    person: Person
    registrations: Sequence[tuple[Registration, Discussion]]
    engagements: Sequence[tuple[Engagement, Discussion]]

    @property
    def discussions(self) -> set[int | None]:
        """Where they are registered."""
        return {discussion.id for _, discussion in self.registrations}


def side_of(session: Session, person: Person) -> Side:
    """Everything they take part in, by date."""
    registered = select(Registration, Discussion).join(Discussion).where(Registration.person_id == person.id)
    speaking = select(Engagement, Discussion).join(Discussion).where(Engagement.person_id == person.id)
    by_date = col(Discussion.starts_at), col(Discussion.id)
    return Side(person, session.exec(registered.order_by(*by_date)).all(),
                session.exec(speaking.order_by(*by_date)).all())  # fmt: skip


def others(session: Session, office: Office, person: Person, search: str) -> list[tuple[Person, bool]]:
    """Whom this person might be as well: those who gave the same number first, which the flag says, then whoever is
    found by what the organiser typed. A name alone finds nobody by itself."""
    numbers = _numbers(session, person)
    found = _of_office(session, office, person, col(Person.phone).in_(numbers)) if numbers else []
    same = [(one, True) for one in found]
    if not search:
        return same
    columns = (Person.full_name, Person.email, Person.phone)
    words = [col(column).icontains(search, autoescape=True) for column in columns]
    known = {one.id for one in found}
    return same + [(one, False) for one in _of_office(session, office, person, or_(*words)) if one.id not in known]


def refuse_unless_possible(session: Session, office: Office, stays: Person, goes: Person) -> None:
    """One person, nobody at a desk, nobody whom another office knows as well, and not both with a role in one
    discussion."""
    merged = select(MergedPerson.person_id).where(col(MergedPerson.person_id).in_((stays.id, goes.id)))
    if stays.id == goes.id or stays.is_gone or goes.is_gone or session.exec(merged).first() is not None:
        raise Refused(say("Please choose two people."))
    if session.get(Organiser, goes.id) is not None:
        raise Conflict(say("Whoever works at the desk of an office stays. Keep their contact."))
    if is_known_elsewhere(session, office, goes):
        raise Conflict(say("Another office knows this person as well; they cannot be made one from here."))
    theirs = {one.discussion_id: one for one, _ in side_of(session, goes).engagements if one.is_active}
    for mine, discussion in side_of(session, stays).engagements:
        if mine.is_active and mine.discussion_id in theirs:
            raise Conflict(say("Both have a role in “{title}”. Take one request back first.", title=discussion.title))


def _numbers(session: Session, person: Person) -> set[str]:
    """Every number that this person gave."""
    given = session.exec(select(Registration.phone).where(Registration.person_id == person.id)).all()
    return {phone for phone in (*given, person.phone) if phone}


def _of_office(
    session: Session, office: Office, person: Person, found: ColumnElement[bool]
) -> Sequence[Person]:
    """Others who have to do with a discussion of this office."""
    here = select(Discussion.id).join(Series).where(Series.office_id == office.id)
    in_office = or_(*(
        select(table.id).where(col(table.person_id) == Person.id, col(table.discussion_id).in_(here)).exists()
        for table in (Registration, Engagement)
    ))  # fmt: skip
    merged = select(MergedPerson.person_id).where(MergedPerson.person_id == Person.id).exists()
    return session.exec(
        select(Person).where(found, in_office, ~merged, col(Person.id) != person.id)
        .order_by(col(Person.full_name), col(Person.id)).limit(MOST_FOUND)
    ).all()  # fmt: skip

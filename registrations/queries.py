"""What pages ask about registrations."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.links import hashed
from foundation.moved_links import moved_to
from foundation.people import Office, Person
from registrations.models import Registration, Status
from speakers.engagements import ACTIVE
from speakers.models import Engagement


def registration_behind(session: Session, token: str) -> tuple[Registration, Discussion, Person] | None:
    """What a personal link of a participant leads to."""
    behind = select(Registration, Discussion, Person).join(Discussion).join(
        Person, col(Person.id) == Registration.person_id
    )
    found = session.exec(behind.where(Registration.token_hash == hashed(token))).one_or_none()
    if found is None and (moved := moved_to(session, token)):
        return session.exec(behind.where(Registration.token_hash == moved)).one_or_none()
    return found


def own_registrations(
    session: Session, registration: Registration, discussion: Discussion, person: Person
) -> Sequence[tuple[Registration, Discussion]]:
    """What this person ever registered for in the series of this discussion. Of somebody known by a phone number only
    what the link itself is for: anybody may type a number, and the page shows the link (decisions/0016)."""
    if person.email is None:
        return [(registration, discussion)]
    return session.exec(
        select(Registration, Discussion).join(Discussion)
        .where(Registration.person_id == person.id, Discussion.series_id == discussion.series_id)
    ).all()  # fmt: skip


def is_known_elsewhere(session: Session, office: Office, person: Person) -> bool:
    """Whether another office has to do with this person: registered there, or with a part there."""
    elsewhere = select(Discussion.id).join(Series).where(Series.office_id != office.id)
    registered = select(Registration.id).where(
        Registration.person_id == person.id, col(Registration.discussion_id).in_(elsewhere))  # fmt: skip
    speaking = select(Engagement.id).where(
        Engagement.person_id == person.id, col(Engagement.answer).in_(ACTIVE),
        col(Engagement.discussion_id).in_(elsewhere))  # fmt: skip
    return session.exec(registered.limit(1)).first() is not None or session.exec(speaking.limit(1)).first() is not None


def registrations_in(session: Session, discussion: Discussion) -> Sequence[tuple[Registration, Person]]:
    """Everybody who ever registered, the latest first."""
    return session.exec(
        select(Registration, Person).join(Person).where(Registration.discussion_id == discussion.id)
        .order_by(col(Registration.id).desc())
    ).all()  # fmt: skip


def counts(session: Session, discussion_ids: Sequence[int]) -> dict[int, dict[Status, int]]:
    """How many registrations of each status, by discussion; one query for a whole list."""
    rows = session.exec(
        select(Registration.discussion_id, Registration.status, func.count())
        .where(col(Registration.discussion_id).in_(discussion_ids))
        .group_by(col(Registration.discussion_id), col(Registration.status))
    ).all()  # fmt: skip
    counted: dict[int, dict[Status, int]] = {number: {} for number in discussion_ids}
    for discussion_id, status, count in rows:
        counted[discussion_id][Status(status)] = count
    return counted

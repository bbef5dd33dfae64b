"""Off the list again: taken back by the coordinator, or left by the person with one press.

Only registrations that the coordinator caused end with it, and only while nobody has registered anew since.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.people import Person
from registrations import seats
from registrations.coordinators.models import Brought, Coordinator, Member
from registrations.models import Consent, Purpose, Registration
from registrations.personal import recognise
from registrations.register import WORDING


def take_back(session: Session, coordinator: Coordinator, member: Member, now: datetime) -> None:
    """The coordinator takes a name back; twice is once."""
    session.refresh(coordinator, with_for_update=True)
    session.refresh(member)
    if member.ended_at is None:
        member.ended_at = now
        _give_up(session, _caused(session, [member]), now)


def leave(session: Session, person: Person, now: datetime) -> None:
    """The person does not want it: off every list, and no coordinator can enter them again. They themselves can."""
    members = session.exec(
        select(Member).where(Member.person_id == person.id).order_by(col(Member.coordinator_id))
        .with_for_update()
    ).all()  # fmt: skip
    for member in members:
        member.refused, member.ended_at = True, member.ended_at or now
    caused = _caused(session, members)
    for registration, _ in caused:
        session.add(Consent(
            registration_id=registration.id or 0, purpose=Purpose.TAKE_PART, given=False, wording=WORDING,
            language=person.language, channel="link", at=now,
        ))  # fmt: skip
    _give_up(session, caused, now)
    recognise(person, now)


def _caused(session: Session, members: Sequence[Member]) -> Sequence[tuple[Registration, Discussion]]:
    """What stands because of these lists, in the order in which discussions are held."""
    return session.exec(
        select(Registration, Discussion).join(Discussion).join(Brought)
        .where(col(Brought.member_id).in_([member.id for member in members]), Brought.turn == Registration.turn)
        .order_by(col(Discussion.id))
    ).all()  # fmt: skip


def _give_up(session: Session, caused: Sequence[tuple[Registration, Discussion]], now: datetime) -> None:
    for registration, discussion in caused:
        if not discussion.is_over(now):
            seats.give_up(session, discussion, registration, now)
    session.flush()

"""An address that came back or was refused is corrected at the desk, and what is still true is sent to it.

The old address is kept, so that whoever mistyped can put it back in the same way. Who signs in with the address is left
alone: whoever reads that mailbox sits at a desk.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.languages import say
from foundation.people import Office, Person, change_email, checked_email
from foundation.refusals import Conflict, Missing
from foundation.sign_in import Desk, Organiser
from notifications.models import Delivery, MendedAddress
from notifications.resending import LOST, lost_messages, plan_again
from registrations.models import Registration
from speakers.assisting.naming import look_at_assisted
from speakers.models import Engagement


def person_of_office(session: Session, office: Office, number: int) -> Person:
    """Somebody whom a discussion of this office has to do with; anybody else looks like nobody (trust.md, Access)."""
    here = _discussions(office)
    known = (
        select(table.person_id).where(col(table.person_id) == number, col(table.discussion_id).in_(here)).limit(1)
        for table in (Registration, Engagement, Delivery)
    )
    person = session.get(Person, number)
    if person is None or not any(session.exec(one).first() for one in known):
        raise Missing
    return person


def may_mend(session: Session, office: Office, person: Person) -> bool:
    """Something came back or was refused, or this office mended it before; and nobody signs in with it."""
    if person.email is None or session.get(Organiser, person.id) is not None:
        return False
    lost = select(Delivery.id).where(
        Delivery.person_id == person.id, col(Delivery.state).in_(LOST),
        col(Delivery.discussion_id).in_(_discussions(office)),
    ).limit(1)  # fmt: skip
    return bool(person.address_refused or mended_before(session, office, person) or session.exec(lost).first())


def mended_before(session: Session, office: Office, person: Person) -> Sequence[MendedAddress]:
    """What this office changed, the latest first."""
    return session.exec(
        select(MendedAddress).where(MendedAddress.person_id == person.id, MendedAddress.office_id == office.id)
        .order_by(col(MendedAddress.id).desc())
    ).all()  # fmt: skip


def mend_address(
    session: Session, desk: Desk, person: Person, typed: str, *, now: datetime, settle: timedelta
) -> None:  # fmt: skip
    """What failed or came back leaves again, and the clock looks for what was never planned while nothing could reach
    them. Refused when another person has the address, or nothing is wrong with this one."""
    session.refresh(person, with_for_update=True)
    if not may_mend(session, desk.office, person):
        raise Conflict(
            say("Nothing came back from this address, or somebody signs in with it: it is not changed here.")
        )
    email = checked_email(typed)
    assert person.id is not None and desk.office.id is not None, "stored rows have a number"
    session.add(MendedAddress(
        person_id=person.id, office_id=desk.office.id, by_id=desk.person.id, before=person.email or "", after=email,
        at=now,
    ))  # fmt: skip
    change_email(session, person, email)
    plan_again(session, lost_messages(session, person, now), now, settle)
    for table in (Registration, Engagement):
        session.execute(update(table).where(col(table.person_id) == person.id).values(attention=True))
    look_at_assisted(session, person.id)


def _discussions(office: Office) -> Select[Any]:
    return select_columns(col(Discussion.id)).join(Series).where(col(Series.office_id) == office.id)

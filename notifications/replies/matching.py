"""Whose answer it is: the address of the attendee says whether it is that of the person whose entry it is.

Neither From nor ORGANIZER is asked for: Nextcloud writes its own address into the one, Exchange drops the other.
"""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.calendar_values import mail_address
from events.models import Discussion, Series
from foundation.people import Office, Person, contact_of, find_person
from notifications.models import CalendarEntry, OtherAddress
from notifications.replies.answers import Answer, Voice
from notifications.replies.targets import Addressee
from registrations.models import Registration
from speakers.models import Engagement


def own_voice(session: Session, person: Addressee, answer: Answer) -> Voice | None:
    """The attendee of this answer who is that person; others may be named beside."""
    return _voice_among(answer, [person.email or ""]) or _voice_among(answer, _other_addresses(session, person))


def remember_address(session: Session, person: Addressee, address: str) -> None:
    """From now on answers from it are this person's."""
    folded = folded_address(address)
    if folded not in _other_addresses(session, person):
        session.add(OtherAddress(person_id=person.id, address=folded))
        session.flush()


def folded_address(address: str) -> str:
    return contact_of(address, None).removeprefix("mailto:")


def same_mailbox(one: str, other: str) -> bool:
    """Capitals, what stands behind a plus, and the two forms of a domain make no difference."""
    return _mailbox(one) == _mailbox(other)


def known_person(session: Session, addresses: Iterable[str]) -> Person | None:
    """The first of these addresses that is somebody's."""
    return next((found for address in addresses if address and (found := find_person(session, address, None))), None)


def was_invited(session: Session, person: Person) -> bool:
    """Some calendar letter has surely left to this person."""
    told = select(CalendarEntry.id).where(CalendarEntry.person_id == person.id, col(CalendarEntry.messages) > 0)
    return session.exec(told.limit(1)).first() is not None


def office_for(session: Session, discussion_id: int | None, person_id: int | None) -> int | None:
    """Whose organisers look at it: of the discussion, of the newest one that this person has a part in, of the first
    office there is."""
    offices = select(Series.office_id).join(Discussion)
    if discussion_id is not None:
        return session.exec(offices.where(Discussion.id == discussion_id)).one()
    if person_id is not None:
        registered = select(Registration.discussion_id).where(Registration.person_id == person_id)
        speaking = select(Engagement.discussion_id).where(Engagement.person_id == person_id)
        own = offices.where(col(Discussion.id).in_(registered.union(speaking)))
        if (found := session.exec(own.order_by(col(Discussion.id).desc()).limit(1)).first()) is not None:
            return found
    return session.exec(select(func.min(col(Office.id)))).one()


def _voice_among(answer: Answer, addresses: Iterable[str]) -> Voice | None:
    own = {_mailbox(address) for address in addresses if address}
    return next((voice for voice in answer.voices if not own.isdisjoint(map(_mailbox, voice.addresses))), None)


def _other_addresses(session: Session, person: Addressee) -> list[str]:
    return list(session.exec(select(OtherAddress.address).where(OtherAddress.person_id == person.id)).all())


def _mailbox(address: str) -> str:
    local, _, domain = mail_address(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}".casefold()

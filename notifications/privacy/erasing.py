"""Erasing a person, at once and for good: by their own wish everything, by an office what that office holds, behind a
phone number, which anybody may type, what was typed there.

What stays says nothing about anybody: the numbers of each discussion; rows of letters that left, without address and
without what was said about them, since they are the proof against a second copy (trust.md); an empty row of the person,
so that no number, and with it no personal link, is ever given to somebody else (decisions/0038).
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from sqlalchemy import ColumnElement, String, cast, delete, literal, or_, update
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion, Series
from foundation.idempotency import KeptAnswer
from foundation.languages import say
from foundation.links import signature
from foundation.people import GONE, NOBODY, MergedPerson, Person
from foundation.refusals import Conflict
from foundation.sign_in import Organiser, SignIn
from notifications.models import (
    NO_DISCUSSION,
    CalendarEntry,
    Delivery,
    DeliveryState,
    Incoming,
    IncomingState,
    MendedAddress,
    OtherAddress,
)
from notifications.privacy.models import Erasure, Remains
from registrations.models import Registration
from registrations.privacy.forgetting import UNTOUCHED, forget_registrations, give_up_seats, tables_with
from registrations.register import personal_path
from speakers.assisting.models import Assistant
from speakers.engagements import leave
from speakers.models import Engagement

IN_FLIGHT = timedelta(minutes=15)
"""Longer than the mail server may take to answer; then a letter that was under way lies in the outbox or never will."""
KEPT = {"delivery", "incoming"}
"""Rows that stay, and say nothing any more."""


def erase(
    session: Session, person: Person, now: datetime, *, office_id: int = 0, discussion_id: int = 0
) -> None:
    """Everything, or what one office or one discussion holds. Refused for organisers: whoever sits at a desk is needed
    to know who did what."""
    if session.get(Organiser, person.id) is not None:
        raise Conflict(say("Whoever works at the desk of an office cannot be erased while they do."))
    _hold_coming(session, now)
    session.refresh(person, with_for_update=True)
    here = [discussion_id] if discussion_id else _discussions(session, office_id)
    for one in (person, *_merged_into(session, person)):
        session.add(Erasure(print=print_of(session, one), office_id=office_id, discussion_id=discussion_id, at=now))
        forget_in(session, one, here, now)
    if office_id:
        mended = delete(MendedAddress).where(col(MendedAddress.office_id) == office_id)
        session.execute(mended.where(col(MendedAddress.person_id) == person.id), execution_options=UNTOUCHED)
    assert person.id is not None, "stored rows have a number"
    if (office_id or discussion_id) and not unneeded(session, [person.id]):
        _give_letters_to_nobody(session, person, here)
    else:
        empty_people(session, [person.id])
    session.add(Remains(due_at=now))
    session.flush()
    session.expire_all()


def forget_in(session: Session, person: Person, discussions: Sequence[int], now: datetime) -> None:
    """Everything about this person in these discussions; what is still to come is given up first."""
    assert person.id is not None, "stored rows have a number"
    give_up_seats(session, person.id, discussions, now)
    _forget_answers_of_programs(session, person, discussions)
    for engagement in session.exec(select(Engagement).where(_about(Engagement, [person.id], discussions))).all():
        leave(session, engagement)
    _forget_mail_from(session, person)
    forget_people(session, [person.id], discussions, now)


def forget_people(
    session: Session, people: Sequence[int], discussions: Sequence[int], now: datetime, *, but: Collection[str] = (),
) -> None:  # fmt: skip
    """Everything about these people in discussions that are over, or that they have left; tables in `but` apart. A few
    statements, however many they are."""
    forget_registrations(session, _about(Registration, people, discussions))
    _forget_letters(session, people, discussions, now)
    _empty_mail(session, _about(Incoming, people, discussions))
    for table in tables_with("person_id", "discussion_id"):
        if table.name not in {*KEPT, *but}:
            theirs = table.c.person_id.in_(people) & table.c.discussion_id.in_(discussions)
            session.execute(delete(table).where(theirs))


def print_of(session: Session, person: Person) -> str:
    """Of the row, not of the address: whoever comes back under the same address is somebody new."""
    text = f"erased:{person.id}:{person.created_at.astimezone(UTC).isoformat()}"
    return signature(str(session.info["secret_key"]), text).hex()


def empty_people(session: Session, people: Sequence[int], *, but: Collection[str] = ()) -> None:
    """Nothing is left of them but the number, and what stands in the tables `but`."""
    people = [*people, *session.exec(select(MergedPerson.person_id).where(col(MergedPerson.into_id).in_(people))).all()]
    here = col(Person.id).in_(people)
    asked = col(SignIn.contact).in_(select(Person.contact).where(here))
    session.execute(update(SignIn).where(asked).values(contact=NOBODY), execution_options=UNTOUCHED)
    for table in tables_with("person_id"):
        if table.name not in {*KEPT, *but}:
            session.execute(delete(table).where(table.c.person_id.in_(people)))
    session.execute(update(Person).where(here).values(
        contact=literal(GONE) + cast(col(Person.id), String), full_name=NOBODY, email=None,
        phone="",  # a row needs one of the two, and an empty number reaches nobody
        discreet=False, known_at=None, address_refused=None, language="en", timezone="UTC",
    ), execution_options=UNTOUCHED)  # fmt: skip
    session.expire_all()


def unneeded(session: Session, people: Sequence[int]) -> list[int]:
    """Those of them who have to do with nothing any more."""
    found = select(Person.id).where(col(Person.id).in_(people)).order_by(col(Person.id))
    for table in (Registration, Engagement, Assistant, CalendarEntry, Organiser):
        found = found.where(~select(table.person_id).where(table.person_id == Person.id).exists())
    return [number for number in session.exec(found).all() if number is not None]


def _merged_into(session: Session, person: Person) -> Sequence[Person]:
    """The rows that were found to be this person as well (notifications/merging)."""
    found = select(Person).join(MergedPerson, col(MergedPerson.person_id) == Person.id)
    return session.exec(found.where(MergedPerson.into_id == person.id).with_for_update(of=Person)).all()


def _hold_coming(session: Session, now: datetime) -> None:
    """Nobody registers meanwhile: who does at this moment would be given to the row that is emptied. Discussions before
    people, as registering takes its locks."""
    coming = select(Discussion.id).where(Discussion.ends_at > now).order_by(col(Discussion.id))
    session.exec(coming.with_for_update()).all()


def _discussions(session: Session, office_id: int) -> list[int]:
    """In the order in which they are locked; of all offices with NO_DISCUSSION, which letters about none have."""
    found = select(Discussion.id).join(Series)
    found = found.where(Series.office_id == office_id) if office_id else found
    numbers = [number for number in session.exec(found.order_by(col(Discussion.id))).all() if number is not None]
    return numbers if office_id else [NO_DISCUSSION, *numbers]


def _about(table: type[SQLModel], people: Sequence[int], discussions: Sequence[int]) -> ColumnElement[bool]:
    columns = SQLModel.metadata.tables[str(table.__tablename__)].c
    return columns.person_id.in_(people) & columns.discussion_id.in_(discussions)


def _forget_letters(session: Session, people: Sequence[int], discussions: Sequence[int], now: datetime) -> None:
    """Nothing leaves any more; of what left, or may have, the file is cleared away by the clock."""
    theirs = _about(Delivery, people, discussions)
    session.execute(delete(Delivery).where(theirs, col(Delivery.fence) == 0), execution_options=UNTOUCHED)
    left = session.exec(select(Delivery.id, Delivery.state).where(theirs)).all()
    for number, state in left:
        for due_at in (now, now + IN_FLIGHT) if state == DeliveryState.SENDING else (now,):
            session.add(Remains(delivery_id=number or 0, due_at=due_at))
    ended = update(Delivery).where(theirs).values(reason="", leased_until=None)
    session.execute(ended, execution_options=UNTOUCHED)
    unsent = (DeliveryState.PLANNED, DeliveryState.HELD, DeliveryState.SENDING)
    session.execute(ended.where(col(Delivery.state).in_(unsent)).values(state=DeliveryState.SKIPPED),
                    execution_options=UNTOUCHED)  # fmt: skip


def _forget_mail_from(session: Session, person: Person) -> None:
    """What they wrote to us that is about no discussion, also from an address that an organiser confirmed."""
    addresses = [address for address in (person.email, *_other_addresses(session, person)) if address]
    by_address = [col(column).in_(addresses) for column in (Incoming.from_address, Incoming.attendee)]
    _empty_mail(session, col(Incoming.discussion_id).is_(None) & or_(col(Incoming.person_id) == person.id, *by_address))


def _empty_mail(session: Session, theirs: ColumnElement[bool]) -> None:
    """The print of its bytes stays, by which it is not read a second time."""
    session.execute(update(Incoming).where(theirs).values(
        from_address="", subject="", attendee="", comment="", delegated_to="", reason="", partstat="", content=None,
        person_id=None, entry_id=None, state=IncomingState.SETTLED,
    ), execution_options=UNTOUCHED)  # fmt: skip


def _other_addresses(session: Session, person: Person) -> Sequence[str]:
    return session.exec(select(OtherAddress.address).where(OtherAddress.person_id == person.id)).all()


def _forget_answers_of_programs(session: Session, person: Person, discussions: Sequence[int]) -> None:
    """What was kept for a day to answer a program twice holds links and addresses (foundation/idempotency.py)."""
    rows = session.exec(select(Registration).where(_about(Registration, [person.id or 0], discussions))).all()
    said = [*(personal_path(session, row) for row in rows), *filter(None, (person.email, person.phone))]
    if said:
        found = or_(*(col(KeptAnswer.body).contains(text, autoescape=True) for text in said))
        session.execute(delete(KeptAnswer).where(found), execution_options=UNTOUCHED)


def _give_letters_to_nobody(session: Session, person: Person, discussions: Sequence[int]) -> None:
    """The person stays, for another office or discussion. The proof that letters left stays too, and no longer says to
    whom."""
    nobody = Person(contact=f"{GONE}{token_hex(16)}", full_name=NOBODY, email=None, phone="", language="en",
                    timezone="UTC", created_at=person.created_at)  # fmt: skip
    session.add(nobody)
    session.flush()
    theirs = _about(Delivery, [person.id or 0], discussions)
    session.execute(update(Delivery).where(theirs).values(person_id=nobody.id), execution_options=UNTOUCHED)



"""Consents of one registration, each purpose by itself: what holds, withdrawing it, giving it again.

Rows are only added, the last one of a purpose holds (domain.md, Law and privacy). Withdrawing the consent to take part
gives up the seat; what is agreed to again is agreed to with its sentence before the eyes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import say
from foundation.people import KNOWN_BY, MERGED, Person
from foundation.refusals import Conflict, Refused
from registrations import seats
from registrations.models import Consent, Purpose, Registration
from registrations.news import wants_news, withdraw_news
from registrations.queries import own_registrations
from registrations.register import WORDING

CHANNEL = "link"


def consents_of(session: Session, registration: Registration) -> dict[Purpose, bool]:
    """Each purpose that was ever asked about, and what was said last."""
    rows = session.exec(
        select(Consent).where(Consent.registration_id == registration.id).order_by(col(Consent.id))
    ).all()
    return {row.purpose: row.given for row in rows}


def what_holds(session: Session, registration: Registration, person: Person) -> dict[Purpose, bool]:
    """Every purpose; what was never asked about is not agreed to. News are of the person, whatever form they were
    agreed to on."""
    last = consents_of(session, registration)
    return {purpose: last.get(purpose, False) for purpose in Purpose} | {Purpose.NEWS: wants_news(session, person)}


def withdraw(
    session: Session, found: tuple[Registration, Discussion, Person], purpose: Purpose, now: datetime
) -> None:
    """No more of this; the others stay as they are. Withdrawing twice is once."""
    registration, discussion, person = found
    if purpose is Purpose.NEWS:
        withdraw_news(session, person, now)
        return
    if purpose is Purpose.TAKE_PART:
        _refuse_if_over(discussion, now)
        seats.give_up(session, discussion, registration, now)
        _say(session, [registration], person, purpose, given=False, now=now)
        return
    _say(session, _in_series(session, found), person, purpose, given=False, now=now)


def agree(session: Session, found: tuple[Registration, Discussion, Person], purpose: Purpose, now: datetime) -> None:
    """Yes to this. To take part one comes back (`registrations.seats`), and this keeps that it was agreed to anew."""
    registration, _, person = found
    if purpose is Purpose.NEWS:
        if not wants_news(session, person):
            session.add(_row(registration, person, purpose, given=True, now=now))
            session.flush()
        return
    rows = [registration] if purpose is Purpose.TAKE_PART else _in_series(session, found)
    _say(session, rows, person, purpose, given=True, now=now)


def refuse_if_withdrawn(session: Session, registration: Registration) -> None:
    """Nobody takes a seat for somebody who withdrew the consent to take part."""
    if consents_of(session, registration).get(Purpose.TAKE_PART) is False:
        raise Conflict(say("They withdrew their consent. Only they can come back, on their personal page."))


def contacts_withdrawn(session: Session, discussions: Sequence[Discussion]) -> set[str]:
    """How those who withdrew the consent to take part in one of these are known: no list brings them back."""
    later = aliased(Consent)
    since = select(later.id).where(
        later.registration_id == Consent.registration_id, later.purpose == Consent.purpose,
        col(later.id) > col(Consent.id),
    ).exists()  # fmt: skip
    withdrew = select(Registration.person_id).join(Consent).where(
        col(Registration.discussion_id).in_([one.id for one in discussions]), Consent.purpose == Purpose.TAKE_PART,
        ~col(Consent.given), ~since,
    )  # fmt: skip
    known = select(col(Person.contact)).select_from(Person).outerjoin(*MERGED).where(KNOWN_BY.in_(withdrew))
    return set(session.exec(known).all())


def unwilling() -> Refused:
    """Of a row of a list."""
    return Refused(say("This person does not want to be registered by others."), "contact")


def _say(
    session: Session, rows: Iterable[Registration], person: Person, purpose: Purpose, *, given: bool, now: datetime
) -> None:
    """A row for each registration of which something else was said last."""
    for registration in rows:
        if consents_of(session, registration).get(purpose, False) != given:
            session.add(_row(registration, person, purpose, given=given, now=now))
    session.flush()


def _row(registration: Registration, person: Person, purpose: Purpose, *, given: bool, now: datetime) -> Consent:
    assert registration.id is not None, "stored rows have a number"
    return Consent(
        registration_id=registration.id, purpose=purpose, given=given, wording=WORDING, language=person.language,
        channel=CHANNEL, at=now,
    )  # fmt: skip


def _in_series(session: Session, found: tuple[Registration, Discussion, Person]) -> list[Registration]:
    return [registration for registration, _ in own_registrations(session, *found)]


def _refuse_if_over(discussion: Discussion, now: datetime) -> None:
    if discussion.is_over(now):
        raise Conflict(say("This discussion is over. To have what is left of it removed, erase your data."))

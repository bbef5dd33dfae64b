"""Making two rows one person: nothing is lost, nothing counts twice, and nobody is told anything untrue.

Everything about the one who goes becomes the other's. Where both have a row of a kind of which there is only one, that
of the one who stays is kept, and of two registrations the better. What a calendar shows stays with the address that it
was sent to: the one that goes is taken out of it by a letter, as whoever has no part any more is (decisions/0057).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select as rows
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from foundation.languages import say
from foundation.moved_links import move_link
from foundation.people import MergedPerson, Office, Person, checked_name
from foundation.refusals import Conflict
from notifications.kinds import CALENDAR_KINDS
from notifications.merging.possible import refuse_unless_possible
from notifications.merging.twins import (
    drop_own_support,
    keep_better_certificates,
    keep_preparations,
    keep_words_of_organisers,
    move_rows,
)
from notifications.models import CalendarEntry, Delivery, DeliveryState
from registrations import seats
from registrations.attendance.settling import merge
from registrations.coordinators.models import Brought
from registrations.models import Registration, Status
from registrations.privacy.forgetting import UNTOUCHED, tables_with
from registrations.register import token_hash_of
from speakers.engagements import hand_over, leave, refuse_double_booking
from speakers.models import Engagement

ANSWERS = ("phone", "union", "union_level", "group", "sex", "age_band", "province", "support", "question")
STAYS_WITH_ITS_ADDRESS = {"calendarentry", "incoming", "delivery", "signin", "mergedperson"}
"""What was sent to an address, or came from it, is about that address."""
OWN = {"registration", "engagement", "organiser", "apitoken", "desksession", "keptanswer"}
"""Moved by rules of their own, or only of people at a desk, who never go."""


def join_people(
    session: Session, office: Office, stays: Person, goes: Person, *, full_name: str, keeps_phone: bool, now: datetime
) -> None:  # fmt: skip
    """From now on there is one person, under the contact of `stays` and this name, with the phone number of the other
    beside it where that is wished. Whoever registers with the other contact is this person. There is no way back."""
    name = checked_name(full_name)
    discussions = _held(session, stays, goes)
    for person in sorted((stays, goes), key=lambda one: one.id or 0):
        session.refresh(person, with_for_update=True)
    if not _concerned(session, stays, goes) <= {one.id for one in discussions}:
        raise Conflict(say("Somebody changed this a moment ago. Please look again and repeat."))
    refuse_unless_possible(session, office, stays, goes)
    for discussion in discussions:
        _join_registrations(session, discussion, stays, goes, now=now)
        _join_engagements(session, discussion, stays, goes)
        discussion.attention_at = now if discussion.ends_at > now else discussion.attention_at
    keep_words_of_organisers(session, stays, goes)
    keep_better_certificates(session, stays, goes)
    for table in tables_with("person_id"):
        if table.name not in STAYS_WITH_ITS_ADDRESS | OWN:
            move_rows(session, table, "person_id", before=goes.id, after=stays.id)
    drop_own_support(session, stays)
    _hand_over_letters(session, stays, goes)
    _become_one(session, stays, goes, name, keeps_phone=keeps_phone, now=now)
    session.expire_all()
    for discussion in discussions:
        if discussion.has_begun(now):
            merge(session, discussion, [stays.id or 0], now)
    session.flush()


def _held(session: Session, stays: Person, goes: Person) -> Sequence[Discussion]:
    """Every discussion that either has to do with, held in the order of numbers, as registering takes its locks."""
    return session.exec(
        select(Discussion).where(col(Discussion.id).in_(_concerned(session, stays, goes))).order_by(col(Discussion.id))
        .with_for_update().execution_options(populate_existing=True)
    ).all()  # fmt: skip


def _concerned(session: Session, stays: Person, goes: Person) -> set[int]:
    """Numbers of discussions. Until both people are held somebody may still register, or be asked."""
    about = [
        select(table.discussion_id).where(col(table.person_id).in_((stays.id, goes.id)))
        for table in (Registration, Engagement, CalendarEntry)
    ]
    return {number for one in about for number in session.exec(one).all()}


def _join_registrations(
    session: Session, discussion: Discussion, stays: Person, goes: Person, *, now: datetime
) -> None:  # fmt: skip
    mine, theirs = (_registration(session, discussion, person) for person in (stays, goes))
    if theirs is None:
        return
    if mine is None:
        before = theirs.token_hash
        theirs.person_id, theirs.attention = stays.id or 0, True
        theirs.token_hash = token_hash_of(session, theirs)
        session.flush()
        move_link(session, before, theirs.token_hash)
        return
    kept, other = (mine, theirs) if _rank(mine, now) <= _rank(theirs, now) else (theirs, mine)
    version, link, old_link = mine.link_version, mine.token_hash, theirs.token_hash
    _take_over(session, discussion, kept, other, now=now)
    session.delete(other)
    session.flush()
    kept.person_id, kept.link_version, kept.token_hash, kept.attention = stays.id or 0, version, link, True
    session.flush()
    move_link(session, old_link, link)


def _take_over(
    session: Session, discussion: Discussion, kept: Registration, other: Registration, *, now: datetime
) -> None:  # fmt: skip
    """What the other registration has that this one has not; its seat is free again."""
    for name in ANSWERS:
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    kept.registered_at = min(kept.registered_at, other.registered_at)
    in_one_line = kept.status == other.status and not other.is_offered
    if in_one_line and kept.waiting_since is not None and other.waiting_since is not None:
        kept.waiting_since = min(kept.waiting_since, other.waiting_since)
    if other.is_confirmed or other.is_offered:
        seats.give_up_held(session, discussion, other, now)
    alone = update(Brought).where(col(Brought.registration_id) == other.id).values(turn=0)
    session.execute(alone, execution_options=UNTOUCHED)  # it stands without whoever brought the other
    session.flush()
    for table in tables_with("registration_id"):
        move_rows(session, table, "registration_id", before=other.id, after=kept.id)


def _rank(registration: Registration, now: datetime) -> int:
    """The lower the better: a seat, one that is offered, a place in line, a wish. An offer that has lapsed is lost."""
    if registration.offered_until is not None and registration.is_waiting:
        return 1 if now < registration.offered_until else 4
    return {Status.CONFIRMED: 0, Status.WAITING: 2, Status.PENDING: 3, Status.CANCELLED: 5}[registration.status]


def _join_engagements(session: Session, discussion: Discussion, stays: Person, goes: Person) -> None:
    """Both active was refused; of two the active one is kept."""
    mine, theirs = (
        session.exec(select(Engagement).where(
            Engagement.discussion_id == discussion.id, Engagement.person_id == person.id)).one_or_none()
        for person in (stays, goes)
    )  # fmt: skip
    if theirs is None:
        return
    if mine is not None:
        kept, other = (mine, theirs) if mine.is_active or not theirs.is_active else (theirs, mine)
        keep_preparations(session, kept, other)
        link, old_link = (mine.token_hash, theirs.token_hash) if other is theirs else ("", "")
        leave(session, other)
        session.delete(other)
        session.flush()
        if other is theirs:
            move_link(session, old_link, link)
            return
    hand_over(session, theirs, stays)
    if theirs.is_active:
        refuse_double_booking(session, stays, discussion)


def _hand_over_letters(session: Session, stays: Person, goes: Person) -> None:
    """What the other has heard is not said again; what is still to leave is planned anew for whoever stays."""
    twin = SQLModel.metadata.tables["delivery"].alias()
    key = ("kind", "discussion_id", "occasion", "channel")
    is_there = rows(twin.c.id).where(
        twin.c.person_id == stays.id, *(twin.c[name] == getattr(Delivery, name) for name in key)
    ).exists()  # fmt: skip
    heard = update(Delivery).where(
        col(Delivery.person_id) == goes.id, col(Delivery.state) == DeliveryState.SENT,
        col(Delivery.kind).not_in(CALENDAR_KINDS), ~is_there,
    )  # fmt: skip
    session.execute(heard.values(person_id=stays.id), execution_options=UNTOUCHED)


def _become_one(
    session: Session, stays: Person, goes: Person, name: str, *, keeps_phone: bool, now: datetime
) -> None:  # fmt: skip
    stays.full_name, stays.discreet = name, stays.discreet or goes.discreet
    if keeps_phone and stays.email is not None and goes.phone:
        stays.phone = goes.phone
    for table in (Registration, Engagement):
        renamed = update(table).where(col(table.person_id) == stays.id).values(full_name=name)
        session.execute(renamed, execution_options=UNTOUCHED)
    earlier = update(MergedPerson).where(col(MergedPerson.into_id) == goes.id).values(into_id=stays.id)
    session.execute(earlier, execution_options=UNTOUCHED)
    session.add(MergedPerson(person_id=goes.id or 0, into_id=stays.id or 0, at=now))
    session.flush()


def _registration(session: Session, discussion: Discussion, person: Person) -> Registration | None:
    return session.exec(
        select(Registration).where(Registration.discussion_id == discussion.id, Registration.person_id == person.id)
    ).one_or_none()

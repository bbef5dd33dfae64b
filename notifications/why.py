"""Why one person gets a message of a discussion, and does not get another: for every kind one sentence.

Whether it is owed is asked of the kind itself. Where it is not, the parts that its rules are made of are asked one by
one: the discussion, the address, the audience with its hour, the part this person has, what their calendar shows. So
nothing here can say otherwise than the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import literal, select
from sqlmodel import Session, col

from events.models import Discussion
from foundation.people import Person, Role
from foundation.sign_in import Organiser
from notifications import audiences
from notifications.holds import holds_of
from notifications.kinds import KINDS, NOTICES, Kind
from notifications.models import CalendarEntry, Delivery, DeliveryState, Hold
from notifications.scope import Scope, scope_of
from notifications.timing import Never, quiet_until
from registrations.models import Registration, Status
from speakers.models import Answer, Engagement


class Because(StrEnum):
    """What decides. The words are in notifications/why_words.py."""

    GOT = "got"
    UNDER_WAY = "under_way"
    LOST = "lost"
    DISCARDED = "discarded"
    HELD = "held"
    COMES = "comes"
    COMES_AFTER_NIGHT = "comes_after_night"
    CANCELLED = "cancelled"
    OVER = "over"
    NO_ADDRESS = "no_address"
    REFUSED_ADDRESS = "refused_address"
    TOO_LATE = "too_late"
    CAME_LATER = "came_later"
    WAITING = "waiting"
    GAVE_UP = "gave_up"
    NOT_CONFIRMED = "not_confirmed"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    NO_PART = "no_part"
    OTHER_ROLE = "other_role"
    INVITATION_FIRST = "invitation_first"
    CHANGE_FIRST = "change_first"
    SWITCHED_OFF = "switched_off"
    NO_REASON = "no_reason"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`is_owed` is what Kind.owed says at this moment; `at` the hour the sentence names."""

    kind: str
    is_owed: bool
    because: Because
    at: datetime | None = None
    reason: str = ""
    """What a mail server said, or a hold: kept in English."""
    delivery_id: int | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Case:
    """What is asked once for all kinds: the part this person has, and what their calendar shows."""

    session: Session
    scope: Scope
    person: Person
    is_reachable: bool
    role: Role | None
    registration: Registration | None
    engagement: Engagement | None
    is_invited: bool
    shows_the_truth: bool
    holds: Sequence[Hold]


def verdicts(
    session: Session, discussion: Discussion, person: Person, *, now: datetime, settle: timedelta
) -> list[Verdict]:  # fmt: skip
    """One for every kind that could concern this person: notices only for who sits at a desk."""
    only = select(col(Person.id)).where(col(Person.id) == person.id)
    case = _case(session, scope_of(session, discussion, now, settle, only=only), person)
    latest = _latest(case)
    is_organiser = session.get(Organiser, person.id) is not None
    kinds = [kind for kind in KINDS.values() if is_organiser or kind.name not in NOTICES]
    return [_verdict(case, kind, latest.get(kind.name)) for kind in kinds]


def _verdict(case: Case, kind: Kind, letter: Delivery | None) -> Verdict:
    rows = case.session.execute(kind.owed(case.scope)).all() if kind.arises(case.scope) else ()
    owed = next((row for row in rows if row.person_id == case.person.id), None)
    is_same = letter is not None and (owed is None or owed.occasion == letter.occasion)
    if letter is not None and is_same and letter.state != DeliveryState.SKIPPED:
        return _recorded(kind, letter, is_owed=owed is not None)
    if owed is not None:
        return _to_come(case, kind, owed)
    because, at = _against(case, kind)
    return Verdict(kind=kind.name, is_owed=False, because=because, at=at, role=case.role)


def _recorded(kind: Kind, letter: Delivery, *, is_owed: bool) -> Verdict:
    because = {
        DeliveryState.SENT: Because.GOT, DeliveryState.FAILED: Because.LOST, DeliveryState.BOUNCED: Because.LOST,
        DeliveryState.HELD: Because.HELD, DeliveryState.DISCARDED: Because.DISCARDED,
        DeliveryState.PLANNED: Because.COMES,
    }.get(letter.state, Because.UNDER_WAY)  # fmt: skip
    return Verdict(kind=kind.name, is_owed=is_owed, because=because, at=letter.sent_at or letter.due_at,
                   reason=letter.reason, delivery_id=letter.id)  # fmt: skip


def _to_come(case: Case, kind: Kind, owed: Any) -> Verdict:
    if any(hold.delivery_id is None and hold.planned_until is None and hold.kind in ("", kind.name)
           for hold in case.holds):  # fmt: skip
        return Verdict(kind=kind.name, is_owed=True, because=Because.HELD, at=owed.due_at)
    waits = owed.due_at == quiet_until(case.scope.now, case.person.timezone)
    because = Because.COMES_AFTER_NIGHT if waits else Because.COMES
    return Verdict(kind=kind.name, is_owed=True, because=because, at=owed.due_at)


def _against(case: Case, kind: Kind) -> tuple[Because, datetime | None]:
    """The first thing that stands against it, and its hour."""
    if isinstance(kind.timing_in(case.scope), Never):
        return Because.SWITCHED_OFF, None
    if case.scope.discussion.is_over(case.scope.now):
        return Because.OVER, case.scope.discussion.ends_at
    if not case.is_reachable:
        return (Because.REFUSED_ADDRESS if case.person.email else Because.NO_ADDRESS), None
    if (meant := _meant(case, kind)) is not None:
        is_late = kind.is_reminder and meant.since > meant.due_at and meant.due_at < meant.expires_at
        return (Because.CAME_LATER, meant.due_at) if is_late else (Because.TOO_LATE, meant.expires_at)
    if kind.audience in (audiences.to_remind, audiences.to_brief):
        return _against_reminder(case), None
    return Because.NO_REASON, None


def _meant(case: Case, kind: Kind) -> Any:
    """The row of the audience that this person is in. A reminder that is too late for all is not asked otherwise."""
    if not (kind.is_reminder or kind.arises(case.scope)):
        return None
    row = case.session.execute(kind.meant_for(case.scope)).first()
    return row if row is None or kind.arises(case.scope) or row.expires_at <= case.scope.now else None


def _against_reminder(case: Case) -> Because:
    """Reminders go to who has a part and a calendar that shows the truth."""
    if case.scope.discussion.is_cancelled:
        return Because.CANCELLED
    if case.role is None:
        return _without_part(case)
    if case.session.execute(audiences.to_remind(case.scope)).first() is not None:
        return Because.OTHER_ROLE
    if not case.is_invited:
        return Because.INVITATION_FIRST
    return Because.OTHER_ROLE if case.shows_the_truth else Because.CHANGE_FIRST


def _without_part(case: Case) -> Because:
    engagement, registration = case.engagement, case.registration
    if registration is not None and registration.status != Status.CANCELLED:
        return Because.WAITING if registration.is_waiting else Because.NOT_CONFIRMED
    if engagement is not None:
        return {Answer.ASKED: Because.NOT_ANSWERED, Answer.DECLINED: Because.DECLINED}.get(
            engagement.answer, Because.TAKEN_BACK
        )
    return Because.NO_PART if registration is None else Because.GAVE_UP


def _case(session: Session, scope: Scope, person: Person) -> Case:
    assert person.id is not None, "stored rows have a number"
    number, here = literal(person.id), audiences.concerned(scope)
    role = session.execute(select(here.c.role).where(here.c.person_id == person.id)).scalar()
    entry = session.scalars(select(CalendarEntry).where(audiences.entry_of(scope, number))).one_or_none()
    shows = select(col(CalendarEntry.id)).where(
        audiences.entry_of(scope, number), audiences.shows_the_truth(scope.discussion),
        col(CalendarEntry.delivery_id).is_(None),
    )  # fmt: skip
    return Case(
        session=session, scope=scope, person=person, role=None if role is None else Role(role),
        is_reachable=session.scalars(select(col(Person.id)).where(audiences.reachable(number))).first() is not None,
        registration=_part(session, scope, person, Registration), engagement=_part(session, scope, person, Engagement),
        is_invited=entry is not None and entry.told is not None,
        shows_the_truth=session.scalars(shows).first() is not None, holds=holds_of(session, scope.discussion),
    )  # fmt: skip


def _part(session: Session, scope: Scope, person: Person, table: Any) -> Any:
    own = (col(table.discussion_id) == scope.discussion.id, col(table.person_id) == person.id)
    return session.scalars(select(table).where(*own)).one_or_none()


def _latest(case: Case) -> dict[str, Delivery]:
    """The last letter of each kind."""
    found = select(Delivery).where(
        col(Delivery.discussion_id) == case.scope.discussion.id, col(Delivery.person_id) == case.person.id
    ).order_by(col(Delivery.id))  # fmt: skip
    return {letter.kind: letter for letter in case.session.scalars(found).all()}

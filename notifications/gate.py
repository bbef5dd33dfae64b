"""The gate: after the claim and before anything leaves, each message is asked for again. Is it still owed, now?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import Message, say
from foundation.people import Person
from foundation.sign_in import SignIn
from notifications.announcements.audience import ANNOUNCEMENT
from notifications.announcements.writing import reason_not_announced
from notifications.kinds import KINDS, LOGIN, STRANGERS_CAN_CAUSE, TRIAL
from notifications.models import Delivery, DeliveryState, Skipped
from notifications.scope import scope_of
from notifications.trials import open_trials

LETTERS_TO_STRANGERS, PER = 3, timedelta(hours=24)
HELD_BACK = say(
    "Held back: this address got {number} letters within a day and nobody has confirmed it yet.",
    number=LETTERS_TO_STRANGERS,
)


def still_owed(session: Session, deliveries: Sequence[Delivery], now: datetime, settle: timedelta) -> set[int]:
    """The numbers of those that are owed at this moment: one query for each kind and discussion among them."""
    groups: dict[tuple[str, int], list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        groups[delivery.kind, delivery.discussion_id].append(delivery)
    owed: set[int] = set()
    for (kind, discussion_id), group in groups.items():
        keys = _owed_keys(session, kind, discussion_id, group, now=now, settle=settle)
        owed |= {delivery.id for delivery in group if (delivery.person_id, delivery.occasion) in keys and delivery.id}
    return owed


def held_back(session: Session, deliveries: Sequence[Delivery], now: datetime) -> set[int]:
    """The numbers of those to people nobody has confirmed, who got enough letters for one day (trust.md, Access)."""
    asked = [delivery for delivery in deliveries if delivery.kind in STRANGERS_CAN_CAUSE]
    letters = _letters_of_today(session, {delivery.person_id for delivery in asked}, now) if asked else {}
    held = set()
    for delivery in asked:
        if delivery.person_id in letters:
            letters[delivery.person_id] += 1
            if delivery.id and letters[delivery.person_id] > LETTERS_TO_STRANGERS:
                held.add(delivery.id)
    return held


def end(session: Session, delivery: Delivery, now: datetime) -> None:
    """It is not owed any more. A row that never left gives its key free; one that was attempted is the proof that it
    was, and stays (design.md, pitfall 2)."""
    reason = reason_against(session, delivery, now).in_language("en")
    if delivery.fence:
        delivery.state, delivery.reason, delivery.leased_until = DeliveryState.SKIPPED, reason, None
        return
    session.add(Skipped(
        kind=delivery.kind, person_id=delivery.person_id, discussion_id=delivery.discussion_id,
        occasion=delivery.occasion, channel=delivery.channel, due_at=delivery.due_at, reason=reason, at=now,
    ))  # fmt: skip
    session.delete(delivery)


def reason_against(session: Session, delivery: Delivery, now: datetime) -> Message:
    """Why it is not owed, in words for the organiser."""
    person = session.get_one(Person, delivery.person_id)
    if person.address_refused:
        return say("The mail server does not accept the address.")
    if delivery.expires_at <= now:
        return say("Too late: it would no longer be of use.")
    if delivery.kind == ANNOUNCEMENT:
        return reason_not_announced(session, delivery)
    return _reason_in(session.get(Discussion, delivery.discussion_id), now)


def _reason_in(discussion: Discussion | None, now: datetime) -> Message:
    if discussion is None:
        return say("The sign-in link was used or has expired.")
    if discussion.is_cancelled:
        return say("The discussion is cancelled.")
    if discussion.is_over(now):
        return say("The discussion is over.")
    return say("No longer true: the person's part or the date has changed since it was planned.")


def _letters_of_today(session: Session, people: Collection[int], now: datetime) -> dict[int | None, int]:
    """How many letters of these kinds each stranger among them got within the last day."""
    got = select(func.count()).where(
        Delivery.person_id == Person.id, col(Delivery.sent_at) > now - PER, col(Delivery.kind).in_(STRANGERS_CAN_CAUSE)
    )
    strangers = col(Person.id).in_(people), col(Person.known_at).is_(None)
    return dict(session.exec(select(Person.id, got.scalar_subquery()).where(*strangers)).all())


def _owed_keys(
    session: Session, kind: str, discussion_id: int, group: Sequence[Delivery], *, now: datetime, settle: timedelta
) -> set[tuple[int, int]]:  # fmt: skip
    people = {delivery.person_id for delivery in group}
    if kind == LOGIN:
        return _open_sign_ins(session, group, now)
    if kind == TRIAL:
        return open_trials(session, group, now)
    discussion = session.get(Discussion, discussion_id)
    if discussion is None or kind not in KINDS:
        return set()
    scope = scope_of(session, discussion, now, settle, only=people)
    if not KINDS[kind].arises(scope):
        return set()
    return {(row.person_id, row.occasion) for row in session.execute(KINDS[kind].owed_now(scope)).all()}


def _open_sign_ins(session: Session, group: Sequence[Delivery], now: datetime) -> set[tuple[int, int]]:
    asked = session.exec(
        select(SignIn).where(col(SignIn.id).in_({delivery.occasion for delivery in group}),
                             col(SignIn.used_at).is_(None), col(SignIn.expires_at) > now)
    ).all()  # fmt: skip
    return {(row.person_id, row.id) for row in asked if row.person_id is not None and row.id is not None}

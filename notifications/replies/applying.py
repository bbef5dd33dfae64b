"""What an answer changes: the entry keeps the latest, and a no gives up the seat or the part.

Answers are ordered by (SEQUENCE, DTSTAMP), not by when they arrive (RFC 5546, 2.1.5), and only the latest has an
effect that lasts: a no that a later yes follows is undone. So the same answers end in the same state in whatever order
they come (decisions/0014).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from foundation.languages import Message
from foundation.refusals import Refused
from notifications.models import CalendarEntry, EntryAnswer, Incoming, IncomingState
from notifications.replies import reasons
from notifications.replies.matching import Target
from registrations import seats
from registrations.personal import recognise
from speakers import engagements
from speakers.models import Answer as Spoken

MOST_AHEAD = timedelta(minutes=10)
"""Clocks differ; a stamp further ahead would outlive every later answer."""
ANSWERS = [EntryAnswer.DECLINED, EntryAnswer.DELEGATED, EntryAnswer.TENTATIVE, EntryAnswer.ACCEPTED]
"""Of two in the same second the later of these holds: it costs nobody a seat."""

Act = Callable[[], None]
Order = tuple[int, datetime, int]


def stamp_of(dtstamp: datetime | None, now: datetime) -> datetime:
    """When an answer was given, as far as its sender says; never far ahead of `now`, when it arrived."""
    return min(dtstamp or now, now + MOST_AHEAD)


def apply(session: Session, incoming: Incoming, target: Target, now: datetime) -> None:
    """Let an answer count, which is known to be of the person whose entry it is. Its row says what became of it."""
    entry = target.entry
    answer = next((known for known in ANSWERS if known == incoming.partstat.lower()), None)
    if reason := unheeded(target, now) or _says_nothing_new(incoming, entry, answer):
        _note(incoming, reason)
        return
    assert answer is not None, "else it says nothing new"
    try:
        _follow(session, target, answer, now)
    except Refused as refusal:
        _note(incoming, refusal.message)
        return
    _keep(entry, answer, incoming)
    recognise(target.person, now)
    incoming.state, incoming.reason = IncomingState.APPLIED, ""
    if answer == EntryAnswer.DELEGATED:
        incoming.state, incoming.reason = IncomingState.HELD, reasons.DELEGATED.in_language("en")


def unheeded(target: Target, now: datetime) -> Message | None:
    """Why nothing that a calendar says about this entry matters any more."""
    if target.discussion.is_cancelled:
        return reasons.CANCELLED
    if target.discussion.is_over(now):
        return reasons.OVER
    return None if target.entry.present else reasons.NOT_PRESENT


class NoPart(Refused):
    """There is nothing that this answer could be about."""

    def __init__(self) -> None:
        super().__init__(reasons.NO_PART)


def _says_nothing_new(incoming: Incoming, entry: CalendarEntry, answer: EntryAnswer | None) -> Message | None:
    if answer is None:
        return reasons.UNDECIDED
    if incoming.sequence < entry.asked_sequence:
        return reasons.EARLIER_TIME
    order, before = _order(incoming, entry, answer), _order_before(entry)
    if before is None or order > before:
        return None
    return reasons.DUPLICATE if order == before else reasons.OLDER


def _order(incoming: Incoming, entry: CalendarEntry, answer: EntryAnswer) -> Order:
    """Some clients count SEQUENCE on by themselves: above ours it is ours."""
    assert incoming.dtstamp is not None, "every answer has a stamp"
    return min(incoming.sequence, entry.sequence), incoming.dtstamp, ANSWERS.index(answer)


def _order_before(entry: CalendarEntry) -> Order | None:
    """Of the answer that holds; none when the entry began anew, with a new UID."""
    if entry.answer is None or entry.answered_sequence is None or entry.answered_dtstamp is None:
        return None
    if entry.answered_sequence > entry.sequence:
        return None
    return entry.answered_sequence, entry.answered_dtstamp, ANSWERS.index(entry.answer)


def _follow(session: Session, target: Target, answer: EntryAnswer, now: datetime) -> None:
    """Give up what the person has, or take it again if an earlier no in the calendar gave it up. Its CANCEL has not
    left yet: the entry is still there."""
    held, given_up = _parts(session, target, now)
    if not (held or given_up):
        raise NoPart
    is_no = answer == EntryAnswer.DECLINED
    if acts := held if is_no else given_up:
        with session.begin_nested():
            for act in acts:
                act()
    if answer != target.entry.answer or (is_no and held):
        target.entry.answered_at = now


def _parts(session: Session, target: Target, now: datetime) -> tuple[list[Act], list[Act]]:
    """How to give up each part that the person has, and how to take again what the answer that holds gave up."""
    held: list[Act] = []
    given_up: list[Act] = []
    said_no_at = target.entry.answered_at if target.entry.answer == EntryAnswer.DECLINED else None
    engagement, registration = target.engagement, target.registration
    if engagement is not None and engagement.is_accepted:
        held.append(lambda: engagements.decline(session, engagement, now))
    elif engagement is not None and engagement.answered_at == said_no_at and engagement.answer == Spoken.DECLINED:
        given_up.append(lambda: engagements.accept(session, engagement, now))
    if registration is not None and not registration.is_cancelled:
        held.append(lambda: seats.give_up(session, target.discussion, registration, now))
    elif registration is not None and registration.cancelled_at == said_no_at:
        given_up.append(lambda: seats.come_back(session, target.discussion, registration, now))
    return held, given_up


def _keep(entry: CalendarEntry, answer: EntryAnswer, incoming: Incoming) -> None:
    entry.answer, entry.answered_dtstamp = answer, incoming.dtstamp
    entry.answered_sequence = min(incoming.sequence, entry.sequence)


def _note(incoming: Incoming, reason: Message) -> None:
    incoming.state, incoming.reason = IncomingState.NOTED, reason.in_language("en")[:500]

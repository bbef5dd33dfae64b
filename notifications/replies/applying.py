"""What an answer changes: the entry keeps the latest, and a no gives up the seat or the part.

Answers are ordered by (SEQUENCE, DTSTAMP), not by when they arrive (RFC 5546, 2.1.5), and only the latest has an
effect that lasts: a no that a later yes follows is undone. So the same answers end in the same state in whatever order
they come (decisions/0014).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import Session, SQLModel

from events.models import Discussion
from foundation.languages import Message
from foundation.prepared import Prepared, written_past
from foundation.refusals import Refused
from notifications.hearers import path_of_assistant
from notifications.models import Arrival, CalendarEntry, EntryAnswer, IncomingState
from notifications.replies import reasons
from notifications.replies.targets import Entry, Target
from registrations import seats
from registrations.models import Registration, Status
from registrations.personal import recognise_by_number
from speakers import engagements
from speakers.models import Answer as Spoken
from speakers.models import Engagement

MOST_AHEAD = timedelta(minutes=10)
"""Clocks differ; a stamp further ahead would outlive every later answer."""
ANSWERS = [EntryAnswer.DECLINED, EntryAnswer.DELEGATED, EntryAnswer.TENTATIVE, EntryAnswer.ACCEPTED]
"""Of two in the same second the later of these holds: it costs nobody a seat."""

_ENTRY = SQLModel.metadata.tables["calendarentry"]
ANSWERED = Prepared(lambda _: update(_ENTRY).where(_ENTRY.c.id == bindparam("entry")).values(
    {column: bindparam(f"new_{column}")
     for column in ("answer", "answered_at", "answered_sequence", "answered_dtstamp")}
))  # fmt: skip
Act = Callable[[], None]
Order = tuple[int, datetime, int]


def stamp_of(dtstamp: datetime | None, now: datetime) -> datetime:
    """When an answer was given, as far as its sender says; never far ahead of `now`, when it arrived."""
    return min(dtstamp or now, now + MOST_AHEAD)


def apply(session: Session, incoming: Arrival, target: Target, now: datetime) -> None:
    """Let an answer count, which is known to be of the person whose entry it is. Its row says what became of it."""
    entry = target.entry
    answer = next((known for known in ANSWERS if known == incoming.partstat.lower()), None)
    if reason := unheeded(target, now) or _says_nothing_new(incoming, entry, answer):
        _note(incoming, reason)
        return
    assert answer is not None, "else it says nothing new"
    try:
        answered_at = _follow(session, target, answer, now)
    except Refused as refusal:
        _note(incoming, refusal.message)
        return
    ANSWERED.run(session, {
        "entry": entry.id, "new_answer": answer, "new_answered_at": answered_at,
        "new_answered_sequence": min(incoming.sequence, entry.sequence), "new_answered_dtstamp": incoming.dtstamp,
    })  # fmt: skip
    written_past(session, CalendarEntry, entry.id)
    recognise_by_number(session, target.person.id, now)
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


def _says_nothing_new(incoming: Arrival, entry: Entry, answer: EntryAnswer | None) -> Message | None:
    if answer is None:
        return reasons.UNDECIDED
    if incoming.sequence < entry.asked_sequence:
        return reasons.EARLIER_TIME
    order, before = _order(incoming, entry, answer), _order_before(entry)
    if before is None or order > before:
        return None
    return reasons.DUPLICATE if order == before else reasons.OLDER


def _order(incoming: Arrival, entry: Entry, answer: EntryAnswer) -> Order:
    """Some clients count SEQUENCE on by themselves: above ours it is ours."""
    assert incoming.dtstamp is not None, "every answer has a stamp"
    return min(incoming.sequence, entry.sequence), incoming.dtstamp, ANSWERS.index(answer)


def _order_before(entry: Entry) -> Order | None:
    """Of the answer that holds; none when the entry began anew, with a new UID."""
    if entry.answer is None or entry.answered_sequence is None or entry.answered_dtstamp is None:
        return None
    if entry.answered_sequence > entry.sequence:
        return None
    return entry.answered_sequence, entry.answered_dtstamp, ANSWERS.index(entry.answer)


def _follow(session: Session, target: Target, answer: EntryAnswer, now: datetime) -> datetime | None:
    """Give up what the person has, or take it again if an earlier no in the calendar gave it up. Its CANCEL has not
    left yet: the entry is still there. Since when the answer holds."""
    held, given_up = _parts(session, target, now)
    if not (held or given_up):
        if path_of_assistant(session, target.discussion.id or 0, target.person.id or 0) is None:
            raise NoPart
        return now if answer != target.entry.answer else target.entry.answered_at  # about whoever assists alone
    is_no = answer == EntryAnswer.DECLINED
    if acts := held if is_no else given_up:
        with session.begin_nested():
            for act in acts:
                act()
    return now if answer != target.entry.answer or (is_no and held) else target.entry.answered_at


def _parts(session: Session, target: Target, now: datetime) -> tuple[list[Act], list[Act]]:
    """How to give up each part that the person has, and how to take again what the answer that holds gave up."""
    held: list[Act] = []
    given_up: list[Act] = []
    said_no_at = target.entry.answered_at if target.entry.answer == EntryAnswer.DECLINED else None
    part, seat = target.engagement, target.registration
    if part is not None and part.answer == Spoken.ACCEPTED:
        held.append(lambda: engagements.decline(session, session.get_one(Engagement, part.id), now))
    elif part is not None and part.answered_at == said_no_at and part.answer == Spoken.DECLINED:
        given_up.append(lambda: engagements.accept(session, session.get_one(Engagement, part.id), now))
    if seat is not None and seat.status != Status.CANCELLED:
        held.append(lambda: seats.give_up_held(session, target.discussion, seat, now))
    elif seat is not None and seat.cancelled_at == said_no_at:
        given_up.append(lambda: seats.come_back(
            session, session.get_one(Discussion, target.discussion.id), session.get_one(Registration, seat.id), now
        ))  # fmt: skip
    return held, given_up


def _note(incoming: Arrival, reason: Message) -> None:
    incoming.state, incoming.reason = IncomingState.NOTED, reason.in_language("en")[:500]

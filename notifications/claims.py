"""Claiming: the intent is committed before anything leaves. Leases and fences keep senders apart (trust.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from foundation.languages import say
from foundation.prepared import Prepared
from notifications import calendars, gate, holds
from notifications.calendars import Saying
from notifications.facts import NO_ANSWER, CalendarLetter, Facts, Reading
from notifications.kinds import CALENDAR_KINDS, LOGIN, NOTICES, TRIAL
from notifications.models import CalendarEntry, Delivery, DeliveryState
from notifications.notice_facts import NoticeFacts, notice_facts
from notifications.sign_in_facts import SignInFacts, sign_in_facts
from notifications.trials import TrialFacts, trial_facts

LEASE = timedelta(seconds=60)
WAIT_FOR_STRANGERS = timedelta(hours=6)
DOUBTFUL = say(
    "Interrupted while it was being sent; it may have arrived. It is sent once more, recognisable as the same."
)

LEFT_BEHIND = Prepared(
    lambda _: select(Delivery.id)
    .where(text("state = 'sending'"), col(Delivery.leased_until) < bindparam("now")).limit(1)
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One message that this sender, and nobody else, may hand over until its lease ends."""

    delivery_id: int
    fence: int
    attempts: int
    facts: Facts | SignInFacts | NoticeFacts | TrialFacts
    claimed_at: datetime
    """What it says was read then."""
    expires_at: datetime
    """Later than this it would be wrong."""
    is_probe: bool = False
    """What becomes of it says whether the mail server can be used again."""


def claim(
    session: Session, now: datetime, settle: timedelta, limit: int, *, organiser: str, below: int | None = None
) -> list[Claim] | None:  # fmt: skip
    """Up to `limit` messages whose hour has come and that are still owed, most urgent first; commit before sending.
    `below` lets only those of a lower priority number leave.

    None when nothing at all was due; an empty list when what was due is no longer owed. `organiser` is the address that
    letters come from.
    """
    due = (
        select(Delivery).where(text("state = 'planned'"), col(Delivery.due_at) <= now)
        .order_by(col(Delivery.priority), col(Delivery.due_at), col(Delivery.id)).limit(limit)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    found = session.exec(due if below is None else due.where(col(Delivery.priority) < below)).all()
    if not found:
        return None
    found = _not_held(session, found)
    owed, held = gate.still_owed(session, found, now, settle), gate.held_back(session, found, now)
    for delivery in found:
        if delivery.id not in owed:
            gate.end(session, delivery, now)
        elif delivery.id in held:
            delivery.due_at, delivery.reason = now + WAIT_FOR_STRANGERS, gate.HELD_BACK.in_language("en")
    going = [delivery for delivery in found if delivery.id in owed - held]
    return _intended(session, going, now, organiser)


def renew(session: Session, claims: Iterable[tuple[int, int]], now: datetime) -> Sequence[int | None]:
    """Keep the leases of what is in flight, by number and fence; one whose fence has moved on is left alone. The answer
    is what was kept."""
    mine = update(Delivery).where(
        tuple_(col(Delivery.id), col(Delivery.fence)).in_(list(claims)), text("state = 'sending'")
    )
    kept = mine.values(leased_until=now + LEASE).returning(col(Delivery.id))
    return session.scalars(kept, execution_options={"synchronize_session": False}).all()


def are_left_behind(session: Session, now: datetime) -> bool:
    """Whether there is anything to `take_back`."""
    return LEFT_BEHIND.first(session, {"now": now}) is not None


def take_back(session: Session, now: datetime, *, whole_house: bool = False) -> None:
    """Plan again what a sender left behind when its lease ran out. With `whole_house`, at the start of the only
    process, that is everything in flight."""
    left = update(Delivery).where(text("state = 'sending'"))
    left = left if whole_house else left.where(col(Delivery.leased_until) < now)
    left = left.values(reason=DOUBTFUL.in_language("en"), leased_until=None, doubts=col(Delivery.doubts) + 1)
    session.execute(left.where(col(Delivery.kind) == LOGIN).values(state=DeliveryState.FAILED))
    session.execute(left.values(state=DeliveryState.PLANNED))


def _not_held(session: Session, found: Sequence[Delivery]) -> list[Delivery]:
    held = holds.held_among(session, found)
    for delivery in found:
        if hold := held.get(delivery.id or 0):
            delivery.state, delivery.reason = DeliveryState.HELD, str(holds.reason_of(hold))
    return [delivery for delivery in found if delivery.state != DeliveryState.HELD]


def _intended(session: Session, going: Sequence[Delivery], now: datetime, organiser: str) -> list[Claim]:
    """Intent: attempt n, a lease, a fence; what the letter will say is read in the same transaction."""
    _mark_all(session, going, now)
    to_people = [delivery for delivery in going if delivery.kind not in (LOGIN, TRIAL, *NOTICES)]
    reading = Reading(session, to_people, now)
    claims = []
    for delivery in going:
        assert delivery.id is not None, "flushed rows have a number"
        facts = _facts(reading, delivery, now, organiser)
        claims.append(Claim(
            delivery.id, delivery.fence, delivery.attempts, facts, claimed_at=now, expires_at=delivery.expires_at,
        ))  # fmt: skip
    calendars.add_rows(session, reading.first_rows)
    session.flush()
    return claims


def _mark_all(session: Session, going: Sequence[Delivery], now: datetime) -> None:
    """In one statement, past the objects, which are told of it (decisions/0010)."""
    mine = update(Delivery).where(col(Delivery.id).in_([delivery.id for delivery in going]))
    session.connection().execute(mine.values(
        state=DeliveryState.SENDING, leased_until=now + LEASE, attempts=col(Delivery.attempts) + 1,
        fence=col(Delivery.fence) + 1,
    ))  # fmt: skip
    for delivery in going:
        set_committed_value(delivery, "state", DeliveryState.SENDING)
        set_committed_value(delivery, "leased_until", now + LEASE)
        set_committed_value(delivery, "attempts", delivery.attempts + 1)
        set_committed_value(delivery, "fence", delivery.fence + 1)


def _facts(
    reading: Reading, delivery: Delivery, now: datetime, organiser: str
) -> Facts | SignInFacts | NoticeFacts | TrialFacts:
    if delivery.kind == LOGIN:
        return sign_in_facts(reading.session, delivery)
    if delivery.kind == TRIAL:
        return trial_facts(reading.session, delivery, now)
    if delivery.kind in NOTICES:
        return notice_facts(reading.session, delivery, now)
    calendar = _calendar_letter(reading, delivery, now, organiser) if delivery.kind in CALENDAR_KINDS else None
    return reading.facts_of(delivery, calendar)


def _calendar_letter(reading: Reading, delivery: Delivery, now: datetime, organiser: str) -> CalendarLetter:
    discussion, _ = reading.discussions[delivery.discussion_id]
    entry: CalendarEntry | None = reading.entries.get((delivery.discussion_id, delivery.person_id))
    saying = Saying.of(discussion, organiser=organiser, **reading.own_view(delivery))
    if entry is None:
        row = calendars.first_row(delivery, saying, now)
        reading.first_rows.append(row)
        return CalendarLetter(uid=row["uid"], sequence=row["sequence"], dtstamp=row["dtstamp"], saying=saying)
    before = None if delivery.kind == "invited" else Saying.shown_by(entry)
    is_doubtful = entry.delivery_id is not None
    calendars.prepare(entry, delivery, saying=saying, now=now)
    return CalendarLetter(
        uid=entry.uid, sequence=entry.sequence, dtstamp=entry.dtstamp, saying=saying, before=before,
        partstat=entry.answer.value.upper() if entry.answer else NO_ANSWER, is_doubtful=is_doubtful,
    )  # fmt: skip

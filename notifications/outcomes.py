"""Outcomes: what became of an attempt, committed before the next message goes over the same connection.

Every write carries the fence of the claim: a sender that lost its lease cannot write over the one after it.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, column, null, or_, update, values
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from foundation.people import Person
from foundation.prepared import Prepared
from notifications import calendars
from notifications.calendars import Saying
from notifications.channels import NotBegun, Rejected, TryAgain
from notifications.claims import Claim
from notifications.facts import Facts
from notifications.kinds import LOGIN
from notifications.models import CalendarEntry, Delivery, DeliveryState
from notifications.vital_signs import tally

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360)]
"""After the first, second … refusal for the time being; the last again and again until the message expires."""
SPREAD = 0.2
SHORT_PAUSE = timedelta(seconds=30)

_LETTER, _ENTRY = (SQLModel.metadata.tables[name] for name in ("delivery", "calendarentry"))
TOGETHER = 32
"""Letters that one statement records."""


class Sent(NamedTuple):
    """A letter that the mail server took, and with what words."""

    claim: Claim
    answer: str


def record_sent(session: Session, letters: Sequence[Sent], now: datetime) -> None:
    """The mail server took them. Nothing is read, and a mass mailing records what comes together in two statements
    (decisions/0010, 0060)."""
    ordered = sorted(letters, key=lambda sent: sent.claim.delivery_id)  # as `renew` has it: nobody waits for the other
    for start in range(0, len(ordered), TOGETHER):
        _record_together(session, ordered[start : start + TOGETHER], now)


def _record_together(session: Session, letters: Sequence[Sent], now: datetime) -> None:
    said: dict[str, object] = {"at": now}
    for place, (claim, answer) in enumerate(letters):
        said |= {f"delivery{place}": claim.delivery_id, f"claimed{place}": claim.fence, f"answer{place}": answer[:500]}
    ours = {number for number, in _sent(len(letters)).all(session, said)}
    told: dict[tuple[int | None, str, Saying], list[Claim]] = defaultdict(list)
    for claim, _ in letters:
        if claim.delivery_id in ours:
            tally.note(DeliveryState.SENT, claim.facts.kind)
            if isinstance(claim.facts, Facts) and (calendar := claim.facts.calendar) is not None:
                told[claim.facts.discussion.id, claim.facts.kind, calendar.saying].append(claim)
    for (discussion_id, kind, saying), claims in told.items():
        _record_told(session, discussion_id, calendars.told(kind, saying, now), claims)


def _record_told(session: Session, discussion_id: int | None, told: dict[str, object], claims: Sequence[Claim]) -> None:
    """What the calendars of these people show now, alike for all of them."""
    said: dict[str, object] = {f"new_{name}": value for name, value in told.items()}
    for place, claim in enumerate(claims):
        said |= {f"about{place}": discussion_id, f"person{place}": claim.facts.person.id}
        said[f"letter{place}"] = claim.delivery_id
    _telling(len(claims), *told).run(session, said)


def look_again(session: Session, claim: Claim, now: datetime) -> None:
    """A letter that was under way for longer than a change rests was not yet told when the change was: whoever has it
    is owed the change, and only a new look at the discussion finds that."""
    if isinstance(claim.facts, Facts):
        changes = (Discussion.changed_at, Discussion.agenda_changed_at)
        changed = update(Discussion).where(
            col(Discussion.id) == claim.facts.discussion.id, or_(*(col(at) >= claim.claimed_at for at in changes))
        )
        session.execute(changed.values(attention_at=now), execution_options={"synchronize_session": False})


def record_try_again(session: Session, claim: Claim, refusal: TryAgain, now: datetime) -> None:
    """Not now. An attempt that never reached the mail server is not counted; one that broke off after the letter
    was handed over may have arrived, and a sign-in link is sent at most once."""
    delivery = _still_mine(session, claim)
    if delivery is None:
        return
    if not refusal.in_doubt and (entry := _prepared_entry(session, claim)) is not None:
        calendars.forget_attempt(entry, delivery.kind)
    delivery.doubts += refusal.in_doubt
    is_doubtful_login = delivery.kind == LOGIN and refusal.in_doubt
    delivery.state = DeliveryState.FAILED if is_doubtful_login else DeliveryState.PLANNED
    delivery.leased_until, delivery.reason = None, refusal.reason[:500]
    delivery.attempts -= 0 if refusal.counts else 1  # or a night without a mail server would make the first 451 last
    if not isinstance(refusal, NotBegun):
        delivery.due_at = now + (back_off(delivery.attempts) if refusal.counts else SHORT_PAUSE)


def record_rejected(session: Session, claim: Claim, refusal: Rejected, now: datetime) -> None:
    """Never. A refused address gets nothing more until somebody mends it."""
    delivery = _still_mine(session, claim)
    if delivery is None:
        return
    delivery.state, delivery.leased_until, delivery.reason = DeliveryState.FAILED, None, refusal.reason[:500]
    if refusal.bad_address:
        session.get_one(Person, delivery.person_id).address_refused = refusal.reason[:500]
    if (entry := _prepared_entry(session, claim)) is not None:
        calendars.forget_attempt(entry, delivery.kind)


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts, give or take a fifth, so that a thousand do not return at once."""
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    return wait * (1 + random.uniform(-SPREAD, SPREAD))


@cache
def _sent(letters: int) -> Prepared:
    """The statement that records so many letters, and answers which of them were still ours."""
    these = _rows("said", letters, delivery=Integer(), claimed=Integer(), answer=String())
    return Prepared(lambda dialect: (
        update(_LETTER)
        .values(state=DeliveryState.SENT, sent_at=bindparam("at"), leased_until=null(), reason=these.answer)
        .where(_LETTER.c.id == these.delivery, _LETTER.c.fence == these.claimed,
               _LETTER.c.state == DeliveryState.SENDING)
        .returning(_LETTER.c.id)
    ))  # fmt: skip


@cache
def _telling(letters: int, *columns: str) -> Prepared:
    """The statement that sets these columns of so many entries; kinds of letter differ in them. Each row names its
    discussion, though it is the same: told that one only, PostgreSQL reads all of its entries."""
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    these = _rows("told", letters, about=Integer(), person=Integer(), letter=Integer())
    return Prepared(lambda dialect: (
        update(_ENTRY).values(messages=_ENTRY.c.messages + 1, **new)
        .where(_ENTRY.c.discussion_id == these.about, _ENTRY.c.person_id == these.person,
               _ENTRY.c.delivery_id == these.letter)
    ))  # fmt: skip


def _rows(name: str, count: int, **columns: Any) -> Any:
    """The columns of a table that stands in the statement: each row has a value for each of them, by its place."""
    rows = [tuple(bindparam(f"{word}{place}", type_=kind) for word, kind in columns.items()) for place in range(count)]
    return values(*(column(word, kind) for word, kind in columns.items()), name=name).data(rows).cte(name).c


def _still_mine(session: Session, claim: Claim) -> Delivery | None:
    return session.exec(
        select(Delivery).where(col(Delivery.id) == claim.delivery_id, col(Delivery.fence) == claim.fence,
                               col(Delivery.state) == DeliveryState.SENDING).with_for_update()
    ).one_or_none()  # fmt: skip


def _prepared_entry(session: Session, claim: Claim) -> CalendarEntry | None:
    """The entry that this attempt alone has touched: a refusal now does not settle an earlier doubt."""
    if not isinstance(claim.facts, Facts) or claim.facts.calendar is None or claim.facts.calendar.is_doubtful:
        return None
    return session.exec(
        select(CalendarEntry).where(
            col(CalendarEntry.discussion_id) == claim.facts.discussion.id,
            col(CalendarEntry.person_id) == claim.facts.person.id,
            col(CalendarEntry.delivery_id) == claim.delivery_id,
        )
    ).one_or_none()  # fmt: skip

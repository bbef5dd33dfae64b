"""Letters on trial: every letter of a plan, to the organiser who asks and nobody else, with invented readers.

Asking writes one row for each letter; the clock makes a message of it, as it does for ways in to the desk. They carry
no entry for a calendar: nobody could tell an entry on trial from one that holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.database import insert_in
from foundation.languages import LANGUAGES, say
from foundation.limits import spend
from foundation.people import Person
from foundation.prepared import Prepared
from foundation.refusals import Refused
from notifications.facts import Facts
from notifications.kinds import KINDS, TRIAL
from notifications.models import NO_DISCUSSION, Delivery, DeliveryState
from notifications.notice_facts import NoticeFacts
from notifications.plan import EMAIL, KEY
from notifications.plan_models import Trial
from notifications.plan_places import Place
from notifications.preview import Wanted, previewed
from notifications.readers import Reader, readers_of
from notifications.time_line import Line, time_line

LASTS = timedelta(hours=1)
ASKED = Prepared(lambda _: select(Trial.id).where(col(Trial.asked_at) > bindparam("since")).limit(1))
PRIORITY = KINDS["agenda"].priority
ALLOWED, PER = 3, timedelta(hours=1)
"""How often somebody may ask for a whole plan."""
AT_ONCE = timedelta(seconds=30)
"""Who asks for the same again within it has pressed the button twice."""


@dataclass(frozen=True, kw_only=True)
class TrialFacts:
    """One letter on trial; `shown` is what the invented reader would get, `person` the organiser who gets it."""

    delivery_id: int
    kind: str
    person: Person
    reader: Reader
    shown: Facts | NoticeFacts


def ask_for_trials(session: Session, place: Place, by: Person, *, language: str, now: datetime) -> int:
    """A letter for each line that is on and each kind of its readers, in the order of the time line; how many. Pressed
    twice it is one set of them: who comes second waits for the count of the first.

    Refused: a language we do not have, an address that the mail server refuses, the fourth time in an hour."""
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages."), "spoken")
    if by.email is None or by.address_refused:
        raise Refused(say("The mail server does not accept the address."))
    spend(session, f"trials {by.id}", now, allowed=ALLOWED, per=PER)
    session.execute(delete(Trial).where(col(Trial.person_id) == by.id, col(Trial.asked_at) <= now - LASTS))
    same = {"person_id": by.id, "language": language, **place.key}
    if there := _asked_since(session, now - AT_ONCE, same):
        return there
    wanted = letters_in(time_line(session, place, now))
    for kind, reader in wanted:
        session.add(Trial(person_id=by.id or 0, kind=kind, reader=reader, language=language, asked_at=now, **place.key))
        session.flush()  # numbers in the order of the time line
    return len(wanted)


def letters_in(lines: Iterable[Line]) -> list[tuple[str, Reader]]:
    """Kind and reader of each letter that differs, in the order of the time line; lines that are off apart."""
    shown = [line.kind.name for line in lines if line.plan.is_on and line.can_be_seen]
    return [(kind, reader) for kind in shown for reader in readers_of(kind)]


def are_asked(session: Session, now: datetime) -> bool:
    """Whether somebody asked of late; most of the time nobody did."""
    return ASKED.first(session, {"since": now - LASTS}) is not None


def plan_trials(session: Session, now: datetime) -> None:
    """A message for every letter on trial that has none."""
    planned = exists().where(
        col(Delivery.kind) == TRIAL, col(Delivery.person_id) == col(Trial.person_id),
        col(Delivery.occasion) == col(Trial.id),
    )  # fmt: skip
    missing = session.exec(select(Trial).where(_lately(now), ~planned).order_by(col(Trial.id))).all()
    if missing:
        insert = insert_in(session.get_bind().dialect.name)(Delivery).on_conflict_do_nothing(index_elements=KEY)
        session.execute(insert, [_message(trial, now) for trial in missing])


def open_trials(session: Session, deliveries: Sequence[Delivery], now: datetime) -> set[tuple[int, int]]:
    """(person, occasion) of those among `deliveries` that somebody still waits for."""
    numbers = {delivery.occasion for delivery in deliveries}
    found = session.exec(select(Trial).where(col(Trial.id).in_(numbers), _lately(now))).all()
    return {(trial.person_id, trial.id) for trial in found if trial.id is not None}


def trial_facts(session: Session, delivery: Delivery, now: datetime) -> TrialFacts:
    trial, person = session.get_one(Trial, delivery.occasion), session.get_one(Person, delivery.person_id)
    wanted = Wanted(trial.kind, Reader(trial.reader), trial.language, person)
    assert delivery.id is not None, "flushed rows have a number"
    return TrialFacts(
        delivery_id=delivery.id, kind=TRIAL, person=person, reader=wanted.reader,
        shown=previewed(session, _place(session, trial), wanted, now),
    )  # fmt: skip


def _asked_since(session: Session, moment: datetime, same: Mapping[str, Any]) -> int:
    asked = select(func.count()).select_from(Trial).where(col(Trial.asked_at) > moment)
    return session.exec(asked.filter_by(**same)).one()


def _lately(now: datetime) -> ColumnElement[bool]:
    return col(Trial.asked_at) > now - LASTS


def _message(trial: Trial, now: datetime) -> dict[str, Any]:
    return {
        "kind": TRIAL, "person_id": trial.person_id, "discussion_id": NO_DISCUSSION, "occasion": trial.id,
        "channel": EMAIL, "state": DeliveryState.PLANNED, "priority": PRIORITY,
        "due_at": trial.asked_at, "expires_at": trial.asked_at + LASTS, "attempts": 0, "fence": 0, "reason": "",
        "created_at": now,
    }  # fmt: skip


def _place(session: Session, trial: Trial) -> Place:
    if trial.discussion_id is None:
        return Place(session.get_one(Series, trial.series_id))
    discussion = session.get_one(Discussion, trial.discussion_id)
    return Place(session.get_one(Series, discussion.series_id), discussion)

"""What the retention clocks make due, done in small steps: a few hundred people of one discussion at a time.

A series whose hour has come and that is not marked as done is looked at; nothing else is. A copy of the database that
is brought back falls due again by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select, union, update
from sqlmodel import Session, col

from events.models import Discussion
from foundation.people import Office, Person
from foundation.sign_in import Organiser
from foundation.zones import zone
from notifications.privacy.erasing import empty_people, forget_people, unneeded
from notifications.privacy.models import Remains
from registrations.attendance.models import RoomName
from registrations.certificates.forgetting import take_names_off
from registrations.models import Registration
from registrations.privacy.forgetting import UNTOUCHED, unlink_answers
from registrations.privacy.retention import Clock, clocks, retention_of
from speakers.assisting.models import Assistant
from speakers.models import Engagement

AT_ONCE = 300
"""People of one step."""
WORK_FROM, WORK_UNTIL = 8, 18
"""Hours of the office: nobody is woken for what is two weeks ahead."""
LASTING = ("engagement", "certificate")
"""What was said in public, and what was earned, outlives the contact."""
Step = Callable[[Session], None]


def steps_due(session: Session, now: datetime) -> Iterator[tuple[str, Step]]:
    """A name and a step for every series that has something left."""
    for clock in clocks(session):
        if clock.warns(now) and clock.warned_of != clock.forgets_at and _is_at_work(session, clock, now):
            yield f"warning of series {clock.series.id}", _step(_warn, clock, now)
        if not clock.is_counted and clock.unlinks_at <= now:
            yield f"counting series {clock.series.id}", _step(_count, clock, now)
        if not clock.is_forgotten and clock.forgets_at <= now:
            yield f"forgetting series {clock.series.id}", _step(_forget, clock, now)


def _step(work: Callable[[Session, Clock, datetime], None], clock: Clock, now: datetime) -> Step:
    return lambda session: work(session, clock, now)


def _is_at_work(session: Session, clock: Clock, now: datetime) -> bool:
    office = session.get_one(Office, clock.series.office_id)
    return WORK_FROM <= now.astimezone(zone(office.timezone)).hour < WORK_UNTIL


def _warn(session: Session, clock: Clock, now: datetime) -> None:
    """The letter follows from the clock itself (notifications/notices.py); this asks for a look."""
    retention_of(session, clock.series.id or 0).warned_of = clock.forgets_at
    last = update(Discussion).where(
        col(Discussion.series_id) == clock.series.id, col(Discussion.ends_at) == clock.ends_at
    )
    session.execute(last.values(attention_at=now), execution_options=UNTOUCHED)


def _count(session: Session, clock: Clock, now: datetime) -> None:
    """The answers of one discussion, or the mark that all are counted."""
    left = select(col(Registration.discussion_id)).join(Discussion).where(
        col(Discussion.series_id) == clock.series.id, col(Registration.counted_at).is_(None)
    )  # fmt: skip
    number = session.scalars(left.limit(1)).first()
    if number is None:
        retention_of(session, clock.series.id or 0).counted_until = clock.ends_at
        return
    unlink_answers(session, col(Registration.discussion_id) == number, now)
    session.add(Remains(due_at=now))


def _forget(session: Session, clock: Clock, now: datetime) -> None:
    """Some people of the series, or the mark that all are forgotten."""
    numbers = session.scalars(select(col(Discussion.id)).where(col(Discussion.series_id) == clock.series.id)).all()
    here = [number for number in numbers if number is not None]
    found = select(col(Registration.person_id)).where(col(Registration.discussion_id).in_(here)).distinct()
    people = list(session.scalars(found.limit(AT_ONCE)).all())
    if not people:
        _forget_contacts_of_speakers(session, here, now)
        session.execute(delete(RoomName).where(col(RoomName.discussion_id).in_(here)))  # also those that fit nobody
        retention_of(session, clock.series.id or 0).forgotten_until = clock.ends_at
    take_names_off(session, people, here)
    forget_people(session, people, here, now, but=LASTING)
    empty_people(session, unneeded(session, people), but=LASTING)
    session.add(Remains(due_at=now))


def _forget_contacts_of_speakers(session: Session, here: Sequence[int], now: datetime) -> None:
    """What they said in public stays in the programme, with their name; how to reach them does not, unless they have a
    part in another series, or take part in one."""
    spoke = union(select(col(Engagement.person_id)).where(col(Engagement.discussion_id).in_(here)),
                  select(col(Assistant.person_id)).where(col(Assistant.discussion_id).in_(here)))  # fmt: skip
    elsewhere = union(select(col(Engagement.person_id)).where(col(Engagement.discussion_id).not_in(here)),
                      select(col(Assistant.person_id)).where(col(Assistant.discussion_id).not_in(here)))  # fmt: skip
    found = select(col(Person.id)).where(
        col(Person.id).in_(spoke), col(Person.id).not_in(elsewhere),
        col(Person.id).not_in(select(col(Registration.person_id))),
        col(Person.id).not_in(select(col(Organiser.person_id))),
    )  # fmt: skip
    people = [number for number in session.scalars(found).all() if number is not None]
    take_names_off(session, people, here)
    forget_people(session, people, here, now, but=LASTING)
    empty_people(session, people, but=LASTING)

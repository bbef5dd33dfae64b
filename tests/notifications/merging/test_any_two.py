"""Whatever two rows of one person did in a series: made one, nothing is lost and nothing counts twice."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.people import Person
from registrations import seats
from registrations.admission.deciding import hold_places
from registrations.admission.models import HeldPlaces
from registrations.models import Registration, Status, Visit
from registrations.queries import registration_behind
from registrations.register import personal_path
from speakers.models import Engagement
from tests.builders import (
    NOW,
    THURSDAY,
    WEDNESDAY,
    a_published_discussion,
    a_series,
    registered,
)
from tests.notifications.house import DAY
from tests.notifications.merging.test_joining import NUMBER, joined


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_or_counted_twice_whatever_the_two_did(session: Session, seed: int) -> None:
    talks = _three_talks(session, random.Random(seed))
    pair = [session.exec(select(Person.id).where(Person.contact == contact)).first()
            for contact in ("mailto:ana@union.example", f"tel:{NUMBER}")]  # fmt: skip
    if None in pair:
        return
    ana, other = pair[0] or 0, pair[1] or 0
    links = {personal_path(session, row)[3:]: row.discussion_id for row in session.exec(
        select(Registration).where(col(Registration.person_id).in_(pair))).all()}  # fmt: skip
    best = _best(session, pair)
    visits = session.exec(select(func.count()).select_from(Visit)).one()

    joined(session, ana, other)

    best_now = _best(session, [ana])
    assert best_now.keys() == best.keys() and all(best_now[talk] <= best[talk] for talk in best)
    assert _best(session, [other]) == {}
    assert session.exec(select(func.count()).select_from(Visit)).one() == visits
    for link, number in links.items():
        found = registration_behind(session, link)
        assert found is not None and (found[0].discussion_id, found[2].id) == (number, ana)
    for talk in talks:
        assert _counted(session, talk) == _in_truth(session, talk)
    assert session.exec(select(Engagement.id).where(Engagement.person_id == other)).all() == []


def _three_talks(session: Session, chance: random.Random) -> list[Discussion]:
    """Where up to four people registered, gave up and came, whatever the organisers wished of them."""
    series = a_series(session)
    series.offer_hours = chance.choice([0, 10, 72])
    talks = [a_published_discussion(session, day, series=series, slug=f"talk-{n}", capacity=chance.choice([2, 3]))
             for n, day in enumerate((WEDNESDAY, THURSDAY, WEDNESDAY + timedelta(days=7)))]  # fmt: skip
    contacts: list[dict[str, Any]] = [
        {"email": "ana@union.example"}, {"phone": NUMBER}, {"email": "x@union.example"}, {"phone": NUMBER[:-1] + "9"}]
    for talk in talks:
        if chance.random() < 0.5:
            hold_places(session, talk, "SPN", 1, until_local=WEDNESDAY, now=NOW)
        rows = []
        for contact in chance.sample(contacts, k=chance.randint(0, 4)):
            talk.needs_approval = chance.random() < 0.2
            session.flush()
            rows.append(registered(session, talk, "Ana", union=chance.choice(["", "SPN"]), **contact))
        for row in rows:
            if chance.random() < 0.3:
                seats.give_up(session, talk, row, NOW)
            if chance.random() < 0.6:
                session.add(Visit(discussion_id=row.discussion_id, person_id=row.person_id, joined_at=talk.starts_at))
    session.flush()
    return talks


def _counted(session: Session, talk: Discussion) -> tuple[object, ...]:
    """Seats as they are counted: taken, held, those of each union, and whether nobody waits for one that is free."""
    session.refresh(talk)
    places = session.exec(select(HeldPlaces).where(HeldPlaces.discussion_id == talk.id)).all()
    return talk.seats_taken, talk.seats_held, {one.id: one.taken for one in places if one.taken}, True


def _in_truth(session: Session, talk: Discussion) -> tuple[object, ...]:
    """As the rows say."""
    rows = session.exec(select(Registration).where(Registration.discussion_id == talk.id)).all()
    seated = [row for row in rows if row.is_confirmed or row.is_offered]
    places = session.exec(select(HeldPlaces).where(HeldPlaces.discussion_id == talk.id)).all()
    of_unions = Counter(row.held_place_id for row in seated if row.held_place_id)
    nobody_waits = not any(row.is_waiting and not row.is_offered for row in rows)
    return len(seated), sum(one.left for one in places), dict(of_unions), talk.is_full or nobody_waits


def _best(session: Session, people: list[int | None]) -> dict[int, int]:
    """Of each discussion the best that any of them has: the lower the better."""
    found: dict[int, int] = {}
    for row in session.exec(select(Registration).where(col(Registration.person_id).in_(people))).all():
        found[row.discussion_id] = min(found.get(row.discussion_id, 9), _rank(row))
    return found


def _rank(row: Registration) -> int:
    """A seat, an offer, a place in line, a wish, nothing; an offer of yesterday is nothing."""
    if row.is_offered and row.offered_until is not None:
        return 1 if row.offered_until > NOW + DAY else 4
    return [Status.CONFIRMED, None, Status.WAITING, Status.PENDING, Status.CANCELLED].index(row.status)

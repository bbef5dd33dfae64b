"""Places held for unions, offers that lapse, and the count that never goes wrong (decisions/0044, 0045)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold, series_of
from events.schedule import change, plan_of
from foundation.database import Database
from foundation.refusals import Refused
from registrations.admission import approval, deciding, offers
from registrations.admission.deciding import hold_places, release
from registrations.admission.models import HeldPlaces
from registrations.admission.offers import offer_end
from registrations.models import Registration, Status
from registrations.seats import come_back, fill_free_seats, give_up, next_change
from tests.builders import (
    DILI,
    JAKARTA,
    MONDAY,
    NOW,
    WEDNESDAY,
    a_published_discussion,
    at_once,
    refusals,
    registered,
)
from tests.desk import counted_statements

SOON = datetime(2027, 2, 1, 13)
"""In three hours, by the clock of the discussion."""
UNION, SPELT = "Serikat Pelabuhan", "SERIKAT-PELABUHAN"


def held(session: Session, discussion: Discussion, places: int = 1, union: str = UNION) -> HeldPlaces:
    return hold_places(session, discussion, union, places, until_local=MONDAY, now=NOW)


def statuses(session: Session) -> dict[str, Status]:
    rows = session.exec(select(Registration).order_by(col(Registration.id))).all()
    return {row.full_name: row.status for row in rows}


def test_a_member_takes_a_held_place_and_others_only_free_ones(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=2)
    held(session, discussion)

    for name, union in (("Ana", ""), ("Budi", "Other"), ("Caca", SPELT), ("Dewi", UNION)):
        registered(session, discussion, name, union=union)

    assert statuses(session) == {"Ana": "confirmed", "Budi": "waiting", "Caca": "confirmed", "Dewi": "waiting"}
    assert (discussion.seats_taken, discussion.seats_held) == (2, 0)


def test_a_members_seat_that_is_given_up_stays_with_the_union_while_it_is_held(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    held(session, discussion)
    budi, caca = registered(session, discussion, "Budi"), registered(session, discussion, "Caca", union=UNION)

    give_up(session, discussion, caca, NOW)
    kept = (discussion.seats_taken, discussion.seats_held, budi.status)
    fill_free_seats(session, discussion, datetime(2027, 2, 22, 7, tzinfo=UTC))

    assert kept == (0, 1, "waiting")
    assert (discussion.seats_taken, discussion.seats_held, budi.status) == (1, 0, "confirmed")


def test_a_long_line_is_asked_once_for_each_union_in_it(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=2)
    held(session, discussion)
    seated = registered(session, discussion, "Ana")

    asked = []
    for more in (2, 8):
        for number in range(more):
            registered(session, discussion, f"Budi {more} {number}", union="Other")
        with counted_statements() as statements:
            fill_free_seats(session, discussion, NOW)
        asked.append(len(statements))

    assert (seated.status, asked[1]) == (Status.CONFIRMED, asked[0])


def test_what_is_held_for_those_who_wait_is_theirs_at_once_and_what_is_released_everybodys(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    registered(session, discussion, "Ana")
    waiting = [registered(session, discussion, name, union=union) for name, union in (("Budi", ""), ("Caca", UNION))]
    change(session, discussion, plan_of(discussion, capacity=2), NOW)

    places = held(session, discussion)
    seated = [one.status for one in waiting]
    release(session, discussion, places.id or 0, NOW)

    assert seated == ["waiting", "confirmed"]
    assert (discussion.seats_taken, discussion.seats_held, places.ended_at) == (2, 0, NOW)


def test_nothing_is_held_any_more_when_a_discussion_that_was_moved_to_an_earlier_day_begins(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    held(session, discussion)
    budi = registered(session, discussion, "Budi")
    change(session, discussion, plan_of(discussion, starts_at_local=MONDAY - timedelta(days=3)), NOW)

    ends = next_change(session, discussion)
    fill_free_seats(session, discussion, discussion.starts_at)

    assert (ends, budi.status, discussion.seats_held) == (discussion.starts_at, Status.CONFIRMED, 0)


def test_no_more_is_held_than_is_free(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=2)
    registered(session, discussion, "Ana")

    said = refusals(session, hold_places, discussion, "", 2, until_local=WEDNESDAY + timedelta(days=1), now=NOW)

    assert said == {
        "union": "Please write the name of the union.", "places": "Between 1 and the 1 seats that are free now.",
        "until_local": "Choose a moment between now and the start.",
    }  # fmt: skip
    held(session, discussion)
    fewer = plan_of(discussion, capacity=1)
    assert refusals(session, change, discussion, fewer, NOW) == {
        "capacity": "There cannot be fewer seats than 1 taken and 1 held."
    }


def test_two_at_once_for_the_last_held_place(database: Database) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=2)
        held(session, discussion)
        registered(session, discussion, "Ana")
        number = discussion.id

    def registering(name: str) -> Any:
        return lambda session: registered(session, session.get_one(Discussion, number), name, union=UNION).status

    got = at_once(database, [registering("Budi"), registering("Caca")])

    with database.reading() as session:
        found = session.get_one(Discussion, number)
        assert (sorted(got), found.seats_taken, found.seats_held) == (["confirmed", "waiting"], 2, 0)


# Offers


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2027-02-01 03:00", JAKARTA, "2027-02-01 09:00"),  # 10:00 there, six hours
        ("2027-02-01 10:00", JAKARTA, "2027-02-02 02:00"),  # 17:00 there: 23:00 would be night, so 09:00
        ("2027-02-01 10:00", DILI, "2027-02-02 00:00"),  # 19:00 there
        ("2027-02-24 01:00", JAKARTA, "2027-02-24 05:00"),  # the day itself: two hours before 07:00 UTC
        ("2027-02-24 04:01", JAKARTA, None),  # less than an hour to think: at once
        ("2027-02-24 06:00", JAKARTA, None),
    ],
)  # fmt: skip
def test_how_long_one_may_think(now: str, zone: str, until: str | None) -> None:
    starts_at = datetime(2027, 2, 24, 7, tzinfo=UTC)

    found = offer_end(starts_at, 6, zone, datetime.fromisoformat(f"{now}+00:00"))

    assert found == (datetime.fromisoformat(f"{until}+00:00") if until else None)
    assert offer_end(starts_at, 0, zone, NOW) is None


def test_an_offer_is_taken_or_lapses_to_the_next(session: Session) -> None:
    discussion = an_offering(session)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))

    give_up(session, discussion, ana, NOW)
    offered = (budi.status, budi.offered_until, caca.offered_until, discussion.seats_taken)
    assert next_change(session, discussion) == NOW + timedelta(hours=6)
    fill_free_seats(session, discussion, NOW + timedelta(hours=6))
    offers.accept(session, discussion, caca, NOW + timedelta(hours=7))

    assert offered == ("waiting", NOW + timedelta(hours=6), None, 1)
    assert (budi.status, budi.offered_until, caca.status, discussion.seats_taken) == (
        "cancelled", NOW + timedelta(hours=6), "confirmed", 1
    )  # fmt: skip
    gone = "This seat is not yours to take any more. Your page shows where you stand."
    assert refusals(session, offers.accept, discussion, budi, NOW) == {None: gone}
    come_back(session, discussion, budi, NOW + timedelta(hours=8))
    assert (budi.status, budi.offered_until) == ("waiting", None)


def test_no_offer_lasts_beyond_the_start_of_a_discussion_that_was_moved_to_an_earlier_day(session: Session) -> None:
    discussion = an_offering(session)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))
    give_up(session, discussion, ana, NOW)
    change(session, discussion, plan_of(discussion, starts_at_local=SOON), NOW)

    ends = next_change(session, discussion)
    fill_free_seats(session, discussion, discussion.starts_at)

    assert (ends, budi.status, caca.status) == (discussion.starts_at, Status.CANCELLED, Status.CONFIRMED)


def test_nobody_who_cannot_be_told_is_asked(session: Session) -> None:
    discussion = an_offering(session)
    ana, oki = registered(session, discussion, "Ana"), registered(session, discussion, "Oki", phone="+6281200000001")

    give_up(session, discussion, ana, NOW)

    assert (oki.status, oki.offered_until) == ("confirmed", None)


def an_offering(session: Session, capacity: int = 1) -> Discussion:
    discussion = a_published_discussion(session, capacity=capacity)
    deciding.set_offer_hours(session, series_of(session, discussion), 6)
    return discussion


# Whatever happens

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["register", "member", "give up", "come back", "accept", "hold", "release", "tick", "approve"]),
        st.integers(0, 5),
    ),
    max_size=15,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, approves=st.booleans())
def test_seats_taken_and_held_are_never_more_than_there_are(
    session: Session, steps: list[tuple[str, int]], approves: bool
) -> None:
    with session.begin_nested() as undo:
        discussion = an_offering(session, capacity=3)
        deciding.decide(session, discussion, deciding.Admission(needs_approval=approves))
        for hour, (what, number) in enumerate(steps):
            one_step(session, discussion, what, number, now=NOW + timedelta(hours=hour))
            assert_counted_right(session, discussion)
        undo.rollback()
    session.expire_all()  # the next story gives its rows the same numbers


def one_step(session: Session, discussion: Discussion, what: str, number: int, *, now: datetime) -> None:
    name = f"Member {number}"
    found = session.exec(select(Registration).where(Registration.full_name == name)).one_or_none()
    try:
        with session.begin_nested():
            if what in ("register", "member"):
                registered(session, discussion, name, now=now, union=UNION if what == "member" else "")
            elif what == "hold":
                hold_places(session, discussion, UNION, 1 + number % 2, until_local=MONDAY, now=now)
            elif what == "release":
                release(session, discussion, number, now)
            elif what == "tick":
                hold(session, discussion)
                fill_free_seats(session, discussion, now + timedelta(days=10 * number))
            elif found is not None:
                {"give up": give_up, "come back": come_back, "accept": offers.accept,
                 "approve": approval.approve}[what](session, discussion, found, now)  # fmt: skip
    except Refused:
        session.expire_all()


def assert_counted_right(session: Session, discussion: Discussion) -> None:
    rows = session.exec(select(Registration).where(Registration.discussion_id == discussion.id)).all()
    places = session.exec(select(HeldPlaces).where(HeldPlaces.discussion_id == discussion.id)).all()
    seated = [row for row in rows if row.is_confirmed or row.is_offered]

    assert discussion.seats_taken == len(seated)
    assert discussion.seats_held == sum(one.left for one in places)
    assert discussion.seats_taken + discussion.seats_held <= 3
    assert {one.id: one.taken for one in places if one.taken} == {
        one.id: count for one in places if (count := sum(row.held_place_id == one.id for row in seated))
    }
    assert all(row.held_place_id is None for row in rows if row not in seated)

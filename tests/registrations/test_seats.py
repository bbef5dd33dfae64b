"""Seats and the line: never more than there are, first come first served (product.md, rule 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text
from sqlmodel import Session, col, select

from events.models import Discussion
from events.schedule import cancel, change, plan_of, restore
from foundation.database import Database
from foundation.people import Person
from registrations.models import Registration, Status
from registrations.seats import (
    SOMEBODY_WAITS,
    come_back,
    fill_free_seats,
    give_up,
    place_in_line,
)
from tests.builders import (
    JAKARTA,
    NOW,
    a_published_discussion,
    only_where_others_get_in_between,
    refusals,
    registered,
)

CLOSED = {None: "Registration for this discussion is closed."}


def test_a_full_discussion_puts_you_on_the_waiting_list(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)

    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))

    assert standing(discussion, session) == ([ana], [budi, caca], 1)
    assert [place_in_line(session, waiting) for waiting in (budi, caca)] == [1, 2]
    assert (ana.confirmed_at, ana.waiting_since, budi.confirmed_at, budi.waiting_since) == (NOW, None, None, NOW)


def test_without_a_limit_nobody_waits(session: Session) -> None:
    discussion = a_published_discussion(session)

    everybody = [registered(session, discussion, name) for name in ("Ana", "Budi", "Caca")]

    assert standing(discussion, session) == (everybody, [], 3)


def test_a_freed_seat_goes_to_the_first_in_line_by_itself(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))
    later = NOW + timedelta(hours=1)

    give_up(session, discussion, ana, later)

    assert standing(discussion, session) == ([budi], [caca], 1)
    assert (ana.status, ana.cancelled_at, ana.confirmed_at) == (Status.CANCELLED, later, None)
    assert (budi.confirmed_at, budi.waiting_since, budi.attention) == (later, None, True)


def test_giving_up_twice_is_giving_up_once(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=2)
    ana, budi = (registered(session, discussion, name) for name in ("Ana", "Budi"))

    for hours in (1, 2):
        give_up(session, discussion, ana, NOW + timedelta(hours=hours))

    assert (standing(discussion, session), ana.cancelled_at) == (([budi], [], 1), NOW + timedelta(hours=1))


def test_whoever_leaves_the_line_frees_no_seat(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))

    give_up(session, discussion, budi, NOW)

    assert (standing(discussion, session), place_in_line(session, caca)) == (([ana], [caca], 1), 1)


def test_whoever_comes_back_stands_at_the_end_of_the_line(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))
    give_up(session, discussion, ana, NOW)

    for hours in (1, 2):
        come_back(session, discussion, ana, NOW + timedelta(hours=hours))

    assert standing(discussion, session) == ([budi], [caca, ana], 1)
    assert (ana.waiting_since, ana.cancelled_at) == (NOW + timedelta(hours=1), None)


def test_coming_back_is_blocked_by_nothing_but_the_end(session: Session) -> None:
    discussion, cancelled = a_published_discussion(session), a_published_discussion(session)
    ana, budi = registered(session, discussion, "Ana"), registered(session, cancelled, "Budi")
    give_up(session, discussion, ana, NOW)
    give_up(session, cancelled, budi, NOW)
    cancel(session, cancelled, "", NOW)

    said = refusals(session, come_back, discussion, ana, discussion.ends_at)
    off = refusals(session, come_back, cancelled, budi, NOW)
    come_back(session, discussion, ana, discussion.ends_at - timedelta(seconds=1))

    assert (said, off, ana.status) == (CLOSED, CLOSED, Status.CONFIRMED)


def test_new_seats_go_to_the_line_before_anybody_else(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, budi, caca = (registered(session, discussion, name) for name in ("Ana", "Budi", "Caca"))
    change(session, discussion, plan_of(discussion, capacity=2), NOW)
    newcomer = registered(session, discussion, "Dodi")

    seated = fill_free_seats(session, discussion, NOW), fill_free_seats(session, discussion, NOW)

    assert (seated, standing(discussion, session)) == ((1, 0), ([ana, budi], [caca, newcomer], 2))


def test_without_a_limit_any_more_the_whole_line_is_seated(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    everybody = [registered(session, discussion, name) for name in ("Ana", "Budi", "Caca")]
    change(session, discussion, plan_of(discussion, capacity=None), NOW)

    fill_free_seats(session, discussion, NOW)

    assert standing(discussion, session) == (everybody, [], 3)


def test_nobody_moves_up_into_what_is_cancelled_or_over(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, budi = (registered(session, discussion, name) for name in ("Ana", "Budi"))
    cancel(session, discussion, "", NOW)
    give_up(session, discussion, ana, NOW)
    while_cancelled = standing(discussion, session)
    restore(session, discussion, NOW)

    seated = [fill_free_seats(session, discussion, when) for when in (discussion.ends_at, NOW)]

    assert (while_cancelled, seated) == (([], [budi], 0), [0, 1])


@only_where_others_get_in_between
def test_a_discussion_cancelled_while_somebody_comes_back_takes_nobody(database: Database) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        ana = registered(session, discussion, "Ana")
        give_up(session, discussion, ana, NOW)

    with database.writing() as session:
        seen, gone = session.get_one(Discussion, discussion.id), session.get_one(Registration, ana.id)
        with database.writing() as other:
            cancel(other, other.get_one(Discussion, discussion.id), "", NOW)
        said = refusals(session, come_back, seen, gone, NOW)

    assert said == CLOSED


def test_the_line_is_read_by_its_own_index_however_many_are_seated(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=3002)
    ana = registered(session, discussion, "Ana")
    many_seated(session, discussion, 3000)

    registered(session, discussion, "Budi")
    of_this = {"discussion_id": discussion.id}
    plans = plans_of(session, lambda: session.connection().execute(SOMEBODY_WAITS, of_this))
    caca = registered(session, discussion, "Caca")
    plans |= plans_of(session, lambda: place_in_line(session, caca))
    plans |= plans_of(session, lambda: give_up(session, discussion, ana, NOW))

    about_the_line = [plan for statement, plan in plans.items() if "'waiting'" in statement]
    assert len(about_the_line) == 4
    assert all("ix_registration_waiting" in plan for plan in about_the_line), about_the_line


Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["register", "give up", "come back"]), st.integers(0, 5)),
        st.tuples(st.just("seats"), st.integers(0, 4)),
    ),
    max_size=20,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_seats_and_line_agree(session: Session, steps: list[Step]) -> None:
    with session.begin_nested() as undo:
        discussion = a_published_discussion(session, capacity=2)
        line: list[int] = []

        for hour, (what, number) in enumerate(steps):
            seated_before = seated(session, discussion)
            take(session, discussion, what, number, NOW + timedelta(minutes=hour))
            line = the_line_after(line, session, discussion, seated_before)

            taken = len(seated(session, discussion))
            assert discussion.seats_taken == taken
            assert discussion.capacity is None or taken <= discussion.capacity
            assert not line or taken == discussion.capacity, "nobody waits while a seat is free"
        undo.rollback()


def take(session: Session, discussion: Discussion, what: str, number: int, now: datetime) -> None:
    """One step of the story; whoever is not registered yet cannot give up or come back."""
    name = f"Member {number}"
    found = session.exec(select(Registration).where(Registration.full_name == name)).one_or_none()
    if what == "seats":
        capacity = None if number == 0 else max(number, discussion.seats_taken)
        change(session, discussion, plan_of(discussion, capacity=capacity), now)
        fill_free_seats(session, discussion, now)
    elif what == "register":
        registered(session, discussion, name, now=now)
    elif found is not None:
        (give_up if what == "give up" else come_back)(session, discussion, found, now)


def the_line_after(
    line: list[int], session: Session, discussion: Discussion, seated_before: set[int]
) -> list[int]:
    """The line now: whoever was in it and still is stands in the old order, and was passed by nobody."""
    waiting = [registration.id or 0 for registration in standing(discussion, session)[1]]
    stayed = [number for number in line if number in waiting]
    moved_up = seated(session, discussion) - seated_before

    assert waiting[: len(stayed)] == stayed
    assert not stayed or all(number in line and line.index(number) < line.index(stayed[0]) for number in moved_up)
    return waiting


def seated(session: Session, discussion: Discussion) -> set[int]:
    return {registration.id or 0 for registration in standing(discussion, session)[0]}


def standing(discussion: Discussion, session: Session) -> tuple[list[Registration], list[Registration], int]:
    """Who is seated, who waits in the order of the line, and how many seats count as taken."""
    rows = session.exec(select(Registration).where(Registration.discussion_id == discussion.id).order_by(
        col(Registration.waiting_since), col(Registration.id)
    )).all()  # fmt: skip
    confirmed = [row for row in rows if row.is_confirmed]
    return confirmed, [row for row in rows if row.is_waiting], discussion.seats_taken


def many_seated(session: Session, discussion: Discussion, count: int) -> None:
    """People who hold a seat, written at once."""
    people = [
        {"id": number, "contact": f"tel:{number}", "full_name": "Ana", "phone": str(number), "language": "en",
         "timezone": JAKARTA, "created_at": NOW}
        for number in range(1000, 1000 + count)
    ]  # fmt: skip
    rows = [
        {"discussion_id": discussion.id, "person_id": person["id"], "full_name": "Ana", "status": Status.CONFIRMED,
         "registered_at": NOW, "confirmed_at": NOW, "token_hash": str(person["id"])}
        for person in people
    ]  # fmt: skip
    session.execute(insert(Person), people)
    session.execute(insert(Registration), rows)
    discussion.seats_taken += count
    session.flush()
    session.connection().execute(text("ANALYZE"))


def plans_of(session: Session, work: Callable[[], object]) -> dict[str, str]:
    """Each SELECT that `work` sends, with the way the database takes to answer it."""
    connection, sent = session.connection(), []
    listen = ("before_cursor_execute", lambda _c, _k, statement, values, *_: sent.append((statement, values)))
    event.listen(connection, *listen)
    work()
    event.remove(connection, *listen)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return {
        statement: str(connection.exec_driver_sql(explain + statement, values).all())
        for statement, values in sent if statement.startswith("SELECT")
    }  # fmt: skip

"""Fifty people press the button at the same moment, and there are ten seats."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from registrations.models import Registration, Status
from registrations.seats import give_up
from tests.builders import NOW, a_published_discussion, at_once, registered

SEATS, PEOPLE = 10, 50


def test_the_last_ten_seats_go_to_ten_of_fifty_and_freed_ones_pass_on_in_order(database: Database) -> None:
    with database.writing() as session:
        number = a_published_discussion(session, capacity=SEATS).id

    statuses = at_once(database, [registering(number, f"Member {member}") for member in range(PEOPLE)])

    assert sorted(statuses) == [Status.CONFIRMED] * SEATS + [Status.WAITING] * (PEOPLE - SEATS)
    seated, line = seated_and_line(database, number)
    assert (len(seated), len(line), seats_taken(database, number)) == (SEATS, PEOPLE - SEATS, SEATS)

    at_once(database, [giving_up(number, member) for member in seated[:5]])

    assert seated_and_line(database, number) == (sorted(seated[5:] + line[:5]), line[5:])
    assert seats_taken(database, number) == SEATS


def registering(number: int | None, full_name: str) -> Callable[[Session], Status]:
    return lambda session: registered(session, session.get_one(Discussion, number), full_name).status


def giving_up(number: int | None, member: int) -> Callable[[Session], None]:
    return lambda session: give_up(
        session, session.get_one(Discussion, number), session.get_one(Registration, member), NOW
    )


def seated_and_line(database: Database, number: int | None) -> tuple[list[int], list[int]]:
    """The numbers of those who hold a seat, and of those who wait, first come first."""
    with database.reading() as session:
        rows = session.exec(
            select(Registration).where(Registration.discussion_id == number)
            .order_by(col(Registration.waiting_since), col(Registration.id))
        ).all()  # fmt: skip
        seated = sorted(row.id or 0 for row in rows if row.is_confirmed)
        return seated, [row.id or 0 for row in rows if row.is_waiting]


def seats_taken(database: Database, number: int | None) -> int:
    with database.reading() as session:
        return session.get_one(Discussion, number).seats_taken

"""The discussion "talk" and who is in it, built and read in transactions of their own beside the visitor's."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from events import schedule
from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from registrations.models import Registration, Status, Visit
from registrations.register import personal_path
from tests.builders import NOW, a_published_discussion, every_row, registered


def published(database: Database, **plan: Any) -> Discussion:
    with database.writing() as session:
        return a_published_discussion(session, slug="talk", **plan)


def cancelled(database: Database, discussion: Discussion) -> None:
    with database.writing() as session:
        schedule.cancel(session, session.get_one(Discussion, discussion.id), "", NOW)


def a_seat(database: Database, **answers: Any) -> str:
    """The personal path of Ana, who holds a seat."""
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        return personal_path(session, registered(session, discussion, "Ana", email="ana@union.example", **answers))


def all_registered(database: Database) -> list[tuple[str, str | None, Status]]:
    """Name, address and status, the first who came first."""
    with database.reading() as session:
        found = session.exec(select(Registration, Person).join(Person).order_by(col(Registration.id))).all()
        return [(row.full_name, person.email, row.status) for row, person in found]


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All there is, to see that nothing was changed."""
    with database.reading() as session:
        return every_row(session)


def when_known(database: Database) -> list[datetime | None]:
    with database.reading() as session:
        return list(session.exec(select(Person.known_at).where(Person.full_name == "Ana")).all())


def visits(database: Database) -> list[datetime]:
    with database.reading() as session:
        return list(session.exec(select(Visit.joined_at)).all())

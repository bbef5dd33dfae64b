"""What tests of the desk read beside the organiser, in transactions of their own."""

from sqlmodel import select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Office
from tests.builders import a_discussion, a_series, asked


def discussion_of(database: Database, slug: str) -> Discussion:
    with database.reading() as session:
        return session.exec(select(Discussion).where(Discussion.slug == slug)).one()


def foreign_discussion(database: Database, office: Office) -> int:
    """The discussion "foreign" of another office; the number of the engagement of a stranger who is asked there."""
    with database.writing() as session:
        series = a_series(session, "Elsewhere", office=office)
        engagement = asked(session, a_discussion(session, series=series, slug="foreign"), "Stranger")
        assert engagement.id is not None
        return engagement.id

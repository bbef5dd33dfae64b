"""Prepared statements: what goes in and comes out is what SQLAlchemy would write and read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, SQLModel

from events.models import DiscussionState
from foundation.prepared import Prepared
from tests.builders import a_published_discussion

PEOPLE, DISCUSSIONS = SQLModel.metadata.tables["person"], SQLModel.metadata.tables["discussion"]
OFFICES = SQLModel.metadata.tables["office"]
NOON_IN_DILI = datetime(2026, 11, 28, 12, tzinfo=timezone(timedelta(hours=9)))
ADD = Prepared(
    lambda _: insert(PEOPLE).returning(PEOPLE.c.contact, PEOPLE.c.discreet, PEOPLE.c.known_at, PEOPLE.c.created_at),
    "contact", "full_name", "email", "language", "timezone", "discreet", "created_at",
)  # fmt: skip
ANA = {
    "contact": "mailto:ana@x.example", "full_name": "Ana", "email": "ana@x.example", "language": "pt",
    "timezone": "Asia/Dili", "discreet": True, "created_at": NOON_IN_DILI,
}  # fmt: skip


def test_values_keep_their_types(session: Session) -> None:
    assert ADD.first(session, ANA) == ("mailto:ana@x.example", True, None, datetime(2026, 11, 28, 3, tzinfo=UTC))


def test_words_and_constants_of_the_statement_stand_in_it(session: Session) -> None:
    discussion = a_published_discussion(session)
    session.flush()
    one_more = Prepared(
        lambda _: update(DISCUSSIONS).where(DISCUSSIONS.c.slug == bindparam("slug"))
        .values(seats_taken=DISCUSSIONS.c.seats_taken + 1).returning(DISCUSSIONS.c.seats_taken, DISCUSSIONS.c.state)
    )  # fmt: skip

    assert one_more.first(session, {"slug": discussion.slug}) == (1, DiscussionState.PUBLISHED)
    assert one_more.first(session, {"slug": "no-such"}) is None


def test_several_rows_go_in_at_once(session: Session) -> None:
    add = Prepared(lambda _: insert(OFFICES), "name", "timezone")

    add.run(session, {"name": "Dili", "timezone": "Asia/Dili"}, {"name": "Jakarta", "timezone": "Asia/Jakarta"})

    assert session.connection().execute(select(OFFICES.c.name).order_by(OFFICES.c.name)).all() == [
        ("Dili",), ("Jakarta",)]  # fmt: skip


def test_a_savepoint_takes_back_what_was_written_within_and_nothing_before(session: Session) -> None:
    add = Prepared(lambda _: insert(OFFICES), "name", "timezone")
    names = Prepared(lambda _: select(OFFICES.c.name).order_by(OFFICES.c.name))
    add.run(session, {"name": "Dili", "timezone": "Asia/Dili"})

    with session.begin_nested() as savepoint:
        add.run(session, {"name": "Jakarta", "timezone": "Asia/Jakarta"})
        savepoint.rollback()

    assert names.all(session, {}) == [("Dili",)]


def test_a_value_that_is_not_given_is_a_fault(session: Session) -> None:
    with pytest.raises(KeyError, match="contact"):
        Prepared(lambda _: select(PEOPLE.c.id).where(PEOPLE.c.contact == bindparam("contact"))).first(session, {})


def test_a_column_that_would_stay_without_its_default_is_a_fault(session: Session) -> None:
    with pytest.raises(AssertionError, match="discreet"):
        Prepared(lambda _: insert(PEOPLE), "contact", "full_name").run(session, ANA)

"""A database that PostgreSQL has not counted yet, as every new one is for its first minute."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from benchmarks.props import a_full_discussion, add_people, register_everybody
from foundation.clock import utc_now
from foundation.database import Database
from notifications.claims import claim
from notifications.plan import discussions_in_question, plan_discussion

PEOPLE, REST = 200, timedelta(0)


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.usefixtures("database_url")  # a new one
def test_a_claim_does_not_read_everything_for_each_of_all_those_concerned(database: Database) -> None:
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, PEOPLE)
        register_everybody(session)
        now = utc_now()
        for number in discussions_in_question(session, now):
            plan_discussion(session, number, now, REST)

    with database.writing() as session:
        before = rows_read(session)
        claimed = claim(session, now, REST, 4, organiser="rembuk@rembuk.example")
        assert claimed is not None and len(claimed) == 4
        assert rows_read(session) - before < 2 * PEOPLE**2  # eight million else


def rows_read(session: Session) -> int:
    """In this transaction, by whatever way."""
    counted = text("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int FROM pg_stat_xact_user_tables")
    read: int = session.connection().execute(counted).scalar_one()
    return read

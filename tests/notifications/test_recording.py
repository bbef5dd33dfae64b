"""Recording reads the rows of what has left, however many entries the discussion has in calendars."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from benchmarks.props import a_full_discussion, add_people, register_everybody
from foundation.clock import utc_now
from foundation.database import Database
from notifications import claims
from notifications.outcomes import Sent, record_sent
from notifications.plan import plan_discussion

MANY, FEW, AT_ONCE = 5_000, 8, timedelta(0)
READ = text("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'calendarentry'")


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_what_shows_in_calendars_is_found_by_its_key_also_where_nothing_was_counted_yet(database: Database) -> None:
    now = utc_now()
    with database.writing() as session:
        number = a_full_discussion(session).id or 0
        add_people(session, MANY)
        register_everybody(session)
        plan_discussion(session, number, now, AT_ONCE)
    with database.writing() as session:
        claimed = claims.claim(session, now, AT_ONCE, MANY, organiser="rembuk@office.example") or []

    with database.writing() as session:
        record_sent(session, [Sent(claim, "250 taken") for claim in claimed[:FEW]], now)
        read = session.connection().execute(READ).scalar_one()

    assert len(claimed) == MANY
    assert FEW <= read <= 4 * FEW

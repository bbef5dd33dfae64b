"""Recording reads the rows of what has left, however many entries the discussion has in calendars."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from foundation.clock import utc_now
from foundation.database import Database
from notifications import claims
from notifications.outcomes import Sent, record_sent
from tests.notifications.house import a_crowd_is_invited

MANY, FEW, AT_ONCE = 5_000, 8, timedelta(0)
READ = text("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'calendarentry'")


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_what_shows_in_calendars_is_found_by_its_key_also_where_nothing_was_counted_yet(database: Database) -> None:
    now = utc_now()
    a_crowd_is_invited(database, MANY, now)
    with database.writing() as session:
        claimed = claims.claim(session, now, AT_ONCE, MANY, organiser="rembuk@office.example") or []

    with database.writing() as session:
        record_sent(session, [Sent(claim, "250 taken") for claim in claimed[:FEW]], now)
        read = session.connection().execute(READ).scalar_one()

    assert len(claimed) == MANY
    assert FEW <= read <= 4 * FEW

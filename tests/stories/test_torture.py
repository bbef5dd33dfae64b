"""The promise under torture, in a form that takes seconds; `make torture` is the long one."""

from datetime import timedelta

import pytest

from foundation.database import Database
from tests.torture.sender import Manner
from tests.torture.siege import Siege, lay_siege


def test_nothing_is_lost_late_or_superseded_whatever_is_killed(database: Database, database_url: str) -> None:
    senders = (Manner(),) if database.is_sqlite else (Manner(), Manner())  # alone, nobody waits for leases

    verdict = lay_siege(database, database_url, Siege(letters=150, kills=3, senders=senders, leavers=10, share=0.03))

    assert verdict.is_kept, verdict


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_worker_that_marks_before_it_sends_is_found_out(database: Database, database_url: str) -> None:
    blind = Manner(is_blind=True)

    verdict = lay_siege(database, database_url, Siege(letters=100, kills=2, senders=(blind, blind), share=0.1))

    assert verdict.lost and not verdict.is_kept


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_two_machines_whose_clocks_differ_send_nothing_twice(database: Database, database_url: str) -> None:
    wrong = (Manner(ahead=timedelta(minutes=10)), Manner(ahead=-timedelta(minutes=10)))

    verdict = lay_siege(database, database_url, Siege(letters=100, kills=0, senders=wrong, share=0))

    assert (verdict.is_kept, verdict.duplicates) == (True, 0), verdict

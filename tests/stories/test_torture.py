"""The promise under torture, in a form that takes seconds; `make torture` is the long one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from foundation.database import Database
from tests.machines.postgres import Postgres
from tests.torture.disturbances import stand_still, write_nothing
from tests.torture.sender import Manner
from tests.torture.siege import Siege, lay_siege

LEASE = 4
IN_A_HURRY = Manner(lease=LEASE, patience=2)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """On a disk, as where a service is killed in earnest: in memory a mailing is over before anybody can disturb it."""
    with TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as place:
        yield Path(place)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_nothing_is_lost_when_it_is_killed_and_the_disk_is_full(database: Database, database_url: str) -> None:
    siege = Siege(
        letters=60, kills=3, share=0.05, leavers=6, senders=(IN_A_HURRY,), disturbances=[write_nothing(0.5)], cut_off=1,
    )  # fmt: skip

    verdict = lay_siege(database, database_url, siege)

    assert verdict.is_kept, verdict


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_nothing_is_lost_when_machines_die_or_stand_still_and_the_database_is_cut_off(
    database: Database, database_url: str, postgres: Postgres
) -> None:
    siege = Siege(
        letters=80, kills=2, share=0.05, leavers=6, senders=(IN_A_HURRY, IN_A_HURRY),
        disturbances=[stand_still(LEASE + 1), lambda _: postgres.restart_at_once()], cut_off=2,
    )  # fmt: skip
    with database.writing() as session:  # the server of the tests forgets what it committed last when it is cut off
        name = session.connection().execute(text("SELECT current_database()")).scalar_one()
        session.connection().execute(text(f"ALTER DATABASE {name} SET synchronous_commit = on"))
    database.engine.dispose()  # connections that are open already would go on forgetting

    verdict = lay_siege(database, database_url, siege)

    assert verdict.is_kept, verdict


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_two_machines_whose_clocks_differ_send_nothing_twice(database: Database, database_url: str) -> None:
    wrong = (Manner(ahead=TEN_MINUTES), Manner(ahead=-TEN_MINUTES))

    verdict = lay_siege(database, database_url, Siege(letters=40, kills=0, leavers=4, senders=wrong, share=0))

    assert (verdict.is_kept, verdict.duplicates) == (True, 0), verdict


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_worker_that_marks_before_it_sends_is_found_out(database: Database, database_url: str) -> None:
    blind = replace(IN_A_HURRY, is_blind=True)

    verdict = lay_siege(database, database_url, Siege(letters=60, kills=3, leavers=5, senders=(blind,), share=0.1))

    assert verdict.lost and not verdict.is_kept, verdict

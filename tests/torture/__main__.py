"""`make torture`: the long form. Each siege says what it measured; the exit status is 1 when the promise was broken, or
when a worker that breaks it on purpose was not found out.

`python -m tests.torture [name …]` runs only these; REMBUK_LETTERS and REMBUK_KILLS make it shorter.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks.props import SECRET_KEY, folder
from foundation.database import Database
from tests.machines.postgres import Postgres, running_postgres
from tests.torture.disturbances import fill, small_disk, stand_still
from tests.torture.judge import Verdict
from tests.torture.sender import Manner
from tests.torture.siege import Siege, lay_siege

LETTERS, KILLS = int(os.environ.get("REMBUK_LETTERS", "10000")), int(os.environ.get("REMBUK_KILLS", "200"))
RESTARTS, FULL_DISKS, STOPS = 10, 7, 6
LONGER_THAN_A_LEASE = 25
TEN_MINUTES = timedelta(minutes=10)
PATIENCE = 900


def sqlite_killed() -> tuple[Verdict, bool]:
    with folder() as place:
        return _laid(f"sqlite:///{place}/rembuk.db", Siege(letters=LETTERS, kills=KILLS, patience=PATIENCE)), True


def postgresql_killed_and_restarted() -> tuple[Verdict, bool]:
    """Also the clocks of two of the three machines are wrong by ten minutes, one each way."""
    with running_postgres(durable=True) as postgres:
        siege = Siege(
            letters=LETTERS, kills=KILLS, patience=PATIENCE, cut_off=3,
            senders=(Manner(), Manner(ahead=TEN_MINUTES), Manner(ahead=-TEN_MINUTES)),
            disturbances=[lambda _: postgres.restart_at_once()] * RESTARTS,
        )  # fmt: skip
        return _laid(_new(postgres), siege), True


def stopped_for_longer_than_a_lease() -> tuple[Verdict, bool]:
    with running_postgres(durable=True) as postgres:
        stops = [stand_still(LONGER_THAN_A_LEASE)] * STOPS
        siege = Siege(letters=LETTERS // 4, kills=0, patience=PATIENCE, cut_off=1, disturbances=stops)
        return _laid(_new(postgres), siege), True


def disk_full() -> tuple[Verdict, bool]:
    with small_disk() as place:
        siege = Siege(
            letters=LETTERS // 4, kills=0, patience=PATIENCE, cut_off=1, senders=(Manner(),),
            disturbances=[lambda _: fill(place)] * FULL_DISKS,
        )  # fmt: skip
        return _laid(f"sqlite:///{place}/rembuk.db", siege), True


def blind_worker() -> tuple[Verdict, bool]:
    """Marks before it sends. When this is not found out, the torture is blind."""
    with folder() as place:
        siege = Siege(letters=1000, kills=20, senders=(Manner(is_blind=True),), patience=PATIENCE)
        return _laid(f"sqlite:///{place}/rembuk.db", siege), False


SIEGES: dict[str, Callable[[], tuple[Verdict, bool]]] = {
    siege.__name__: siege
    for siege in (
        sqlite_killed, postgresql_killed_and_restarted, stopped_for_longer_than_a_lease, disk_full, blind_worker,
    )
}  # fmt: skip


def main(names: list[str]) -> int:
    is_well = True
    for name in names or SIEGES:
        began_at = time.monotonic()
        verdict, is_to_be_kept = SIEGES[name]()
        is_right = verdict.is_kept if is_to_be_kept else bool(verdict.lost)
        is_well = is_well and is_right
        print(f"{'as promised' if is_right else 'BROKEN'}\t{name}\t{verdict.in_words}\t"
              f"{time.monotonic() - began_at:.0f} s", flush=True)  # fmt: skip
    return 0 if is_well else 1


def _laid(url: str, siege: Siege) -> Verdict:
    database = Database(url, SECRET_KEY)
    database.migrate()
    try:
        return lay_siege(database, url, siege)
    finally:
        database.close()


def _new(postgres: Postgres) -> str:
    return postgres.url(postgres.create_database())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

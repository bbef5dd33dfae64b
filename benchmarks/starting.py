"""From the start of the program to its first page, and what it holds of the machine while nothing happens."""

import time
from collections.abc import Iterator
from statistics import median

from benchmarks.machines import resident_megabytes
from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import serving
from benchmarks.table import Line, below

PAGE = f"/discussions/{SLUG}"
STARTS, IDLE_SECONDS = 3, 4


def measured() -> Iterator[Line]:
    """The first start, which compiles byte code, does not count."""
    seconds = []
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            a_full_discussion(session)
        for _ in range(STARTS + 1):
            with serving(place, PAGE) as server:
                seconds.append(server.seconds_to_answer)
        with serving(place, PAGE) as server:
            time.sleep(IDLE_SECONDS)
            memory = resident_megabytes(server.pid)
    yield Line(what="start to first page", measured=median(seconds[1:]), unit=" s", wanted=below(2))
    yield Line(what="memory of the idle service", measured=memory, unit=" MB", wanted=below(120))

"""From the start of the program to its first page, and what it holds of the machine while nothing happens. The ceiling
of the start is the same Python with the libraries it cannot do without, and none of our own modules."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.machines import resident_megabytes
from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import serving
from benchmarks.table import Ceiling, Line, below

PAGE = f"/discussions/{SLUG}"
STARTS, IDLE_SECONDS = 3, 4
LIBRARIES = "litestar, sqlmodel, icalendar, jinja2, babel, apscheduler.schedulers.background, pysqlite3, uvicorn"


def measured() -> Iterator[Line]:
    """The first start, which compiles byte code, does not count."""
    seconds, ceiling = [], []
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            a_full_discussion(session)
        for _ in range(STARTS + 1):
            with serving(place, PAGE) as server:
                seconds.append(server.seconds_to_answer)
            ceiling.append(_libraries_alone())
        with serving(place, PAGE) as server:
            time.sleep(IDLE_SECONDS)
            memory = resident_megabytes(server.pid)
    yield Line(what="start to first page", measured=median(seconds[1:]), unit=" s", wanted=below(2),
               ceiling=Ceiling(median(ceiling[1:]), "its libraries alone"))  # fmt: skip
    yield Line(what="memory of the idle service", measured=memory, unit=" MB", wanted=below(120))


def _libraries_alone() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import gc; gc.disable(); import {LIBRARIES}"], check=True)
    return time.perf_counter() - began

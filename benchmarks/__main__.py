"""`python -m benchmarks [NAME …]`: one table. The status is 1 when a line is not as wanted or could not be measured."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from benchmarks import (
    attendance,
    feeds,
    first_in_line,
    first_visit,
    idle_tick,
    importing,
    letters,
    mailing,
    million,
    planning,
    public_page,
    registering,
    replies,
    reporting,
    slow_line,
    starting,
    streams,
)
from benchmarks.table import Line, NotMeasured, print_table
from tests.machines import Missing

BENCHMARKS: dict[str, Callable[[], Iterator[Line]]] = {
    "starting": starting.measured,
    "first-visit": first_visit.measured,
    "slow-line": slow_line.measured,
    "public-page": public_page.measured,
    "feeds": feeds.measured,
    "registering": registering.measured,
    "importing": importing.measured,
    "planning": planning.measured,
    "idle-tick": idle_tick.measured,
    "letters": letters.measured,
    "mailing": mailing.measured,
    "first-in-line": first_in_line.measured,
    "million": million.measured,
    "replies": replies.measured,
    "reporting": reporting.measured,
    "attendance": attendance.measured,
    "streams": streams.measured,
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What is measured, and against what.")
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(BENCHMARKS)}; all of them when left out")
    names = parser.parse_args(arguments).name or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark “{unknown[0]}”; there are {', '.join(BENCHMARKS)}")
    return 0 if print_table(line for name in names for line in _lines_of(name)) else 1


def _lines_of(name: str) -> Iterator[Line | NotMeasured]:
    try:
        yield from BENCHMARKS[name]()
    except Missing as missing:
        yield NotMeasured(name, str(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

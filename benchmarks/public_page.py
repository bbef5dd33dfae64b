"""The page of a discussion as everybody sees it, asked for as often as the server can answer, and at a calm rate."""

from collections.abc import Iterator
from statistics import median

from benchmarks.load import full_load, steady_load
from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import bare, get, serving
from benchmarks.table import Ceiling, Line, at_least, below

PAGE = f"/discussions/{SLUG}"
CLIENTS, SECONDS, ROUNDS = 32, 3, 3
CALM_RATE, CALM_SECONDS = 200, 8


def measured() -> Iterator[Line]:
    """Both servers run side by side and are asked in turn, so that a busy moment of the machine strikes both."""
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            a_full_discussion(session)
        with serving(place, PAGE) as ours, bare(place, get(ours.port, PAGE)) as ceiling:
            rounds = [
                [full_load(server, PAGE, clients=CLIENTS, seconds=SECONDS, place=place) for server in (ceiling, ours)]
                for _ in range(ROUNDS)
            ]
            calm = steady_load(ours, PAGE, per_second=CALM_RATE, seconds=CALM_SECONDS)
    assert not any(load.wrong for both in rounds for load in both) and not calm.wrong, "every page is answered"
    best, kept = (median(load.per_second for load in loads) for loads in zip(*rounds, strict=True))
    yield Line(
        what="public page of a discussion", measured=kept, unit="/s", ceiling=Ceiling(best, "bare ASGI, same bytes"),
        wanted=at_least(0.7, of_ceiling=True),
    )  # fmt: skip
    yield Line(
        what=f"the same at {CALM_RATE} a second, p99", measured=calm.p99_milliseconds, unit=" ms", wanted=below(20)
    )

"""The calendar of a series of 100 discussions, asked for by calendars that hold nothing, and by those that hold it."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.load import full_load
from benchmarks.props import a_full_series, folder, fresh_database, sqlite_in
from benchmarks.served import Answer, Server, bare, get, serving
from benchmarks.table import Ceiling, Line, at_least

DISCUSSIONS = 100
CLIENTS, SECONDS, ROUNDS = 32, 3, 3


def measured() -> Iterator[Line]:
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            feed = f"/series/{a_full_series(session, DISCUSSIONS).slug}.ics"
        with serving(place, feed) as ours:
            whole = get(ours.port, feed)
            tag = dict(whole.headers)["etag"]
            held = get(ours.port, feed, if_none_match=tag)
            assert (whole.status, held.status, held.body) == (200, 304, b""), "what is held is not sent again"
            yield _line(ours, feed, whole, place, what=f"calendar of {DISCUSSIONS} discussions")
            asking = f"wrk.headers['If-None-Match'] = '{tag}'\n"
            yield _line(ours, feed, held, place, what="the same, held already: 304", requests=asking)


def _line(ours: Server, feed: str, answer: Answer, place: Path, *, what: str, requests: str = "") -> Line:
    """Both servers run side by side and are asked in turn, so that a busy moment of the machine strikes both."""
    with bare(place, answer) as ceiling:
        rounds = [
            [
                full_load(server, feed, clients=CLIENTS, seconds=SECONDS, place=place, requests=requests)
                for server in (ceiling, ours)
            ]
            for _ in range(ROUNDS)
        ]
    assert not any(load.wrong for both in rounds for load in both), "every request is answered"
    best, kept = (median(load.per_second for load in loads) for loads in zip(*rounds, strict=True))
    return Line(
        what=what, measured=kept, unit="/s", ceiling=Ceiling(best, "bare ASGI, same bytes"),
        wanted=at_least(0.5, of_ceiling=True),
    )  # fmt: skip

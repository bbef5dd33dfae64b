"""`Idempotency-Key`: asked twice, answered as the first time, done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from litestar.testing import TestClient
from sqlmodel import select

import main
from events.models import Discussion
from foundation.database import Database
from foundation.idempotency import claimed, forget_old_answers, keep, keyed_call
from foundation.people import Person
from tests.api.conftest import SETTINGS, Program
from tests.builders import NOW, every_row

SERIES = {"slug": "care", "title": "Care", "timezone": "Asia/Dili", "language": "pt"}


def test_the_same_request_under_its_key_is_done_once(api: Program, database: Database) -> None:
    first = api.post("/series", SERIES, key="a1")
    before = rows(database)

    assert api.post("/series", SERIES, key="a1") == first
    assert first[0] == 201
    assert rows(database) == before


def test_another_request_under_the_same_key_is_refused(api: Program) -> None:
    api.post("/series", SERIES, key="a1")

    status, problem = api.post("/series", SERIES | {"slug": "work"}, key="a1")

    assert (status, problem["detail"]) == (422, "This Idempotency-Key was used for another request. Choose a new one.")
    assert api.get("/series/work")[0] == 404


def test_the_same_body_at_another_address_is_another_request(api: Program, published: Discussion) -> None:
    api.post(f"/discussions/{published.slug}/cancellation", {"reason": "Flood."}, key="a1")

    assert api.post("/discussions/elsewhere/cancellation", {"reason": "Flood."}, key="a1")[0] == 422


def test_keys_of_two_people_never_meet(api: Program, dili: Program) -> None:
    api.post("/series", SERIES, key="a1")

    status, problem = dili.post("/series", SERIES, key="a1")

    assert (status, problem["errors"][0]["pointer"]) == (409, "/slug")


def test_a_refusal_is_not_kept(api: Program) -> None:
    refused = api.post("/series/care/discussions", {"title": "No series yet"}, key="a1")
    missing = api.post("/series", SERIES | {"timezone": "Asia/Atlantis"}, key="a2")

    assert (refused[0], missing[0]) == (422, 422)
    assert api.post("/series", SERIES, key="a2")[0] == 201


def test_a_key_has_a_sensible_length(api: Program) -> None:
    answers = [api.post("/series", SERIES, key=key) for key in ("", "k" * 256, "a b")]

    assert [(status, problem["detail"]) for status, problem in answers] == [
        (422, "An Idempotency-Key has between 1 and 255 letters, digits or signs, without spaces.")
    ] * 3


def test_calls_at_the_same_moment_do_the_work_once(api: Program) -> None:
    answers = at_once([lambda: api.post("/series", SERIES, key="a1")] * 8)

    assert [status for status, _ in answers] == [201] * 8
    assert len({str(answer) for answer in answers}) == 1


def test_a_key_is_free_again_after_a_day(api: Program, database: Database) -> None:
    api.post("/series", SERIES, key="a1")
    tomorrow = NOW + timedelta(hours=24)

    with TestClient(main.create_app(SETTINGS, database, now=lambda: tomorrow)) as client:
        later = Program(client, api.token).post("/series", SERIES | {"slug": "work"}, key="a1")

    assert later[0] == 201


def test_the_clock_forgets_answers_after_a_day(database: Database, api: Program) -> None:
    with database.writing() as session:
        caller = session.exec(select(Person)).one()
        for key, at in (("old", NOW - timedelta(hours=24)), ("new", NOW - timedelta(hours=23))):
            call = keyed_call(caller.id or 0, key, ("POST", "/api/series", b"{}"))
            assert claimed(session, call, at) is None
            keep(session, call, 201, key)

        forget_old_answers(session, NOW)

        assert [row[4] for row in every_row(session)["keptanswer"]] == ["new"]


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the count of calls."""
    with database.reading() as session:
        return every_row(session) | {"spent": []}


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]

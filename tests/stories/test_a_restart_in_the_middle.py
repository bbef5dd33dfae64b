"""A discussion under way while the service is restarted: what another process writes is heard, streams end at once, and
the service that comes after shows the same clock."""

import json
import re
import time
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from foundation.database import Database
from live.acts import Wish
from live.wall_link import wall_path
from tests.journeys.house import open_house
from tests.live.props import a_stage, press

AT_MOST = 8
"""Seconds. The house gives up waiting for the stream after ten."""


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_discussion_goes_on_over_a_restart(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        cast = a_stage(session)
    with open_house(database, tmp_path) as house:
        house.now, wall = cast.at(7), wall_path(house.settings.secret_key, cast.discussion.id or 0)
        with httpx.stream("GET", f"{house.url}{wall}/events", timeout=20) as stream:
            events = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
            heard = [next(events)["acts"]]
            with database.writing() as session:
                press(session, cast, Wish.NEXT, 7)
            heard.append(next(events)["acts"])
            due, asked_at = [due_at(house.url + wall)], time.monotonic()
            house.ask_to_end()
            left = list(events)
    took = time.monotonic() - asked_at
    with open_house(database, tmp_path) as house:
        house.now = cast.at(9)
        due.append(due_at(house.url + wall))

    assert (heard, left, due) == ([0, 1], [], [due_of(cast.at(12))] * 2)
    assert took < AT_MOST


def due_at(address: str) -> str:
    found = re.search(r'data-due="(\d+)"', httpx.get(address).text)
    assert found is not None
    return found[1]


def due_of(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))

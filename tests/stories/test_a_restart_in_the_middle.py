"""A discussion under way while the service is restarted: what another process writes is heard, streams end at once, and
the service that comes after shows the same clock."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session

from events.models import Discussion
from foundation.clock import utc_now
from foundation.database import Database
from foundation.moments import instant_followed, wall_of
from live.acts import Wish
from live.wall_link import wall_path
from tests.conftest import SECRET_KEY
from tests.journeys.house import open_house
from tests.live.props import a_stage, press
from tests.machines.program import running_program

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

    assert (heard, left, due) == ([0, 1], [], [due_of(cast.at(12))])
    assert took < AT_MOST


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_killed_service_comes_back_with_the_same_clock(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY}
    with database.writing() as session:
        cast = a_stage(session)
        begin_by_the_real_clock(session, cast.discussion)
    wall = wall_path(SECRET_KEY, cast.discussion.id or 0)
    due = []
    with running_program(tmp_path, settings) as program:
        program.wait_until_it_answers()
        for number, wish in enumerate(("next", "next", "extend")):
            pressed = {"wish": wish, "number": str(number), "minutes": "2"}
            httpx.post(f"{program.url}{cast.paths['chair']}/live/acts", data=pressed, headers={"Origin": program.url})
        due.append(due_at(program.url + wall))
        program.kill()
    with running_program(tmp_path, settings) as program:
        program.wait_until_it_answers()
        due.append(due_at(program.url + wall))

    left = datetime.fromtimestamp(int(due[0]) / 1000, UTC) - utc_now()
    assert (due[1], timedelta(minutes=21) < left <= timedelta(minutes=22)) == (due[0], True)


def begin_by_the_real_clock(session: Session, discussion: Discussion) -> None:
    """Seven minutes ago, as a program in a process of its own reads no other clock."""
    wall = wall_of(utc_now() - timedelta(minutes=7), discussion.timezone).replace(second=0, microsecond=0)
    discussion.starts_at_local, discussion.starts_at = wall, instant_followed(wall, discussion.timezone)
    discussion.ends_at = discussion.starts_at + timedelta(minutes=discussion.minutes)
    session.flush()


def due_at(address: str) -> str:
    found = re.search(r'data-due="(\d+)"', httpx.get(address).text)
    assert found is not None
    return found[1]


def due_of(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))

"""A robot that reads everything as everybody: what is about one member is seen by those alone who may see it, and by
nobody once it is erased. The words it looks for stand nowhere else."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from events.queries import public_discussion
from foundation.backup import file_of
from foundation.database import Database
from foundation.people import Person
from main import tick
from notifications.channels import channel_for
from notifications.models import Hold
from notifications.privacy.erasing import erase
from notifications.send import Senders
from registrations.models import Registration
from registrations.register import personal_path
from tests.browsing import SETTINGS
from tests.notifications.privacy.test_erasing import LATER, SEEDS, SOON, bytes_of, letters, seeds_in, someone
from tests.test_access import ROLES, TABLE, World, world

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])  # what a page shows does not depend on the database
SEE_THEM = {"organiser", "program"}
PUBLIC_FILES = ("/discussions/talk.ics", "/series/their-series.ics")


def test_what_is_about_a_member_is_seen_by_their_office_alone_and_by_nobody_once_erased(
    world: World, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    settings = replace(SETTINGS, database_url=database.url, mail_url=f"dir:{tmp_path}/outbox")
    caplog.set_level(logging.DEBUG)
    with database.writing() as session:
        row = someone(session, public_discussion(session, "talk"))
        session.execute(delete(Hold))
        token, number, person_id = personal_path(session, row)[3:], row.id, row.person_id
    tick(database, settings, SOON)
    Senders(database, settings, channel_for(settings.mail_url, 1), lambda: SOON).send_due()

    before = {role: seen(world, role) for role in ROLES}
    own = world.ask("visitor", "GET /r/{token}/data", token=token).text
    to_them = re.compile(f"^To:.*{re.escape(SEEDS[1])}", re.MULTILINE)
    to_others = [letter for letter in letters(settings) if not to_them.search(letter)]

    assert {role for role in ROLES if before[role]} == SEE_THEM
    assert before["organiser"] >= set(SEEDS[:4]) and seeds_in(own) == set(SEEDS)
    assert seeds_in(*to_others) == set() and len(to_others) >= 2
    assert seeds_in(*(world.client.get(path).text for path in PUBLIC_FILES)) == set()

    with database.writing() as session:
        assert session.get_one(Registration, number).person_id == person_id
        erase(session, session.get_one(Person, person_id), LATER)
    tick(database, settings, LATER)

    assert {role: seen(world, role) for role in ROLES} == {role: set() for role in ROLES}
    assert seeds_in(*letters(settings), bytes_of(file_of(database.url)), logged(caplog)) == set()
    assert token not in bytes_of(file_of(database.url)) + logged(caplog)
    assert world.ask("visitor", "GET /r/{token}", token=token).status_code == 404


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the program logs; the browser of the tests names the addresses it opens."""
    return "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("http"))


def seen(world: World, role: str) -> set[str]:
    """The words that this role finds on all pages and calls that it may read, links of others apart."""
    asked = [route for route in TABLE if route.startswith("GET ") and not re.match(r"GET /(r|p|news)/", route)]
    return {seed for route in asked for seed in seeds_in(world.ask(role, route).text)}

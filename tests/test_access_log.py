"""Whoever sees somebody's contact leaves a line that says so, whatever page or call showed it (trust.md, Privacy)."""

import re

import pytest
from sqlmodel import Session, col, func, select

from foundation.access_log import KEPT_FOR, Look, forget_old_looks, looks_of, note_look
from foundation.database import Database
from foundation.sign_in import Desk, add_organiser
from tests.builders import NOW, an_office
from tests.test_access import TABLE, World, world

__all__ = ["world"]

CONTACT = re.compile(r"[\w.]+@(?:union|talk)\.example")
"""Of a participant or a speaker; organisers are @office.example."""
READ = [("program" if "/api/" in route else "organiser", route)
        for route in TABLE if re.match(r"GET /(desk|api)\b", route)]  # fmt: skip


@pytest.fixture
def desk(session: Session) -> Desk:
    office = an_office(session)
    return Desk(add_organiser(session, "sari@office.example", office, NOW), office)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_contact_is_shown_without_a_line_in_the_log(world: World, database: Database) -> None:
    shown, noted = set(), set()
    for role, route in READ:
        before = looks(database)
        if CONTACT.search(world.ask(role, route).text):
            shown.add(route)
            noted |= {route} if looks(database) > before else set()

    assert len(shown) >= 9
    assert shown - noted == set()


def test_a_line_says_who_saw_what_when_why_and_how_much(session: Session, desk: Desk) -> None:
    note_look(session, desk, "participants", NOW, about="talk", people=3, purpose="Signatures for the hall")

    [(look, person)] = looks_of(session, desk.office, limit=10)

    assert person == desk.person
    assert (look.what, look.about, look.people, look.purpose, look.at) == (
        "participants", "talk", 3, "Signatures for the hall", NOW,
    )  # fmt: skip


def test_an_empty_list_told_nobody_anything(session: Session, desk: Desk) -> None:
    note_look(session, desk, "registrations", NOW, people=0)

    assert looks_of(session, desk.office, limit=10) == []


def test_lines_are_kept_for_a_year(session: Session, desk: Desk) -> None:
    for at in (NOW - KEPT_FOR, NOW - 2 * KEPT_FOR):
        note_look(session, desk, "registrations", at, people=1)
    session.flush()

    forget_old_looks(session, NOW)

    assert [look.at for look, _ in looks_of(session, desk.office, limit=10)] == [NOW - KEPT_FOR]


def looks(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count(col(Look.id)))).one()

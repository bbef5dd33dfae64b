"""Personal links: written again when needed, guessed never, and not to be had from a copy of the database."""

import re

from hypothesis import given
from hypothesis import strategies as st

from foundation import links
from foundation.database import Database
from tests.conftest import SECRET_KEY


def test_the_same_row_has_the_same_link_and_another_version_another() -> None:
    written = [links.keyed("key", "registration", 1, 2, version) for version in (0, 0, 1)]

    assert written[0] == written[1] != written[2]


def test_no_two_rows_share_a_link() -> None:
    rows = [("a", 1, 23, 0), ("a", 12, 3, 0), ("b", 1, 23, 0), ("a", 1, 2, 30), ("a", 1, 2, 3)]

    assert len({links.keyed("key", purpose, *row) for purpose, *row in rows}) == 5


def test_a_link_has_144_bits_and_stands_in_an_address_as_it_is() -> None:
    token = links.keyed("key", "registration", 1)

    assert re.fullmatch("[A-Za-z0-9_-]{24}", token)


def test_another_installation_writes_other_links() -> None:
    assert links.keyed("key", "registration", 1) != links.keyed("another key", "registration", 1)


def test_every_session_writes_the_links_of_its_installation(database: Database) -> None:
    with database.reading() as one, database.writing() as other:
        written = {links.token(session, "registration", 1, 2, 0) for session in (one, other)}

    assert written == {links.keyed(SECRET_KEY, "registration", 1, 2, 0)}


@given(guess=st.text())
def test_whatever_is_typed_as_a_link_has_a_hash(guess: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", links.hashed(guess))
    assert re.fullmatch("[0-9a-f]{64}", links.hashed("\ud800"))

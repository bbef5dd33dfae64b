"""The notice of privacy: who is responsible, who sees what, how long, and what one may do; linked where one agrees."""

from typing import NamedTuple

import pytest

from foundation.database import Database
from registrations.privacy.notice import platforms_of
from registrations.privacy.retention import keep_for
from tests.browsing import Visitor
from tests.builders import FRIDAY, a_discussion, a_published_discussion, a_series

SECRET_ROOM = "https://us02web.zoom.us/j/123456789"


class Room(NamedTuple):
    room_url: str | None


def test_the_notice_names_who_what_for_and_how_long_but_not_the_room(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, slug="who-pays", room_url=SECRET_ROOM)
        keep_for(session, a_series(session, "Another"), contact_months=6, statistics_months=2)

    links = visitor.open("/discussions/who-pays").links
    notice = visitor.open(links["What becomes of your data"])

    said = notice.text("main")
    assert "Country Office Jakarta decides what your data are used for. For every question: rembuk@" in said
    assert "including that I belong to or work with a union" in said
    assert "Used in this series: Zoom." in said and "123456789" not in notice.html
    assert "Name and contact: 12 months after the last discussion" in said
    assert "Your answers: 3 months after" in said
    assert "<svg" in notice.html


def test_months_are_those_the_organisers_chose(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session)
        a_published_discussion(session, series=series)
        keep_for(session, series, contact_months=6, statistics_months=2)
        path = f"/series/{series.slug}/privacy"

    said = visitor.open(path).text("main")

    assert "Name and contact: 6 months" in said and "Your answers: 2 months" in said


def test_a_series_that_is_not_public_has_no_notice(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session)
        a_discussion(session, FRIDAY, series=series)
        path = f"/series/{series.slug}/privacy"

    assert visitor.open(path).status == 404


@pytest.mark.parametrize(
    ("addresses", "named"),
    [
        ([SECRET_ROOM, "https://teams.microsoft.com/l/meetup-join/1"], ["Microsoft Teams", "Zoom"]),
        (["https://meet.jit.si/x", "https://zoom.us.example/j/1", None, "tel:+622112345"], ["Jitsi Meet"]),
    ],
)
def test_platforms_are_known_by_their_domain(addresses: list[str | None], named: list[str]) -> None:
    assert platforms_of([Room(address) for address in addresses]) == named  # type: ignore[misc]

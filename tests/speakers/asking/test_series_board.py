"""The board of a series: a word, a tone and a name for everybody who was asked."""

from datetime import timedelta

from foundation.database import Database
from foundation.people import Role
from speakers.asking.proposals import propose
from speakers.engagements import decline, note_opening
from tests.browsing import Visitor
from tests.builders import FRIDAY, NOW, THURSDAY, WEDNESDAY, a_discussion, a_series, accepted, asked
from tests.desk import at_the_desk, counted_statements


def test_each_discussion_shows_who_answered_who_has_looked_and_who_is_silent(
    database: Database, visitor: Visitor
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session, slug="pay")
        first, second = a_discussion(session, WEDNESDAY, series=series), a_discussion(session, FRIDAY, series=series)
        accepted(session, first, "Citra", Role.CHAIR)
        note_opening(asked(session, first, "Rudi"), NOW)
        propose(session, asked(session, first, "Dewi"), NOW, wall=THURSDAY)
        decline(session, asked(session, first, "Oki", Role.OBSERVER), NOW)
        asked(session, second, "Sari", now=NOW - timedelta(days=3))
        decline(session, asked(session, second, "Tono", Role.CHAIR), NOW)
        asked(session, second, "Ana", Role.CHAIR)

    page = desk.open("/desk/series/pay/board")

    assert page.texts("td") == [
        "1. Who pays, and who gains 24 Feb 2027, 14:00 WIB Draft", "Citra Agreed 1 Feb 2027",
        "Rudi Opened, no answer yet 1 Feb 2027 Dewi Proposes another time 1 Feb 2027", "Oki Cannot 1 Feb 2027",
        "Empty", "–", "2. Who pays, and who gains 26 Feb 2027, 14:00 WIB Draft", "Ana No answer yet 1 Feb 2027",
        "Sari No answer yet 29 Jan 2027", "–", "Empty", "–",
    ]  # fmt: skip
    assert page.texts(".note--wait") == [
        "Who has not answered Sari, Who pays, and who gains: asked on 29 Jan 2027 "
        "Rudi, Who pays, and who gains: asked on 1 Feb 2027 Ana, Who pays, and who gains: asked on 1 Feb 2027"
    ]


def test_a_long_series_costs_no_more_questions(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session, slug="pay")
        asked(session, a_discussion(session, WEDNESDAY, series=series), "Rudi")
    with counted_statements() as few:
        desk.open("/desk/series/pay/board")
    with database.writing() as session:
        for day in range(3):
            asked(session, a_discussion(session, FRIDAY + timedelta(days=day), series=series), f"Sari {day}")

    with counted_statements() as many:
        desk.open("/desk/series/pay/board")

    assert len(many) == len(few)

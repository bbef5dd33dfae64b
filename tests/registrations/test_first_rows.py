"""What a series has one row of, once somebody decides: two organisers who decide at the same moment are both heard."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from events.models import Series
from foundation.database import Database
from registrations.attendance.rule import set_percent
from registrations.certificates.granting import set_rule
from registrations.evaluation.questions import choose_words
from registrations.privacy.retention import keep_for
from speakers.preparing.editing import set_deadline
from tests.builders import NOW, a_series, every_row, only_where_others_get_in_between, overlapping

Decide = Callable[[Session, Series, int], Any]
DECISIONS: dict[str, Decide] = {
    "attendancerule": lambda session, series, word: set_percent(session, series, 60 + word, NOW),
    "certificaterule": lambda session, series, word: set_rule(session, series, by_hand=word == 1),
    "evaluationwords": lambda session, series, word: choose_words(session, series, "en", {"use": f"What {word}?"}),
    "retention": lambda session, series, word: keep_for(session, series, contact_months=9 + word, statistics_months=1),
    "deadline": lambda session, series, word: set_deadline(session, series.id or 0, word),
}


@only_where_others_get_in_between
def test_two_who_decide_first_are_both_heard_and_the_second_holds(database: Database) -> None:
    with database.writing() as session:
        for slug in ("alone", "both"):
            a_series(session, slug=slug)

    for decide in DECISIONS.values():
        first, second = (_of_second_series(decide, word) for word in (0, 1))
        overlapping(database, first, second)
        with database.writing() as session:
            decide(session, session.get_one(Series, 1), 1)

    with database.reading() as session:
        found = {table: [list(row[1:]) for row in every_row(session)[table]] for table in DECISIONS}
    assert {table: rows[1] == rows[0] for table, rows in found.items()} == dict.fromkeys(DECISIONS, True)


def _of_second_series(decide: Decide, word: int) -> Callable[[Session], Any]:
    return lambda session: decide(session, session.get_one(Series, 2), word)

"""Days and hours that an organiser is warned of; none is ever refused."""

from datetime import datetime

import pytest
from sqlmodel import Session

from events.observances import observances
from tests.builders import a_discussion

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
DAYS = {
    datetime(2027, 2, 4, 14): [],
    datetime(2027, 8, 17, 14): ["This is a free day in Indonesia: Independence Day."],
    datetime(2027, 3, 15, 9): ["This is a free day in Indonesia: Eid al-Fitr Joint Holiday."],
    datetime(2027, 8, 30, 9): ["This is a free day in Timor-Leste: Popular Consultation Day."],
    datetime(2027, 4, 9, 10): ["This falls into Friday prayer (11:30 to 13:00) in a zone of Indonesia."],
    datetime(2027, 2, 24, 14): [],
    datetime(2027, 2, 24, 15): ["This is after 15:30 WIB in Ramadan. A morning is kinder."],
    datetime(2027, 2, 24, 9): [],
}


@ONE_DATABASE
@pytest.mark.parametrize("starts_at_local", DAYS)
def test_a_day_or_hour_to_think_about_is_named(session: Session, starts_at_local: datetime) -> None:
    discussion = a_discussion(session, starts_at_local)

    assert [str(warning) for warning in observances(discussion)] == DAYS[starts_at_local]


@ONE_DATABASE
def test_a_holiday_is_named_in_the_language_of_the_reader(session: Session) -> None:
    (indonesia,) = observances(a_discussion(session, datetime(2027, 8, 17, 14)))
    (timor,) = observances(a_discussion(session, datetime(2027, 8, 30, 9)))

    assert "Hari Kemerdekaan" in indonesia.in_language("id")
    assert "Consulta Popular" in timor.in_language("pt")

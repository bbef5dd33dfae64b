"""The plan as organisers have it: lines that are moved or switched off, for a series or for one discussion."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

import main
from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from foundation.refusals import Refused
from notifications.kinds import KINDS
from notifications.plan_changes import back_to_default, change_line
from notifications.plan_lines import LinePlan
from notifications.plan_places import Place
from tests.builders import DILI, NOW, THURSDAY, WEDNESDAY, a_published_discussion, a_series, refusals
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox

MORNING_BEFORE = EVE - DAY - 8 * HOUR
"""Monday 09:00 in Jakarta, two days before the discussions of the builders."""
EVERYBODY = ["ana", "citra", "rudi"]
TWO_DAYS_BEFORE = LinePlan(is_on=True, days=2, at=time(9))
OFF = LinePlan(is_on=False, days=1, at=time(17))


def reminded(outbox: Outbox, now: datetime) -> list[str]:
    """Who got the reminder of the day before in this round of the clock, whatever else was sent."""
    return [name for kind, name in outbox.tick(now) if kind == "reminder_day"]


def plan(database: Database, discussion: Discussion, wanted: LinePlan, now: datetime = NOW, **where: Any) -> None:
    """Change the line of the reminder of the day before, of this discussion or `whole_series`."""
    with database.writing() as session:
        place = place_of(session, discussion, **where)
        change_line(session, place, KINDS[where.get("kind", "reminder_day")], plan=wanted, now=now)


def place_of(session: Session, discussion: Discussion, *, whole_series: bool = False, kind: str = "") -> Place:
    found = again(session, discussion)
    return Place(series_of(session, found), None if whole_series else found)


def go_back(database: Database, discussion: Discussion, now: datetime = NOW, **where: Any) -> None:
    with database.writing() as session:
        back_to_default(session, place_of(session, discussion, **where), KINDS["reminder_day"], now)


def a_house_with_ana(database: Database, outbox: Outbox, **about: Any) -> Discussion:
    discussion = a_quiet_house(database, outbox, **about)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    return discussion


def test_a_moved_line_leaves_at_its_new_hour_on_the_clock_of_each_reader(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    ana_registers(database, discussion, "Dina", timezone=DILI)
    outbox.tick(NOW)

    plan(database, discussion, TWO_DAYS_BEFORE)

    assert reminded(outbox, MORNING_BEFORE - 2 * HOUR) == ["dina"]
    assert reminded(outbox, MORNING_BEFORE - MINUTE) == []
    assert sorted(reminded(outbox, MORNING_BEFORE)) == EVERYBODY
    assert reminded(outbox, EVE) == []


def test_a_line_that_is_off_is_sent_to_nobody_and_hides_no_other(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)

    plan(database, discussion, OFF)

    assert reminded(outbox, EVE) == []
    assert [kind for kind, _ in outbox.tick(START - HOUR)] == ["reminder_hour"] * 3


def test_a_discussion_follows_its_series_until_it_has_a_line_of_its_own(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    plan(database, discussion, OFF, whole_series=True)

    plan(database, discussion, TWO_DAYS_BEFORE)

    assert sorted(reminded(outbox, MORNING_BEFORE)) == EVERYBODY


def test_a_line_of_the_series_is_that_of_all_its_discussions_and_of_no_other(
    database: Database, outbox: Outbox
) -> None:
    with database.writing() as session:
        series = a_series(session)
    first = a_quiet_house(database, outbox, series=series, slug="first")
    a_quiet_house(database, outbox, series=series, slug="second")
    with database.writing() as session:
        a_published_discussion(session, series=a_series(session, "Else"), slug="elsewhere")
    outbox.tick(NOW)

    plan(database, first, OFF, whole_series=True)
    assert sorted(reminded(outbox, EVE)) == ["citra", "rudi"]
    assert {posted.to.partition("@")[2] for posted in outbox.posted if posted.at == EVE} == {"elsewhere.example"}


def test_what_was_sent_is_not_sent_again_at_the_new_hour(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    outbox.tick(EVE)

    plan(database, discussion, LinePlan(is_on=True, days=1, at=time(19)), EVE + HOUR)

    assert reminded(outbox, EVE + 2 * HOUR) == []


def test_a_letter_that_waits_for_the_mail_server_moves_as_well(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    main.tick(database, outbox.settings, EVE)

    plan(database, discussion, LinePlan(is_on=True, days=1, at=time(19)), EVE + MINUTE)

    assert reminded(outbox, EVE + 2 * MINUTE) == []
    assert sorted(reminded(outbox, EVE + 2 * HOUR)) == EVERYBODY


def test_the_default_comes_back_with_one_undo(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    plan(database, discussion, OFF)

    go_back(database, discussion)

    assert sorted(reminded(outbox, EVE)) == EVERYBODY


def test_a_moved_discussion_takes_its_lines_along(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    plan(database, discussion, TWO_DAYS_BEFORE)

    move(database, discussion, THURSDAY, NOW)
    outbox.tick(NOW + HOUR)

    assert reminded(outbox, MORNING_BEFORE) == []
    assert sorted(reminded(outbox, MORNING_BEFORE + DAY)) == EVERYBODY


@pytest.mark.parametrize(("wanted", "now", "said"), [
    (LinePlan(is_on=True, days=1, at=time(20)), NOW,
     {"at": "Between 20:00 and 07:00 nobody gets a letter like this. Choose another hour."}),
    (LinePlan(is_on=True, days=1, at=time(6, 59)), NOW,
     {"at": "Between 20:00 and 07:00 nobody gets a letter like this. Choose another hour."}),
    (LinePlan(is_on=True, days=61, at=time(9)), NOW, {"days": "Choose at most 60 days."}),
    (LinePlan(is_on=True, days=1, at=None), NOW, {"at": "Please write the hour like this: 17:00"}),
    (LinePlan(is_on=True, days=0, at=time(12)), NOW,
     {"at": "That would be Wednesday, 24 February 2027, 12:00 WIB. From Wednesday, 24 February 2027, 12:00 WIB on "
            "this letter is of no use any more."}),
    (LinePlan(is_on=True, days=30, at=time(9)), NOW,
     {"at": "That would be Monday, 25 January 2027, 09:00 WIB, which is past already."}),
])  # fmt: skip
def test_an_hour_without_sense_is_refused(
    session: Session, wanted: LinePlan, now: datetime, said: dict[str, str]
) -> None:
    place = place_of(session, a_published_discussion(session))

    assert refusals(session, change_line, place, KINDS["reminder_day"], plan=wanted, now=now) == said


@pytest.mark.parametrize(("minutes", "said"), [
    (10, "That would be Wednesday, 24 February 2027, 13:50 WIB. From Wednesday, 24 February 2027, 13:50 WIB on this "
         "letter is of no use any more."),
    (181, "Choose at most 180 minutes before the start."),
])  # fmt: skip
def test_a_letter_right_before_the_start_stays_there(session: Session, minutes: int, said: str) -> None:
    place = place_of(session, a_published_discussion(session))
    wanted = LinePlan(is_on=True, minutes=minutes)

    assert refusals(session, change_line, place, KINDS["reminder_hour"], plan=wanted, now=NOW) == {"minutes": said}


def test_the_plan_of_a_series_is_held_against_each_discussion_that_follows_it(session: Session) -> None:
    series = a_series(session)
    for_later, soon = datetime(2027, 5, 5, 14), datetime(2027, 2, 10, 14)
    a_published_discussion(session, for_later, series=series)
    near = a_published_discussion(session, soon, series=series, title="In ten days", slug="near")
    wanted = LinePlan(is_on=True, days=20, at=time(9))
    change = (Place(series), KINDS["reminder_day"])

    said = refusals(session, change_line, *change, plan=wanted, now=NOW)
    change_line(session, Place(series, near), KINDS["reminder_day"], plan=OFF, now=NOW)
    change_line(session, *change, plan=wanted, now=NOW)

    assert said == {
        "at": "“In ten days”: That would be Thursday, 21 January 2027, 09:00 WIB, which is past already."
    }


def test_a_series_without_discussions_is_measured_by_a_usual_one(session: Session) -> None:
    place, wanted = Place(a_series(session)), LinePlan(is_on=True, days=1, at=time(9))

    said = refusals(session, change_line, place, KINDS["agenda"], plan=wanted, now=NOW)

    assert "of no use any more" in said["at"]


def test_going_back_to_an_hour_that_is_past_is_refused(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    plan(database, discussion, OFF)

    with pytest.raises(Refused, match="Tuesday, 23 February 2027, 17:00 WIB, which is past already"):
        go_back(database, discussion, EVE + MINUTE)


@pytest.mark.parametrize(("kind", "why"), [
    ("changed", "It keeps calendars true: it follows by itself and cannot be moved or switched off."),
    ("card", "Somebody is waiting for it: it follows by itself and cannot be moved or switched off."),
    ("refused", "It tells you what you would otherwise miss: it comes by itself and cannot be switched off."),
])  # fmt: skip
def test_what_follows_a_reason_cannot_be_moved(session: Session, kind: str, why: str) -> None:
    place = place_of(session, a_published_discussion(session))

    assert refusals(session, change_line, place, KINDS[kind], plan=OFF, now=NOW) == {None: why}


def test_reminders_of_two_discussions_are_shared_by_the_hours_they_really_have(
    database: Database, outbox: Outbox
) -> None:
    first = a_quiet_house(database, outbox, slug="first")
    second = a_quiet_house(database, outbox, slug="second", starts_at_local=WEDNESDAY + HOUR)
    for discussion in (first, second):
        ana_registers(database, discussion)
    outbox.tick(NOW)

    plan(database, second, TWO_DAYS_BEFORE)

    assert "ana" in reminded(outbox, MORNING_BEFORE)
    assert reminded(outbox, EVE).count("ana") == 1


@pytest.mark.parametrize(("days", "said"), [(3, {"reminder_day"}), (1, {"agenda"})])
def test_a_late_agenda_gives_way_to_a_reminder_that_was_moved_before_it(
    database: Database, outbox: Outbox, days: int, said: set[str]
) -> None:
    discussion = a_house_with_ana(database, outbox)
    plan(database, discussion, LinePlan(is_on=True, days=days, at=time(9)))

    three_days_before = outbox.tick(START - 3 * DAY)

    assert {kind for kind, name in three_days_before if name == "rudi"} == said


def test_what_leaves_after_the_end_can_be_moved_as_well(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_ana(database, outbox)
    with database.writing() as session:
        place = place_of(session, discussion)
        change_line(session, place, KINDS["thanks"], plan=LinePlan(is_on=True, minutes=120), now=NOW)

    end = START + timedelta(minutes=90)
    told = {after: {name for kind, name in outbox.tick(end + after) if kind == "thanks"} for after in (HOUR, 2 * HOUR)}

    assert told == {HOUR: set(), 2 * HOUR: {"citra", "rudi"}}

"""An announcement leaves once, at its hour, to those it is for at that hour."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from notifications.announcements.models import Announcement
from notifications.announcements.writing import appoint, write
from notifications.models import Skipped
from notifications.plan import look_at_everything, plan_discussion
from registrations.news import agree_again, withdraw_news
from registrations.seats import give_up
from tests.announcing import SUBJECT, a_writing
from tests.builders import NOW, at_once
from tests.notifications.announcements.props import agreeing, announced, readers
from tests.notifications.house import DAY, HOUR, MINUTE, RESTED, START, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

EVERYBODY = ["ana", "citra", "rudi"]
EVENING = NOW.replace(hour=14)
"""21:00 in Jakarta."""
MORNING = NOW.replace(hour=0) + DAY
"""07:00 in Jakarta, the next day."""


@pytest.fixture
def discussion(database: Database, outbox: Outbox) -> Discussion:
    """Ana has a seat beside the two who speak; all have their invitations."""
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.posted.clear()
    return discussion


def person_called(session: Session, name: str) -> Person:
    return session.exec(select(Person).where(Person.full_name == name)).one()


def skipped(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.exec(select(Person.full_name, Skipped.reason).join(Person).where(Skipped.kind == "announcement"))
        return [(name, reason) for name, reason in rows]


def test_a_draft_reaches_nobody(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    with database.writing() as session:
        write(session, again(session, discussion), a_writing(), NOW)

    assert outbox.tick(NOW + DAY) == []


def test_it_reaches_everybody_once_whatever_the_clock_does(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    announced(database, discussion, NOW)

    for later in (0 * MINUTE, MINUTE, HOUR, DAY):
        outbox.tick(NOW + later)

    assert readers(outbox) == EVERYBODY


def test_two_announcements_are_two_letters(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    announced(database, discussion, NOW)
    announced(database, discussion, NOW + MINUTE, texts={"en": ("Once more", "Something else.")})

    outbox.tick(NOW + MINUTE)

    assert (readers(outbox), readers(outbox, "Once more")) == (EVERYBODY, EVERYBODY)


def test_it_leaves_at_its_hour_and_not_before(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    announced(database, discussion, NOW + HOUR)

    before = outbox.tick(NOW + HOUR - MINUTE)
    outbox.tick(NOW + HOUR)

    assert (before, readers(outbox)) == ([], EVERYBODY)


def test_the_clock_looks_at_the_discussion_by_itself_when_its_hour_comes(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    hour, looks = NOW + 3 * DAY + HOUR, [NOW]
    announced(database, discussion, hour)

    while looks[-1] < hour:
        outbox.tick(looks[-1])
        with database.reading() as session:
            looks.append(again(session, discussion).attention_at or hour + DAY)

    assert looks[-1] == hour


def test_who_comes_later_does_not_get_it_and_who_has_left_neither(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    ana_registers(database, discussion, "Ben")
    leaving = ana_registers(database, discussion, "Cia")
    announced(database, discussion, NOW + HOUR)
    with database.writing() as session:
        give_up(session, again(session, discussion), again(session, leaving), NOW + MINUTE)
    ana_registers(database, discussion, "Dodi", now=NOW + 2 * HOUR)

    outbox.tick(NOW + 2 * HOUR)

    assert readers(outbox) == ["ana", "ben", "citra", "rudi"]


def test_who_sleeps_gets_it_in_the_morning(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    ana_registers(database, discussion, "Zoe", timezone="Europe/Zurich")
    announced(database, discussion, EVENING)

    outbox.tick(EVENING)
    at_once_readers = readers(outbox)
    outbox.tick(MORNING - MINUTE)
    at_night = readers(outbox)
    outbox.tick(MORNING)

    assert (at_once_readers, at_night, readers(outbox)) == (["zoe"], ["zoe"], [*EVERYBODY, "zoe"])


def test_nobody_sleeps_through_what_is_said_on_the_last_day(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    night = START - DAY + 14 * HOUR
    outbox.tick(night)
    announced(database, discussion, night, now=night)

    outbox.tick(night)

    assert readers(outbox) == EVERYBODY


def test_news_waits_for_the_morning_even_then(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    night = START - DAY + 14 * HOUR
    with database.writing() as session:
        agreeing(session, discussion, "Eko")
    announced(database, discussion, night, now=night, is_news=True)

    outbox.tick(night)
    at_night = readers(outbox)
    outbox.tick(START - 7 * HOUR)

    assert (at_night, readers(outbox)) == ([], ["eko"])


def test_it_goes_after_everything_that_somebody_waits_for(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    announced(database, discussion, NOW)
    ana_registers(database, discussion, "Ben", now=NOW + MINUTE)

    order = outbox.tick(NOW + MINUTE)

    assert (order[0], {kind for kind, _ in order[1:]}) == (("invited", "ben"), {"announcement"})


@pytest.mark.parametrize(
    ("at", "is_late"),
    [(NOW + 7 * DAY - MINUTE, False), (NOW + 7 * DAY, True)],
    ids=["within a week", "a week later"],
)
def test_what_a_week_of_silence_made_old_is_not_sent(
    database: Database, discussion: Discussion, outbox: Outbox, at: datetime, is_late: bool
) -> None:
    announced(database, discussion, NOW)

    outbox.tick(at)

    assert readers(outbox) == ([] if is_late else EVERYBODY)


def test_what_was_said_before_the_end_is_not_said_after_it(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    announced(database, discussion, START, now=START)

    outbox.tick(START + 2 * HOUR)

    assert readers(outbox) == []


def test_there_is_something_to_say_after_the_end_as_well(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    evening, morning = START + 8 * HOUR, START + 17 * HOUR
    announced(database, discussion, evening, now=START + 2 * HOUR)

    outbox.tick(START + 2 * HOUR)
    outbox.tick(evening)
    at_night = readers(outbox)
    outbox.tick(morning)

    assert (at_night, readers(outbox)) == ([], EVERYBODY)


def test_two_who_press_at_once_send_it_once(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    with database.writing() as session:
        number = write(session, again(session, discussion), a_writing(), NOW).id

    def press(session: Session) -> None:
        appoint(session, session.get_one(Announcement, number), NOW, NOW)

    at_once(database, [press, press, press])
    outbox.tick(NOW)
    with database.writing() as session:
        appoint(session, session.get_one(Announcement, number), NOW + MINUTE, NOW + MINUTE)
    outbox.tick(NOW + MINUTE)

    assert readers(outbox) == EVERYBODY


def test_news_goes_to_those_who_agreed_and_not_to_those_who_took_it_back(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    with database.writing() as session:
        for name in ("Eko", "Fitri", "Gita"):
            agreeing(session, discussion, name)
        withdraw_news(session, person_called(session, "Fitri"), NOW)
    announced(database, discussion, NOW + HOUR, is_news=True)
    with database.writing() as session:
        withdraw_news(session, person_called(session, "Gita"), NOW + MINUTE)
        agree_again(session, person_called(session, "Gita"), NOW + 2 * HOUR)

    outbox.tick(NOW + 2 * HOUR)

    assert readers(outbox) == ["eko"]


def test_who_unsubscribes_before_it_leaves_is_left_alone(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    with database.writing() as session:
        agreeing(session, discussion, "Eko")
    announced(database, discussion, NOW, is_news=True)
    with database.writing() as session:
        plan_discussion(session, discussion.id or 0, NOW, RESTED)
        withdraw_news(session, person_called(session, "Eko"), NOW)

    outbox.tick(NOW)

    reason = "No longer true: the person does not fit it any more."
    assert (readers(outbox), skipped(database)) == ([], [("Eko", reason)])


def test_the_sweep_finds_nothing_that_was_missed(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    announced(database, discussion, EVENING)
    outbox.tick(EVENING)
    outbox.tick(MORNING)
    with database.writing() as session:
        look_at_everything(session, MORNING)

    assert (outbox.tick(MORNING), readers(outbox, SUBJECT)) == ([], EVERYBODY)

"""Two discussions closer than 90 minutes share a reminder; nobody is left without one, and nobody gets two."""

from datetime import datetime, timedelta

import pytest

from events.models import Discussion
from events.schedule import cancel
from foundation.database import Database
from foundation.languages import say
from foundation.sign_in import add_organiser
from notifications.channels import TryAgain
from tests.builders import NOW, WEDNESDAY, a_published_discussion, an_office
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, START, again, ana_registers
from tests.outbox import Outbox

FIRST, SECOND = "Who pays", "Who gains"


def two_discussions(database: Database, outbox: Outbox, apart: timedelta) -> tuple[Discussion, Discussion]:
    with database.writing() as session:
        first = a_published_discussion(session, WEDNESDAY, title=FIRST)
        second = a_published_discussion(session, WEDNESDAY + apart, title=SECOND)
    outbox.tick(NOW)
    outbox.posted.clear()
    return first, second


def reminders(outbox: Outbox, name: str, moments: list[datetime]) -> list[tuple[datetime, list[str]]]:
    """When `name` is reminded, and of which discussions each letter speaks."""
    for moment in moments:
        outbox.tick(moment)
    return [
        (letter.at, [title for title in (FIRST, SECOND) if f"  {title}" in letter.text.splitlines()])
        for letter in outbox.to(name) if letter.message["Subject"].startswith(("Reminder", "Soon"))
    ]  # fmt: skip


@pytest.mark.parametrize("minutes", [0, 75])
def test_two_discussions_close_together_share_their_reminders(
    database: Database, outbox: Outbox, minutes: int
) -> None:
    apart = timedelta(minutes=minutes)
    for discussion in two_discussions(database, outbox, apart):
        ana_registers(database, discussion)
    outbox.tick(NOW)

    told = reminders(outbox, "ana", [EVE, START - HOUR, START - HOUR + apart])

    assert told == [(EVE, [FIRST, SECOND]), (START - HOUR, [FIRST, SECOND])]
    links = {line for line in outbox.to("ana")[-1].text.splitlines() if "/r/" in line}
    assert len(links) == 2


def test_two_on_one_day_share_the_eve_alone(database: Database, outbox: Outbox) -> None:
    for discussion in two_discussions(database, outbox, 2 * HOUR):
        ana_registers(database, discussion)
    outbox.tick(NOW)

    told = reminders(outbox, "ana", [EVE, START - HOUR, START + HOUR])

    assert told == [(EVE, [FIRST, SECOND]), (START - HOUR, [FIRST]), (START + HOUR, [SECOND])]


def test_who_has_a_seat_in_one_of_them_hears_of_that_one(database: Database, outbox: Outbox) -> None:
    _, second = two_discussions(database, outbox, HOUR)
    ana_registers(database, second)
    outbox.tick(NOW)

    assert reminders(outbox, "ana", [EVE, START - HOUR, START]) == [(EVE, [SECOND]), (START, [SECOND])]


def test_a_seat_taken_after_the_shared_reminder_has_its_own(database: Database, outbox: Outbox) -> None:
    first, second = two_discussions(database, outbox, HOUR)
    ana_registers(database, first)
    outbox.tick(NOW), outbox.tick(START - HOUR)
    ana_registers(database, second, now=START - HOUR + MINUTE)
    outbox.tick(START - HOUR + MINUTE)

    assert reminders(outbox, "ana", [START]) == [(START - HOUR, [FIRST]), (START, [SECOND])]


def test_a_cancelled_discussion_takes_no_reminder_with_it(database: Database, outbox: Outbox) -> None:
    first, second = two_discussions(database, outbox, HOUR)
    for discussion in (first, second):
        ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        cancel(session, again(session, first), "", NOW + DAY)
    outbox.tick(NOW + DAY + HOUR)

    assert reminders(outbox, "ana", [EVE, START - HOUR, START]) == [(EVE, [SECOND]), (START, [SECOND])]


def test_a_shared_reminder_that_could_not_leave_is_made_up_for(database: Database, outbox: Outbox) -> None:
    for discussion in two_discussions(database, outbox, 75 * MINUTE):
        ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.refusing = no_server

    outbox.tick(START - HOUR)
    outbox.refusing = lambda recipient: None
    told = reminders(outbox, "ana", [START + 15 * MINUTE])

    assert told == [(START + 15 * MINUTE, [SECOND])]


def test_organisers_get_one_letter_about_both(database: Database, outbox: Outbox) -> None:
    two_discussions(database, outbox, HOUR)
    with database.writing() as session:
        add_organiser(session, "olga@office.example", an_office(session), NOW)

    heard = [kind for kind, name in outbox.tick(EVE) if name == "olga"]

    assert heard == ["eve"]
    assert "  https://rembuk.example/desk/discussions/who-gains" in outbox.to("olga")[-1].text.splitlines()


def no_server(recipient: str) -> None:
    raise TryAgain(say("nobody there"), connection_lost=True, counts=True)

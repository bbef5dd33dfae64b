"""The default message plan of product.md, moment by moment: who hears what around a discussion, and who does not."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import select

from events.models import Discussion, Series
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Role
from foundation.sign_in import add_organiser
from registrations.door import join
from registrations.models import Registration
from speakers import engagements
from speakers.models import Engagement
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, THURSDAY, a_discussion, a_published_discussion, accepted, an_office, asked
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, START, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

END = START + timedelta(minutes=90)
MORNING = START - 6 * HOUR
"""08:00 in Jakarta on the day of the discussion."""


def olga_organises(database: Database, email: str = "olga@office.example") -> None:
    with database.writing() as session:
        add_organiser(session, email, an_office(session), NOW)


def a_draft_with_two_asked(database: Database, outbox: Outbox) -> Discussion:
    """In three weeks; a resource person and an observer have their cards."""
    with database.writing() as session:
        draft = a_discussion(session)
        asked(session, draft, "Rudi")
        asked(session, draft, "Oki", Role.OBSERVER)
    outbox.tick(NOW)
    return draft


def comes(database: Database, discussion: Discussion, registration: Registration, at: datetime) -> None:
    with database.writing() as session:
        join(session, again(session, discussion), registration.person_id, at)


def letters(outbox: Outbox, moments: Iterable[datetime]) -> list[tuple[datetime, str, str]]:
    """What leaves while the clock ticks at these moments."""
    return [(moment, kind, name) for moment in moments for kind, name in sorted(outbox.tick(moment))]


def hours_between(first: datetime, last: datetime, every: timedelta = HOUR) -> list[datetime]:
    return [first + number * every for number in range((last - first) // every + 1)]


# Before: answers, agenda, what is still to do


def test_who_has_not_answered_is_reminded_three_times_and_then_the_organisers_hear_of_it(
    database: Database, outbox: Outbox
) -> None:
    olga_organises(database)
    a_draft_with_two_asked(database, outbox)

    heard = letters(outbox, hours_between(MORNING - 15 * DAY, MORNING - 7 * DAY - HOUR, 8 * HOUR))

    assert heard == [
        (MORNING - 14 * DAY, "answer_first", "rudi"), (MORNING - 11 * DAY, "answer_second", "rudi"),
        (MORNING - 8 * DAY, "answer_last", "rudi"), (MORNING - 8 * DAY + 8 * HOUR, "open_answers", "olga"),
    ]  # fmt: skip
    assert "Rudi (Resource person) has not answered yet." in outbox.to("olga")[-1].text


def test_an_answer_ends_the_reminders(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    a_draft_with_two_asked(database, outbox)
    with database.writing() as session:
        rudi = session.exec(select(Engagement).where(Engagement.full_name == "Rudi")).one()
        engagements.accept(session, rudi, NOW + HOUR)
    outbox.tick(NOW + HOUR)

    assert letters(outbox, hours_between(MORNING - 14 * DAY, MORNING - 8 * DAY + 9 * HOUR, 8 * HOUR)) == []


def test_who_was_asked_yesterday_is_not_pressed_today(database: Database, outbox: Outbox) -> None:
    draft = a_draft_with_two_asked(database, outbox)
    yesterday = MORNING - 12 * DAY + 3 * HOUR
    with database.writing() as session:
        asked(session, again(session, draft), "Sri", now=yesterday)

    heard = letters(outbox, [yesterday, MORNING - 11 * DAY, MORNING - 8 * DAY])

    assert [(moment, kind) for moment, kind, name in heard if name == "sri"] == [
        (yesterday, "card"), (MORNING - 8 * DAY, "answer_last"),
    ]  # fmt: skip


def test_a_week_before_all_get_the_agenda_and_the_organisers_what_is_still_to_do(
    database: Database, outbox: Outbox
) -> None:
    olga_organises(database)
    discussion = a_house_with_agenda(database, outbox)
    ana_registers(database, discussion)
    ana_registers(database, discussion, "Budi", now=MORNING - 9 * DAY)
    heard = letters(outbox, [NOW, MORNING - 9 * DAY, MORNING - 7 * DAY, MORNING - 7 * DAY + 2 * HOUR])

    assert [line for line in heard if line[0] >= MORNING - 8 * DAY] == [
        (MORNING - 7 * DAY, "readiness", "olga"),
        *((MORNING - 7 * DAY + 2 * HOUR, "agenda", name) for name in ("ana", "citra", "rudi")),
    ]
    assert outbox.to("citra")[-1].message["Subject"].startswith("Draft of your run sheet:")
    assert "60 minutes of the discussion are not planned yet." in outbox.to("olga")[-1].text


def test_participants_get_an_agenda_only_once_there_is_one(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    week_before = MORNING - 7 * DAY + 2 * HOUR

    assert sorted(outbox.tick(week_before)) == [("agenda", "citra"), ("agenda", "rudi")]
    has_agenda(database, discussion, week_before + DAY)
    assert outbox.tick(week_before + DAY) == [("agenda", "ana")]


def test_on_the_eve_the_organisers_see_who_is_silent_and_get_a_text_to_paste(
    database: Database, outbox: Outbox
) -> None:
    olga_organises(database)
    with database.writing() as session:
        discussion = a_published_discussion(session, speakers=asked)
        accepted(session, discussion, "Sri", phone="+6281234567890")
    ana_registers(database, discussion, phone="+6281234567891")
    outbox.tick(NOW)

    assert outbox.tick(EVE) == [("eve", "olga")]
    text = " ".join(outbox.to("olga")[-1].text.split())
    assert "Citra (Chair) has not answered yet. Rudi (Resource person) has not answered yet." in text
    assert "Sri (Resource person) has agreed, but no letter reaches them: please call." in text
    assert "Participants whom no letter reaches: 1." in text
    assert "*Who pays, and who gains* Wednesday, 24 February 2027, 14:00–15:30 WIB" in text
    assert "https://rembuk.example/discussions/who-pays-and-who-gains" in text


# Afterwards


def test_who_came_is_thanked_and_who_did_not_hears_of_the_next_discussion(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    ana_registers(database, discussion, "Budi")
    another_of_the_series(database, discussion, THURSDAY + 14 * DAY)
    outbox.tick(NOW), outbox.tick(START - HOUR)
    comes(database, discussion, ana, START)

    heard = letters(outbox, [END, END + HOUR - MINUTE, END + HOUR, END + 17 * HOUR, START + 19 * HOUR, START + 3 * DAY])

    assert [line for line in heard if not line[1].startswith(("card", "invited", "digest"))] == [
        (END + HOUR, "attendance", "olga"), (END + HOUR, "thanks", "ana"), (END + HOUR, "thanks", "citra"),
        (END + HOUR, "thanks", "rudi"), (START + 19 * HOUR, "missed", "budi"), (START + 19 * HOUR, "report", "olga"),
    ]  # fmt: skip
    assert "https://rembuk.example/discussions/who-gains" in outbox.to("ana")[-1].text
    assert "https://rembuk.example/discussions/who-gains" in outbox.to("budi")[-1].text
    assert "participants were there" not in outbox.to("citra")[-1].text  # one is too few to be counted


def test_speakers_hear_how_many_came_when_they_are_enough_to_be_counted(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    for name in ("Ana", "Budi", "Dewi", "Eko", "Fitri"):
        comes(database, discussion, ana_registers(database, discussion, name), START)
    outbox.tick(NOW)

    outbox.tick(END + HOUR)

    assert "5 participants were there." in outbox.to("rudi")[-1].text


def test_nobody_is_missed_when_nobody_used_the_door(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    assert {kind for kind, _ in outbox.tick(END + HOUR)} == {"thanks"}
    assert outbox.tick(START + 19 * HOUR) == []


def test_thanks_do_not_come_at_night(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        accepted(session, again(session, discussion), "Tom", Role.OBSERVER, timezone="America/Los_Angeles")
    outbox.tick(NOW)  # the discussion ends at 00:30 there

    assert ("thanks", "tom") not in outbox.tick(END + HOUR)
    assert outbox.tick(END + 6 * HOUR + 30 * MINUTE) == [("thanks", "tom")]  # 07:00


def test_nothing_is_written_about_a_cancelled_discussion_afterwards(database: Database, outbox: Outbox) -> None:
    olga_organises(database)
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        cancel(session, again(session, discussion), "", NOW + DAY)
    letters(outbox, hours_between(NOW + DAY, NOW + 2 * DAY, 4 * HOUR))

    moments = hours_between(MORNING - 8 * DAY, MORNING - 6 * DAY, 8 * HOUR)
    assert letters(outbox, [*moments, EVE, END + HOUR, START + 19 * HOUR]) == []


def another_of_the_series(database: Database, discussion: Discussion, starts_at_local: datetime) -> Discussion:
    with database.writing() as session:
        series = session.get_one(Series, discussion.series_id)
        return a_published_discussion(session, starts_at_local, series=series, title="Who gains")


def a_house_with_agenda(database: Database, outbox: Outbox) -> Discussion:
    discussion = a_quiet_house(database, outbox)
    has_agenda(database, discussion, NOW)
    return discussion


def has_agenda(database: Database, discussion: Discussion, now: datetime) -> None:
    with database.writing() as session:
        plan_agenda(session, again(session, discussion), [SlotRow(kind="panel", minutes=30)], now)

"""What one calendar shows beside start and room: the own part, the agenda, discretion, the sender, the known answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.people import Person, Role
from notifications.models import CalendarEntry, EntryAnswer
from notifications.renewal import follow_sender, renew_agenda
from registrations import seats
from registrations.personal import choose
from registrations.queries import registration_behind
from registrations.register import personal_path
from speakers import readiness
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, THURSDAY, accepted, asked
from tests.notifications.house import HOUR, MINUTE, RESTED, a_quiet_house, again, ana_registers, move
from tests.outbox import SETTINGS, Outbox

RUDI = "Rudi"


def plan(database: Database, discussion: Discussion, rows: Sequence[tuple[str, int, str]], now: datetime) -> None:
    """Rows of kind, minutes and the first name of the presenter."""
    with database.writing() as session:
        found = again(session, discussion)
        known = {one.full_name: one.id for one in active_engagements(session, found)}
        typed = [SlotRow(kind=kind, minutes=minutes, presenter=known.get(who)) for kind, minutes, who in rows]
        plan_agenda(session, found, typed, now)


def entry_of(session: Session, name: str) -> CalendarEntry:
    found = select(CalendarEntry).join(Person).where(Person.full_name == name)
    return session.exec(found).one()


def answer(database: Database, name: str, word: EntryAnswer | None) -> None:
    """As the reading of replies records it."""
    with database.writing() as session:
        entry_of(session, name).answer = word


def test_a_moved_slot_is_told_to_its_speaker_alone_when_it_has_rested(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    plan(database, discussion, [("presentation", 25, RUDI), ("panel", 30, "")], NOW)
    outbox.tick(NOW + RESTED)
    outbox.posted.clear()

    plan(database, discussion, [("opening", 10, ""), ("presentation", 25, RUDI)], NOW + HOUR)
    heard_at_once = outbox.tick(NOW + HOUR + MINUTE)
    heard = outbox.tick(NOW + HOUR + RESTED)

    assert (heard_at_once, [name.split("-")[0] for _, name in heard]) == ([], ["rudi"])
    (letter,) = outbox.posted
    assert "from 14:00–14:25 WIB to 14:10–14:35 WIB" in " ".join(letter.text.split())
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_another_row_of_the_agenda_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    plan(database, discussion, [("presentation", 25, RUDI), ("panel", 30, "")], NOW)
    outbox.tick(NOW + RESTED)

    plan(database, discussion, [("presentation", 25, RUDI), ("questions", 20, "")], NOW + HOUR)

    assert outbox.tick(NOW + 2 * HOUR) == []


def test_saving_the_same_agenda_again_lets_nothing_rest_anew(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    rows = [("presentation", 25, RUDI)]
    plan(database, discussion, rows, NOW)

    plan(database, discussion, rows, NOW + HOUR)

    with database.reading() as session:
        assert again(session, discussion).agenda_changed_at == NOW


def test_a_slot_letter_keeps_the_sequence_and_the_answer_that_is_known(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    plan(database, discussion, [("presentation", 25, RUDI)], NOW)
    outbox.tick(NOW + RESTED)
    answer(database, RUDI, EntryAnswer.TENTATIVE)
    outbox.posted.clear()

    plan(database, discussion, [("opening", 10, ""), ("presentation", 25, RUDI)], NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    (letter,) = outbox.posted
    assert (letter.event["SEQUENCE"], letter.event["ATTENDEE"].params["PARTSTAT"]) == (0, "TENTATIVE")


def test_a_new_time_asks_for_a_new_answer(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    answer(database, "Ana", EntryAnswer.ACCEPTED)

    move(database, discussion, THURSDAY, NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    event = outbox.to("ana")[-1].event
    assert (event["SEQUENCE"], event["ATTENDEE"].params["PARTSTAT"]) == (1, "NEEDS-ACTION")
    with database.reading() as session:
        entry = entry_of(session, "Ana")
        assert (entry.answer, entry.asked_sequence) == (None, 1)


def test_a_new_room_keeps_the_answer(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    answer(database, "Ana", EntryAnswer.ACCEPTED)

    change(database, discussion, NOW + HOUR, room_url="https://room.example/2")
    outbox.tick(NOW + HOUR + RESTED)

    event = outbox.to("ana")[-1].event
    assert (event["SEQUENCE"], event["ATTENDEE"].params["PARTSTAT"]) == (1, "ACCEPTED")


def test_who_said_no_and_comes_back_before_it_was_told_is_asked_anew(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)
    answer(database, "Ana", EntryAnswer.DECLINED)
    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, ana), NOW + HOUR)
        seats.come_back(session, again(session, discussion), again(session, ana), NOW + HOUR)

    heard = outbox.tick(NOW + HOUR)

    event = outbox.to("ana")[-1].event
    assert (heard, event["ATTENDEE"].params["PARTSTAT"], event["SEQUENCE"]) == ([("changed", "ana")], "NEEDS-ACTION", 1)
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_a_participant_who_agrees_to_speak_is_told_with_the_new_role(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        accepted(session, again(session, discussion), "Ana", Role.RESOURCE_PERSON)
    heard = outbox.tick(NOW + HOUR)

    event = outbox.to("ana")[-1].event
    assert (heard, event["ATTENDEE"].params["ROLE"], event["SEQUENCE"]) == ([("changed", "ana")], "REQ-PARTICIPANT", 0)
    assert "You take part in another role: Resource person." in outbox.to("ana")[-1].text
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_a_participant_who_is_asked_stays_a_participant_until_the_yes(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.writing() as session:
        asked(session, again(session, discussion), "Ana", Role.RESOURCE_PERSON)
    outbox.tick(NOW + HOUR)

    move(database, discussion, THURSDAY, NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    event = next(letter for letter in reversed(outbox.to("ana")) if "New date" in letter.message["Subject"]).event
    assert (event["ATTENDEE"].params["ROLE"], "Your role" in event["DESCRIPTION"]) == ("OPT-PARTICIPANT", False)


def test_a_new_agenda_is_told_on_request_to_those_whose_calendar_shows_another(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    plan(database, discussion, [("panel", 60, "")], NOW + HOUR)
    ana_registers(database, discussion, "Budi", NOW + HOUR)
    outbox.tick(NOW + HOUR)

    count = in_session(database, renew_agenda, discussion, NOW + 2 * HOUR)
    heard = outbox.tick(NOW + 2 * HOUR)

    assert (count, [kind for kind, _ in heard]) == (3, ["changed"] * 3)
    assert "budi" not in [name for _, name in heard]
    assert outbox.to("ana")[-1].event["SEQUENCE"] == 0
    assert in_session(database, renew_agenda, discussion, NOW + 3 * HOUR) == 0


def test_a_new_sender_is_told_once_with_a_higher_sequence(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.settings = replace(SETTINGS, mail_from="Rembuk <office@rembuk.example>")

    with database.writing() as session:
        follow_sender(session, "office@rembuk.example", NOW + HOUR)
        follow_sender(session, "office@rembuk.example", NOW + HOUR)
    heard = outbox.tick(NOW + HOUR)

    letter = outbox.to("ana")[-1]
    assert sorted(kind for kind, _ in heard) == ["changed"] * 3
    assert (letter.event["SEQUENCE"], letter.event["ORGANIZER"]) == (1, "mailto:office@rembuk.example")
    with database.writing() as session:
        follow_sender(session, "office@rembuk.example", NOW + 2 * HOUR)
    assert outbox.tick(NOW + 2 * HOUR) == []


def test_who_asks_for_discretion_later_gets_a_neutral_entry(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.tick(NOW)

    with database.writing() as session:
        found = registration_behind(session, personal_path(session, again(session, ana)).removeprefix("/r/"))
        assert found is not None
        choose(session, found[0], found[2], language="en", timezone="Asia/Jakarta", discreet=True)
    heard = outbox.tick(NOW + HOUR)

    event = outbox.to("ana")[-1].event
    assert (heard, event["CLASS"], discussion.title in event["SUMMARY"]) == ([("changed", "ana")], "PRIVATE", False)
    assert outbox.tick(NOW + 2 * HOUR) == []


def change(database: Database, discussion: Discussion, now: datetime, **fields: Any) -> None:
    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, **fields), now)


def in_session(database: Database, rule: Callable[..., Any], discussion: Discussion, now: datetime) -> Any:
    with database.writing() as session:
        return rule(session, again(session, discussion), now)

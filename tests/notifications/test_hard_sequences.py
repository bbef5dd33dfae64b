"""The hard cases of calendar.md that are several letters, one after the other, as calendars read them (decision 17)."""

from dataclasses import replace
from datetime import datetime

from events.models import Discussion
from events.schedule import cancel, plan_of, restore
from foundation.database import Database
from foundation.languages import say
from foundation.people import Role
from notifications.channels import TryAgain
from notifications.renewal import follow_sender, renew_agenda
from registrations import seats
from speakers import engagements, readiness
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, THURSDAY, accepted
from tests.notifications.house import HOUR, MINUTE, RESTED, a_quiet_house, again, ana_registers, move
from tests.outbox import SETTINGS as HOUSE
from tests.outbox import Outbox
from tests.readings import BothReaders, Reading


def events_of(outbox: Outbox, readers: BothReaders, name: str) -> list[Reading]:
    """What calendars read in the letters to this person, the oldest first."""
    return [readers.read(letter.calendar_bytes) for letter in outbox.to(name)]


def change(database: Database, about: Discussion, now: datetime, **fields: object) -> None:
    with database.writing() as session:
        found = again(session, about)
        readiness.change(session, found, plan_of(found, **fields), now)


def test_two_letters_in_one_second_have_two_stamps(database: Database, outbox: Outbox, readers: BothReaders) -> None:
    about = a_quiet_house(database, outbox)
    ana = ana_registers(database, about)
    outbox.tick(NOW)
    with database.writing() as session:
        seats.give_up(session, again(session, about), again(session, ana), NOW)
    outbox.tick(NOW)
    outbox.tick(NOW - MINUTE)  # and the clock steps back

    first, second = events_of(outbox, readers, "ana")
    assert (first["METHOD"], second["METHOD"]) == ("REQUEST", "CANCEL")
    assert first.event["UID"] == second.event["UID"]
    assert (first.event["DTSTAMP"], second.event["DTSTAMP"]) == ("2027-02-01T03:00:00Z", "2027-02-01T03:00:01Z")


def test_an_edit_before_the_first_letter_left_is_one_letter_with_the_new_words(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    change(database, about, NOW, title="Another name", starts_at_local=THURSDAY)

    assert ("invited", "ana") in outbox.tick(NOW)
    outbox.tick(NOW + HOUR)

    (only,) = events_of(outbox, readers, "ana")
    assert (only.event["SUMMARY"], only.event["DTSTART"], only.event["SEQUENCE"]) == (
        "Another name", "2027-02-25T07:00:00Z", "0",
    )  # fmt: skip


def test_a_first_letter_refused_while_the_second_is_ready_becomes_one(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)

    def later(recipient: str) -> None:
        raise TryAgain(say("451 later"), connection_lost=False, counts=True)

    outbox.refusing = later
    outbox.tick(NOW)
    move(database, about, THURSDAY, NOW + MINUTE)
    outbox.tick(NOW + 4 * MINUTE)
    outbox.refusing = lambda recipient: None
    outbox.tick(NOW + HOUR)
    outbox.tick(NOW + 2 * HOUR)

    (only,) = events_of(outbox, readers, "ana")
    assert (only["METHOD"], only.event["DTSTART"]) == ("REQUEST", "2027-02-25T07:00:00Z")


def test_who_is_uninvited_reads_no_status_and_who_is_cancelled_on_does(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana, _ = ana_registers(database, about), ana_registers(database, about, "Budi")
    outbox.tick(NOW)
    with database.writing() as session:
        seats.give_up(session, again(session, about), again(session, ana), NOW + HOUR)
    outbox.tick(NOW + HOUR)

    with database.writing() as session:
        cancel(session, again(session, about), "", NOW + 2 * HOUR)
    outbox.tick(NOW + 2 * HOUR + RESTED)

    uninvited, cancelled = events_of(outbox, readers, "ana")[-1], events_of(outbox, readers, "budi")[-1]
    assert (uninvited["METHOD"], cancelled["METHOD"]) == ("CANCEL", "CANCEL")
    assert (uninvited.event.has("STATUS"), cancelled.event["STATUS"]) == (False, "CANCELLED")
    assert (uninvited.event["SEQUENCE"], cancelled.event["SEQUENCE"]) == ("1", "1")
    assert len(events_of(outbox, readers, "ana")) == 2


def test_what_was_cancelled_and_restored_is_a_new_entry(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    outbox.tick(NOW)
    with database.writing() as session:
        cancel(session, again(session, about), "", NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)
    with database.writing() as session:
        restore(session, again(session, about), NOW + 2 * HOUR)
    outbox.tick(NOW + 2 * HOUR + RESTED)

    invited, cancelled, anew = events_of(outbox, readers, "ana")
    assert invited.event["UID"] == cancelled.event["UID"] != anew.event["UID"]
    assert (anew["METHOD"], anew.event["SEQUENCE"], anew.event["STATUS"]) == ("REQUEST", "0", "CONFIRMED")


def test_a_new_chair_is_invited_and_the_old_one_uninvited(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    outbox.tick(NOW)
    with database.writing() as session:
        found = again(session, about)
        old = active_engagements(session, found)[0]
        engagements.withdraw(session, old, NOW + HOUR)
        accepted(session, found, "Oki", Role.CHAIR, now=NOW + HOUR)

    heard = outbox.tick(NOW + HOUR)

    assert sorted((kind, name.split("@")[0]) for kind, name in heard) == [("invited", "oki"), ("withdrawn", "citra")]
    new, gone = events_of(outbox, readers, "oki")[-1].event, readers.read(outbox.posted[-2].calendar_bytes).event
    roles = {one.one("ATTENDEE").parameter("ROLE") for one in (new, gone)}
    assert (roles, gone.has("STATUS")) == ({"CHAIR"}, False)


def test_a_moved_slot_changes_the_words_and_not_the_sequence_of_its_speaker(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    plan_the_agenda(database, about, ["presentation"], NOW)
    outbox.tick(NOW + RESTED)
    outbox.posted.clear()

    plan_the_agenda(database, about, ["opening", "presentation"], NOW + HOUR)
    outbox.tick(NOW + HOUR + RESTED)

    (letter,) = outbox.posted
    event = readers.read(letter.calendar_bytes).event
    assert (letter.name, event["SEQUENCE"], event["DTSTART"]) == ("rudi", "0", "2027-02-24T07:00:00Z")
    assert "Your part: 14:20–14:40 WIB" in event["DESCRIPTION"]


def test_a_new_agenda_on_request_changes_the_words_and_not_the_sequence(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    outbox.tick(NOW)
    plan_the_agenda(database, about, ["panel"], NOW + HOUR)
    with database.writing() as session:
        renew_agenda(session, again(session, about), NOW + HOUR)
    outbox.tick(NOW + 2 * HOUR)

    before, after = events_of(outbox, readers, "ana")
    assert (before.event["UID"], before.event["SEQUENCE"]) == (after.event["UID"], after.event["SEQUENCE"])
    assert after.event["DTSTAMP"] > before.event["DTSTAMP"]
    assert "14:00–14:20 Panel discussion" in after.event["DESCRIPTION"]


def test_a_new_sender_is_the_organiser_under_a_higher_sequence(
    database: Database, outbox: Outbox, readers: BothReaders
) -> None:
    about = a_quiet_house(database, outbox)
    ana_registers(database, about)
    outbox.tick(NOW)
    outbox.settings = replace(HOUSE, mail_from="Rembuk <office@rembuk.example>")
    with database.writing() as session:
        follow_sender(session, "office@rembuk.example", NOW + HOUR)
    outbox.tick(NOW + HOUR)

    before, after = events_of(outbox, readers, "ana")
    assert (before.event["ORGANIZER"], after.event["ORGANIZER"]) == (
        "mailto:rembuk@rembuk.example", "mailto:office@rembuk.example",
    )  # fmt: skip
    assert (before.event["UID"], before.event["SEQUENCE"]) == (after.event["UID"], "0")
    assert after.event["SEQUENCE"] == "1"


def plan_the_agenda(database: Database, about: Discussion, kinds: list[str], now: datetime) -> None:
    """Rows of twenty minutes; presentations are Rudi's."""
    with database.writing() as session:
        found = again(session, about)
        rudi = next(one.id for one in active_engagements(session, found) if one.full_name == "Rudi")
        rows = [SlotRow(kind=kind, minutes=20, presenter=rudi if kind == "presentation" else None) for kind in kinds]
        plan_agenda(session, found, rows, now)

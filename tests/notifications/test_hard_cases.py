"""The hard cases of calendar.md, each on bytes of our own, read by icalendar and by ical.js alike (readings.py).

decisions/0017 names the test of every case, also of those that stand elsewhere.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.calendar import OrganiserIsAttendee
from events.models import Discussion
from events.schedule import cancel, plan_of, restore
from foundation.database import Database
from foundation.languages import say
from foundation.people import Role
from notifications.channels import TryAgain
from notifications.facts import Facts
from notifications.letters import compose
from notifications.render import letter_of
from notifications.renewal import follow_sender, renew_agenda
from registrations import seats
from speakers import engagements, readiness
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Visitor, visitor
from tests.builders import NOW, THURSDAY, accepted, every_row, registered
from tests.calendar_lint import wrongs_of_letter
from tests.mail_lint import wrongs_of_mail
from tests.notifications.cast import CASES, MONDAY, SETTINGS, discussion, facts, shown
from tests.notifications.house import HOUR, MINUTE, RESTED, a_quiet_house, again, ana_registers, move
from tests.outbox import SETTINGS as HOUSE
from tests.outbox import Outbox
from tests.readings import BothReaders, Reading

__all__ = ["visitor"]

HOSTILE = "a\r\nb\nc\rd\0e\u2028f\"g;h,i\\j\\nk\u2029l:m^n'o\x85p\x0bq\ufeffr"
READ = "a b c de f\"g;h,i\\j\\nk l:m^n'o p qr"


def written(made: Facts) -> bytes:
    """The calendar of a letter. Both the mail and the calendar keep the rules."""
    letter = letter_of(made, SETTINGS)
    assert letter.calendar is not None and wrongs_of_mail(compose(letter, MONDAY)) == []
    return letter.calendar


def events_of(outbox: Outbox, readers: BothReaders, name: str) -> list[Reading]:
    """What calendars read in the letters to this person, the oldest first."""
    return [readers.read(letter.calendar_bytes) for letter in outbox.to(name)]


def change(database: Database, about: Discussion, now: datetime, **fields: object) -> None:
    with database.writing() as session:
        found = again(session, about)
        readiness.change(session, found, plan_of(found, **fields), now)


@pytest.mark.parametrize("language", ["en", "id", "pt", "tet"])
@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("invited", "changed", "withdrawn"))])
def test_both_readers_understand_every_letter_alike(readers: BothReaders, name: str, language: str) -> None:
    made = CASES[name](language)
    assert isinstance(made, Facts) and made.calendar is not None

    event = readers.read(written(made)).event

    assert event["UID"] == made.calendar.uid


# Clocks


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Dili", "16:00 TLT (14:00 WIB)"), ("Asia/Jayapura", "16:00 WIT (14:00 WIB)"),
        ("Asia/Jakarta", "14:00 WIB"), ("Europe/Zurich", "08:00 CET (14:00 WIB)"),
    ],
)  # fmt: skip
def test_one_instant_is_the_same_entry_in_every_zone_and_its_words_are_local(
    readers: BothReaders, zone: str, words: str
) -> None:
    event = readers.read(written(facts("invited", zone=zone))).event

    assert (event["DTSTART"], event["DTEND"]) == ("2027-02-24T07:00:00Z", "2027-02-24T08:30:00Z")
    assert event["DESCRIPTION"].startswith(f"Wednesday, 24 February 2027, {words}, ")


def test_past_midnight_the_day_is_said_on_both_clocks(readers: BothReaders) -> None:
    start = datetime(2027, 2, 24, 17, 30, tzinfo=UTC)
    late = discussion(starts_at=start, ends_at=start + timedelta(minutes=90))

    event = readers.read(written(facts("invited", discussion=late, zone="Europe/Zurich"))).event

    assert (event["DTSTART"], event["DTEND"]) == ("2027-02-24T17:30:00Z", "2027-02-24T19:00:00Z")
    assert "Wednesday, 24 February 2027, 18:30 CET (Thursday, 25 February, 00:30 WIB)" in event["DESCRIPTION"]


# Words


@pytest.mark.parametrize("name", ["Domingos d'Ezemplu Ñu", "Sra. Aurélia 🌱 Soares-Pereira", "José; Lobato, jr."])
def test_emoji_and_tetum_names_come_back(readers: BothReaders, name: str) -> None:
    title = f"Loron-kuarta 👩🏽‍🌾: kuidadu no protesaun sosiál ba {name}"

    event = readers.read(written(facts("invited", discussion=discussion(title=title), name=name))).event

    assert (event["SUMMARY"], event.one("ATTENDEE").parameter("CN")) == (title, name)


@pytest.mark.parametrize("character", ["é", "ñ", "\u0303", "世", "🌱", "\\", ";", ",", "👩🏽‍🌾"])
def test_no_fold_cuts_a_character_or_an_escape(readers: BothReaders, character: str) -> None:
    for before in range(76):
        title = "x" * before + character * 90

        content = written(facts("invited", discussion=discussion(title=title)))

        assert wrongs_of_letter(content) == []
        assert readers.read(content).event["SUMMARY"] == title


@pytest.mark.parametrize("field", ["title", "name", "series", "row", "presenter", "reason", "sender"])
def test_no_control_character_or_mark_of_calendars_breaks_a_text(readers: BothReaders, field: str) -> None:
    made, settings = facts("withdrawn" if field == "reason" else "invited", Role.CHAIR, before=shown()), SETTINGS
    match field:
        case "title":
            made = facts("invited", Role.CHAIR, discussion=discussion(title=HOSTILE))
        case "name":
            made = facts("invited", Role.CHAIR, name=HOSTILE)
        case "series":
            made = replace(made, series=made.series.model_copy(update={"title": HOSTILE}))
        case "row":
            made.slots[2].item.title = HOSTILE
        case "presenter":
            made.slots[2].engagement.full_name = HOSTILE  # type: ignore[union-attr]
        case "reason":
            made.discussion.cancellation_reason = HOSTILE
        case "sender":
            settings = replace(SETTINGS, mail_from=r'"é; \"g\", h^i\\n: j" <rembuk@office.example>')
    plain = property_names(readers, facts("withdrawn" if field == "reason" else "invited", Role.CHAIR, before=shown()))

    letter = letter_of(made, settings)

    assert letter.calendar is not None and wrongs_of_mail(compose(letter, MONDAY)) == []
    event = readers.read(letter.calendar).event
    assert [one.name for one in event.properties] == plain
    assert field != "title" or event["SUMMARY"] == READ


def property_names(readers: BothReaders, made: Facts) -> list[str]:
    return [one.name for one in readers.read(written(made)).event.properties]


@pytest.mark.parametrize("letter", ["x", "é", "🌱", "\\"])
def test_five_thousand_characters_without_a_space_come_back(readers: BothReaders, letter: str) -> None:
    event = readers.read(written(facts("invited", discussion=discussion(title=letter * 5000)))).event

    assert event["SUMMARY"] == letter * 5000


# Addresses


@pytest.mark.parametrize(
    ("address", "attendee"),
    [
        ("anna+siswa@union.example", "mailto:anna+siswa@union.example"),
        ("anna@büro.example", "mailto:anna@xn--bro-hoa.example"),
        ("Anna.O'Brien=x@Union.Example", "mailto:Anna.O'Brien=x@Union.Example"),
    ],
)
def test_plus_and_international_addresses_are_the_attendee_and_the_recipient(
    readers: BothReaders, address: str, attendee: str
) -> None:
    made = facts("invited")
    made.person.email = address

    assert readers.read(written(made)).event["ATTENDEE"] == attendee


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.CHAIR])
def test_the_organiser_is_refused_as_attendee(role: Role) -> None:
    made = facts("invited", role)
    made.person.email = "Rembuk@OFFICE.example"

    with pytest.raises(OrganiserIsAttendee):
        letter_of(made, SETTINGS)


# One after the other


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


# Others who read along


def test_a_scanner_that_opens_every_link_of_a_letter_changes_nothing(
    database: Database, outbox: Outbox, visitor: Visitor
) -> None:
    about = a_quiet_house(database, outbox)
    with database.writing() as session:
        accepted(session, again(session, about), "Oki", Role.OBSERVER)
        registered(session, again(session, about), "Ana")
    outbox.tick(NOW)
    before = all_there_is(database)

    opened = [visitor.get(link).status_code for letter in outbox.posted for link in links_in(letter.text)]

    assert opened and set(opened) == {200}
    assert all_there_is(database) == before
    assert outbox.tick(NOW + HOUR) == []


def links_in(text: str) -> list[str]:
    words = (word.strip(".,;()<>") for word in text.split())
    return [word.removeprefix(HOUSE.base_url) for word in words if word.startswith(HOUSE.base_url)]


def all_there_is(database: Database) -> object:
    with database.reading() as session:
        return every_row(session)


def plan_the_agenda(database: Database, about: Discussion, kinds: list[str], now: datetime) -> None:
    """Rows of twenty minutes; presentations are Rudi's."""
    with database.writing() as session:
        found = again(session, about)
        rudi = next(one.id for one in active_engagements(session, found) if one.full_name == "Rudi")
        rows = [SlotRow(kind=kind, minutes=20, presenter=rudi if kind == "presentation" else None) for kind in kinds]
        plan_agenda(session, found, rows, now)

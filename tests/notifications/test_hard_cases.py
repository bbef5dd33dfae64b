"""The hard cases of calendar.md, each on bytes of our own, read by icalendar and by ical.js alike (readings.py).

decisions/0017 names the test of every case, also of those that stand elsewhere.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.calendar import OrganiserIsAttendee
from foundation.database import Database
from foundation.people import Role
from notifications.facts import Facts
from notifications.letters import compose
from notifications.render import letter_of
from tests.browsing import Visitor, visitor
from tests.builders import NOW, accepted, every_row, registered
from tests.calendar_lint import wrongs_of_letter
from tests.mail_lint import wrongs_of_mail
from tests.notifications.cast import CASES, MONDAY, SERIES, SETTINGS, cancelled, discussion, facts, shown, with_row
from tests.notifications.house import HOUR, a_quiet_house, again
from tests.outbox import SETTINGS as HOUSE
from tests.outbox import Outbox
from tests.readings import BothReaders

__all__ = ["visitor"]

HOSTILE = "a\r\nb\nc\rd\0e\u2028f\"g;h,i\\j\\nk\u2029l:m^n'o\x85p\x0bq\ufeffr"
READ = "a b c de f\"g;h,i\\j\\nk l:m^n'o p qr"


def written(made: Facts) -> bytes:
    """The calendar of a letter. Both the mail and the calendar keep the rules."""
    letter = letter_of(made, SETTINGS)
    assert letter.calendar is not None and wrongs_of_mail(compose(letter, MONDAY)) == []
    return letter.calendar


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
    made, settings = facts("invited", Role.CHAIR), SETTINGS
    match field:
        case "title":
            made = facts("invited", Role.CHAIR, discussion=discussion(title=HOSTILE))
        case "name":
            made = facts("invited", Role.CHAIR, name=HOSTILE)
        case "series":
            made = facts("invited", Role.CHAIR, series=SERIES.model_copy(update={"title": HOSTILE}))
        case "row":
            made = with_row(made, title=HOSTILE)
        case "presenter":
            made = with_row(made, presenter=HOSTILE)
        case "reason":
            off = cancelled().model_copy(update={"cancellation_reason": HOSTILE})
            made = facts("withdrawn", Role.CHAIR, before=shown(), discussion=off)
        case "sender":
            settings = replace(SETTINGS, mail_from=r'"é; \"g\", h^i\\n: j" <rembuk@office.example>')
    without = facts("invited", Role.CHAIR) if field != "reason" else facts(
        "withdrawn", Role.CHAIR, before=shown(), discussion=cancelled(),
    )  # fmt: skip

    letter = letter_of(made, settings)

    assert letter.calendar is not None and wrongs_of_mail(compose(letter, MONDAY)) == []
    event = readers.read(letter.calendar).event
    assert [one.name for one in event.properties] == property_names(readers, without)
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

"""Every letter keeps the rules of calendar.md, and each rule of the lint can fail."""

from collections.abc import Callable
from dataclasses import replace
from textwrap import wrap

import pytest

from events import calendar
from foundation.people import Role
from notifications.facts import Facts
from notifications.letters import compose
from notifications.render import letter_of
from tests.calendar_lint import wrongs_of_feed, wrongs_of_letter
from tests.events.calendars import ANNA, ENTRY, OFFICE, SHOWN
from tests.mail_lint import wrongs_of_mail
from tests.notifications.cast import CASES, MONDAY, SETTINGS

ATTENDEE = "ATTENDEE;CN=Anna;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=OPT-PARTICIPANT;RSVP=TRUE:mailto:"
Change = Callable[[str], str]


@pytest.mark.parametrize("language", ["en", "id", "pt", "tet"])
@pytest.mark.parametrize("name", CASES)
def test_every_letter_keeps_the_rules(name: str, language: str) -> None:
    made = CASES[name](language)
    role = made.role.value if isinstance(made, Facts) else Role.PARTICIPANT.value
    content = compose(letter_of(made, SETTINGS), MONDAY)

    wrongs = wrongs_of_mail(
        content, recipient=str(made.person.email), role=role, is_discreet=made.person.discreet
    )

    assert wrongs == []


def test_an_uninvited_person_and_a_feed_keep_the_rules() -> None:
    uninvited = calendar.cancel(ENTRY, OFFICE, ANNA, discussion_cancelled=False)
    gone = replace(SHOWN, uid="feed-2", cancelled=True)
    feed = calendar.feed("Social protection; 2027", [SHOWN, gone], "https://x.example/")

    assert wrongs_of_letter(uninvited) == wrongs_of_feed(feed) == []


def said(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, f"the good letter does not say {old!r}"
        return text.replace(old, new, 1)

    return change


def folded(text: str) -> bytes:
    """As a calendar, every line folded anew."""
    lines = ("\r\n ".join(wrap(line, 70, drop_whitespace=False)) for line in text.split("\n"))
    return "\r\n".join(lines).encode()


def unfolded(content: bytes) -> str:
    return content.decode().replace("\r\n ", "").replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("END:VCALENDAR\n", "END:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", "components"),
        ("BEGIN:VEVENT", "BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE\nBEGIN:VEVENT", "components"),
        ("END:VEVENT", "BEGIN:VALARM\nEND:VALARM\nEND:VEVENT", "components"),
        ("END:VEVENT", "END:VEVENT\nBEGIN:VEVENT\nEND:VEVENT", "components"),
        ("END:VEVENT\n", "", "without its beginning"),
        ("STATUS:CONFIRMED", "STATUS CONFIRMED", "no property"),
        ("METHOD:REQUEST", "METHOD:REQUEST\nUID:x", "the calendar says UID"),
        ("CALSCALE:GREGORIAN\n", "", "the calendar lacks CALSCALE"),
        ("VERSION:2.0", "VERSION:1.0", "VERSION"),
        ("PRODID:-//Rembuk//Rembuk//EN\n", "", "the calendar lacks PRODID"),
        ("METHOD:REQUEST\n", "", "the calendar lacks METHOD"),
        ("METHOD:REQUEST", "METHOD:PUBLISH", "METHOD:PUBLISH"),
        ("METHOD:REQUEST", "METHOD:CANCEL", "METHOD:CANCEL with STATUS:CONFIRMED"),
        ("STATUS:CONFIRMED", "STATUS:CANCELLED", "METHOD:REQUEST with STATUS:CANCELLED"),
        ("STATUS:CONFIRMED\n", "", "METHOD:REQUEST with STATUS:None"),
        ("UID:9f86", "UID:9f 86", "UID:"),
        ("UID:9f86", "UID:" + "9" * 50, "UID:"),
        ("UID:9f86d081884c7d659a2feaa0c55ad015", "UID:42", "UID:"),
        ("UID:9f86", "UID:feed-", "the UID of a feed"),
        ("DTSTART:20270224T070000Z", "DTSTART:20270224T070000", "DTSTART is not in UTC"),
        ("DTSTAMP:20270201T033000Z", "DTSTAMP:20270201T033000", "DTSTAMP is not in UTC"),
        ("DTEND:20270224T083000Z", "DTEND;TZID=Asia/Jakarta:20270224T153000", "DTEND is not in UTC"),
        ("DTEND:20270224T083000Z", "DTEND:20270224T070000Z", "it ends before it starts"),
        ("DTEND:20270224T083000Z\n", "", "the event lacks DTEND"),
        ("SEQUENCE:2", "SEQUENCE:-1", "SEQUENCE is no number"),
        ("SEQUENCE:2", "SEQUENCE:2\nSEQUENCE:3", "SEQUENCE twice"),
        ("TRANSP:OPAQUE", "TRANSP:OPAQUE\nRRULE:FREQ=DAILY", "the event says RRULE"),
        ("TRANSP:OPAQUE", "TRANSP:OPAQUE\nCOLOR:red", "the event says COLOR"),
        ("TRANSP:OPAQUE", "TRANSP:OPAQUE\nIMAGE;VALUE=URI:https://x.example/", "the event says IMAGE"),
        ("TRANSP:OPAQUE", "TRANSP:TRANSPARENT", "TRANSP:TRANSPARENT"),
        ("DISALLOW-COUNTER:TRUE", "DISALLOW-COUNTER:FALSE", "DISALLOW-COUNTER:FALSE"),
        ("INTENDEDSTATUS:BUSY", "INTENDEDSTATUS:FREE", "INTENDEDSTATUS:FREE"),
        ("TRANSP:OPAQUE", "TRANSP:OPAQUE\nCLASS:PUBLIC", "CLASS is not PRIVATE"),
        (ATTENDEE, ATTENDEE + "ben@x.example\n" + ATTENDEE, "ATTENDEE twice"),
        (ATTENDEE + "anna@union.example\n", "", "the event lacks ATTENDEE"),
        ("CUTYPE=INDIVIDUAL;", "", "ATTENDEE with"),
        ("CUTYPE=INDIVIDUAL", "CUTYPE=ROOM", "CUTYPE=ROOM"),
        ("ROLE=OPT-PARTICIPANT", "ROLE=NON-PARTICIPANT", "ROLE=NON-PARTICIPANT"),
        ("ROLE=OPT-PARTICIPANT", "ROLE=CHAIR", "a participant is CHAIR"),
        ("PARTSTAT=NEEDS-ACTION", "PARTSTAT=IN-PROCESS", "PARTSTAT=IN-PROCESS"),
        ("RSVP=TRUE", "RSVP=YES", "RSVP=YES"),
        ("RSVP=TRUE", "RSVP=FALSE", "not asked for"),
        ("mailto:anna", "anna", "no mail address"),
        ("CN=Anna", 'CN="An^na"', "CN of ATTENDEE"),
        ("mailto:anna@union.example", "mailto:Rembuk@office.example", "the organiser is the attendee"),
        ("ORGANIZER;CN", "ORGANIZER;SENT-BY=x;CN", "ORGANIZER with"),
        ("FEATURE=AUDIO,VIDEO", 'FEATURE="AUDIO,VIDEO"', "CONFERENCE with"),
        (";VALUE=URI", "", "CONFERENCE with"),
        ("LOCATION:https://rembuk", "LOCATION:https://room", "lead to"),
        ("SUMMARY:Who pays\\,", "SUMMARY:Who pays,", "SUMMARY is not escaped"),
        ("SUMMARY:Who pays", "SUMMARY:Who\\npays", "several lines"),
        ("SUMMARY:Who pays", "SUMMARY:Who\u2028pays", "control character"),
        ("SUMMARY:Who pays", "SUMMARY:Who\x07pays", "control character"),
    ],
)  # fmt: skip
def test_each_rule_of_a_calendar_letter_can_fail(old: str, new: str, wrong: str) -> None:
    good = unfolded(calendar.request(ENTRY, OFFICE, ANNA))
    assert wrongs_of_letter(folded(good), role="participant", is_discreet=False) == []

    wrongs = wrongs_of_letter(folded(said(old, new)(good)), role="participant", is_discreet=False)

    assert [one for one in wrongs if wrong in one] != []


def test_an_entry_that_is_not_private_is_not_discreet() -> None:
    letter = calendar.request(ENTRY, OFFICE, ANNA)

    assert wrongs_of_letter(letter, is_discreet=True) != [] != wrongs_of_letter(
        calendar.request(replace(ENTRY, private=True), OFFICE, ANNA), is_discreet=False
    )


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        (b"\r\nEND:VCALENDAR\r\n", b"\r\nEND:VCALENDAR", "the last line"),
        (b"\r\nUID", b"\nUID", "CRLF"),
        (b"\r\nUID", b"\rUID", "CRLF"),
        (b"\r\nUID", b"\r\n\r\nUID", "a line of 0 octets"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 60, "octets"),
        (b"SUMMARY:Who", "SUMMARY:é".encode()[:-1] + b"\r\n \xa9", "a fold inside a character"),
        (b"SUMMARY:Who pays\\,", b"SUMMARY:Who pays\\\r\n ,", "a fold inside an escape"),
        (b"SUMMARY:Who pays\\,", b"SUMMARY:Who pays\\\\\\\r\n ,", "a fold inside an escape"),
    ],
)
def test_each_rule_of_lines_can_fail(old: bytes, new: bytes, wrong: str) -> None:
    good = calendar.request(ENTRY, OFFICE, ANNA)
    assert old in good

    wrongs = wrongs_of_letter(good.replace(old, new, 1))

    assert [one for one in wrongs if wrong in one] != []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("CALSCALE:GREGORIAN", "CALSCALE:GREGORIAN\nMETHOD:PUBLISH", "the calendar says METHOD"),
        ("NAME:Social", "NAME:Society", "two names"),
        ("NAME:Social\n", "", "the calendar lacks NAME"),
        (";VALUE=DURATION", "", "REFRESH-INTERVAL"),
        ("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:1:00:00", "X-PUBLISHED-TTL"),
        ("UID:feed-", "UID:", "UID:"),
        ("END:VEVENT\n", "END:VEVENT\nBEGIN:VEVENT\nUID:feed-who-pays\nEND:VEVENT\n", "one UID twice"),
        ("END:VEVENT\n", "END:VEVENT\nBEGIN:VTODO\nEND:VTODO\n", "components"),
        ("STATUS:CONFIRMED\n", "", "the event lacks STATUS"),
        ("STATUS:CONFIRMED", "STATUS:MAYBE", "STATUS:MAYBE"),
        ("TRANSP:", "ATTENDEE:mailto:a@b.example\nTRANSP:", "the event says ATTENDEE"),
        ("TRANSP:", "ORGANIZER:mailto:a@b.example\nTRANSP:", "the event says ORGANIZER"),
        ("TRANSP:", "CONFERENCE;VALUE=URI:https://room.example\nTRANSP:", "the event says CONFERENCE"),
        ("DESCRIPTION:", "DESCRIPTION:https://rembuk.example/r/Zq8vY", "a personal link"),
    ],
)  # fmt: skip
def test_each_rule_of_a_feed_can_fail(old: str, new: str, wrong: str) -> None:
    good = unfolded(calendar.feed("Social", [SHOWN], "https://rembuk.example/series/social"))
    assert wrongs_of_feed(folded(good)) == []

    wrongs = wrongs_of_feed(folded(said(old, new)(good)))

    assert [one for one in wrongs if wrong in one] != []

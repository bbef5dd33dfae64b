"""Every letter keeps the rules of calendar.md, and each rule of the lint can fail."""

import re
from base64 import b64decode, encodebytes
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from textwrap import wrap

import pytest

from events import calendar
from foundation.people import Role
from notifications.facts import Facts
from notifications.letters import compose
from notifications.render import letter_of
from tests.calendar_lint import wrongs_of_feed, wrongs_of_letter
from tests.events.calendars import ANNA, ENTRY, OFFICE, SHOWN
from tests.mail_lint import calendar_of, wrongs_of_mail
from tests.notifications.cast import CASES, MONDAY, SETTINGS
from tests.notifications.letters import INVITATION, NOTE, NOW

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


LETTER = compose(INVITATION, NOW)
NEWS = compose(replace(NOTE, unsubscribe="https://rembuk.example/news/7-Zq8vYx0"), NOW)


def in_calendars(old: str, new: str) -> Callable[[bytes], bytes]:
    """The same change in the calendar and in its copy."""
    calendar_bytes = calendar_of(LETTER)
    assert calendar_bytes is not None
    return lambda mail: mail.replace(based(calendar_bytes), based(folded(said(old, new)(unfolded(calendar_bytes)))))


def based(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def boundary(mail: bytes, kind: str) -> bytes:
    found = re.search(rf'boundary="(=_{kind}_[^"]*)"'.encode(), mail)
    assert found is not None
    return b"--" + found[1]


def swapped(mail: bytes) -> bytes:
    """The calendar before the texts."""
    between = boundary(mail, "alternative")
    before, plain, page, invitation, after = mail.split(between, 4)
    return between.join((before, invitation, plain, page, after))


def in_bytes(old: bytes, new: bytes, count: int = 1) -> Callable[[bytes], bytes]:
    def change(mail: bytes) -> bytes:
        assert old in mail, f"the good letter does not say {old!r}"
        return mail.replace(old, new, count)

    return change


def without_the_file(mail: bytes) -> bytes:
    between = boundary(mail, "mixed")
    return between.join(mail.split(between)[:2]) + between + b"--\r\n"


def other_file(mail: bytes) -> bytes:
    content = calendar_of(mail)
    assert content is not None
    before, _, after = mail.rpartition(based(content))
    return before + based(content.replace(b"SEQUENCE:2", b"SEQUENCE:3")) + after


def quoted(mail: bytes) -> bytes:
    content = calendar_of(mail)
    assert content is not None
    return mail.replace(based(content), content, 1)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (in_bytes(b"\r\nTo:", b"\nTo:"), "CRLF"),
        (lambda mail: mail.removesuffix(b"\r\n"), "CRLF"),
        (in_bytes(b"Subject: ", b"Subject: " + b"x" * 1000), "998"),
        (in_bytes(b"Subject: ", b"Subject: \0"), "NUL"),
        (in_bytes(b"Auto-Submitted: auto-generated\r\n", b""), "no Auto-Submitted"),
        (in_bytes(b"auto-generated", b"no"), "Auto-Submitted: no"),
        (in_bytes(b"X-Auto-Response-Suppress: OOF\r\n", b""), "no X-Auto-Response-Suppress"),
        (in_bytes(b"Message-ID: <9f86d081.1@rembuk.example>\r\n", b""), "no Message-Id"),
        (in_bytes(b"<9f86d081.1@", b"<9f86d081.1 "), "not a Message-ID"),
        (in_bytes(b"\r\nTo: ", b"\r\nCc: b@c.example\r\nTo: "), "a header Cc"),
        (in_bytes(b"\r\nTo: ", b"\r\nBcc: b@c.example\r\nTo: "), "a header Bcc"),
        (in_bytes(b"Subject: ", b"Subject: x\r\nSubject: "), "Subject twice"),
        (in_bytes(b"\r\nTo: ", b"\r\nTo: b@c.example, "), "2 recipients"),
        (in_bytes(b"\r\nTo: Anna <anna@", b"\r\nTo: Anna <ben@"), "not the recipient of the envelope"),
        (in_bytes(b"Reply-To: Rembuk <rembuk@", b"Reply-To: Rembuk <no-reply@"), "Reply-To is not From"),
        (swapped, "parts"),
        (without_the_file, "parts"),
        (in_bytes(b"text/calendar", b"text/x-calendar"), "parts"),
        (in_bytes(b"application/ics", b"text/calendar"), "parts"),
        (in_bytes(b"=REQUEST\r\n", b"=REQUEST\r\nContent-Disposition: inline\r\n"), "Content-Disposition"),
        (in_bytes(b"charset=UTF-8", b"charset=us-ascii"), "not in UTF-8"),
        (in_bytes(b'filename="invite.ics"', b'filename="meeting.ics"'), "invite.ics"),
        (in_bytes(b"attachment;", b"inline;"), "not attached"),
        (lambda mail: quoted(mail).replace(b"Encoding: base64", b"Encoding: 8bit", 1), "base64"),
        (other_file, "the file holds other bytes"),
        (in_bytes(b"method=REQUEST", b"method=CANCEL"), "the method of the part"),
        (in_bytes(b"method=REQUEST", b"name=x"), "the method of the part"),
        (in_calendars("mailto:anna@union.example", "mailto:ben@union.example"), "ATTENDEE is not To"),
        (in_calendars("mailto:rembuk@office", "mailto:rembuk@home"), "ORGANIZER is not From"),
        (in_calendars("SEQUENCE:2", "SEQUENCE:x"), "SEQUENCE is no number"),
    ],
    ids=count(1),
)  # fmt: skip
def test_each_rule_of_a_mail_can_fail(change: Callable[[bytes], bytes], wrong: str) -> None:
    assert wrongs_of_mail(LETTER, recipient="anna@union.example", role="participant", is_discreet=False) == []

    wrongs = wrongs_of_mail(change(LETTER), recipient="anna@union.example")

    assert [one for one in wrongs if wrong.casefold() in one.casefold()] != []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (in_bytes(b"List-Unsubscribe: <https://rembuk.example/news/7-Zq8vYx0>\r\n", b""), "no List-Unsubscribe"),
        (in_bytes(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""), "no List-Unsubscribe-Post"),
        (in_bytes(b"<https:", b"<http:"), "List-Unsubscribe: <http:"),
        (in_bytes(b"<https:", b"<mailto:x@y.example>, <https:"), "List-Unsubscribe: <mailto:"),
        (in_bytes(b"=One-Click", b"=Yes"), "List-Unsubscribe-Post: "),
        (in_bytes(b"List-Unsubscribe:", b"List-Unsubscribe: <https://b.example/>\r\nList-Unsubscribe:"), "twice"),
    ],
    ids=count(1),
)  # fmt: skip
def test_each_rule_of_the_way_out_can_fail(change: Callable[[bytes], bytes], wrong: str) -> None:
    assert wrongs_of_mail(NEWS) == []

    wrongs = wrongs_of_mail(change(NEWS))

    assert [one for one in wrongs if wrong.casefold() in one.casefold()] != []


def test_a_note_holds_no_calendar() -> None:
    content = compose(NOTE, NOW)

    assert (wrongs_of_mail(content), calendar_of(content)) == ([], None)
    assert b64decode(based(calendar_of(LETTER) or b"")) == calendar_of(LETTER)

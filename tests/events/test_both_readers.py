"""Our calendars as two readers understand them. They agree on every property, whatever people wrote."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from events import calendar
from tests.events.calendars import ANNA, ENTRY, OFFICE, SHOWN
from tests.events.test_calendar_values import texts
from tests.readings import BothReaders, Property


def test_both_read_an_invitation_as_it_was_meant(readers: BothReaders) -> None:
    written = readers.read(calendar.request(ENTRY, OFFICE, ANNA))
    event = written.event

    assert written["METHOD"] == "REQUEST"
    assert {name: event[name] for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL")} == {
        "UID": ENTRY.uid, "SEQUENCE": "2", "DTSTAMP": "2027-02-01T03:30:00Z", "DTSTART": "2027-02-24T07:00:00Z",
        "DTEND": "2027-02-24T08:30:00Z", "SUMMARY": ENTRY.summary, "URL": ENTRY.page_url,
    }  # fmt: skip
    assert event["DESCRIPTION"] == ENTRY.description
    assert event.one("ORGANIZER") == Property("ORGANIZER", "mailto:rembuk@office.example", (("CN", "Rembuk"),))
    assert event.one("ATTENDEE") == Property("ATTENDEE", "mailto:anna@union.example", (
        ("CN", "Anna"), ("CUTYPE", "INDIVIDUAL"), ("PARTSTAT", "NEEDS-ACTION"), ("ROLE", "OPT-PARTICIPANT"),
        ("RSVP", "TRUE"),
    ))  # fmt: skip
    assert event.one("CONFERENCE") == Property("CONFERENCE", ENTRY.page_url, (("FEATURE", "AUDIO,VIDEO"),))


@given(summary=texts, description=texts, name=texts)
@example(summary="\\N,;" * 30, description="é🌱\\" * 300, name='a"^;:,\\n')
@example(summary="x" * 5000, description="C:\\New\\;\\\r\n\u2028\0", name="=?utf-8?q?x?=")
def test_both_read_the_same_whatever_people_wrote(
    readers: BothReaders, summary: str, description: str, name: str
) -> None:
    entry = replace(ENTRY, summary=summary, description=description)

    letter = readers.read(calendar.request(entry, OFFICE, replace(ANNA, name=name)))
    left = readers.read(calendar.cancel(entry, OFFICE, replace(ANNA, name=name), discussion_cancelled=True))

    assert letter.event["SUMMARY"] == left.event["SUMMARY"]


@given(name=st.text(max_size=50), summary=texts)
def test_both_read_the_same_in_a_feed(readers: BothReaders, name: str, summary: str) -> None:
    shown = replace(SHOWN, summary=summary)

    written = readers.read(calendar.feed(name, [shown], "https://rembuk.example/series/x"))

    assert written["NAME"] == written["X-WR-CALNAME"]
    assert readers.read(calendar.file(shown)).event == written.event

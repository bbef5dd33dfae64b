"""What stands in invitations, cancellations, feeds and files, byte by byte."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from events import calendar
from events.calendar import Organiser, OrganiserIsAttendee
from tests.events.calendars import ANNA, ENTRY, NOON, OFFICE, SHOWN, lines, parsed_event, property_names

REQUEST = r"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Rembuk//Rembuk//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Who pays\, and who gains
DTSTART:20270224T070000Z
DTEND:20270224T083000Z
DTSTAMP:20270201T033000Z
UID:9f86d081884c7d659a2feaa0c55ad015
SEQUENCE:2
ATTENDEE;CN=Anna;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=OPT-PARTICIP
 ANT;RSVP=TRUE:mailto:anna@union.example
CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:https://rembuk.example/r/Zq8vY
CREATED:20270129T033000Z
DESCRIPTION:Rabu\, 24 Februari 2027 pukul 14.00 WIB\nYour page holds the w
 ay in.
LAST-MODIFIED:20270201T023000Z
LOCATION:https://rembuk.example/r/Zq8vY
ORGANIZER;CN=Rembuk:mailto:rembuk@office.example
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://rembuk.example/r/Zq8vY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:TRUE
END:VEVENT
END:VCALENDAR
"""
FEED = r"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Rembuk//Rembuk//EN
CALSCALE:GREGORIAN
NAME:Social protection\; 2027
X-WR-CALNAME:Social protection\; 2027
REFRESH-INTERVAL;VALUE=DURATION:PT1H
URL:https://rembuk.example/series/social-protection
X-PUBLISHED-TTL:PT1H
BEGIN:VEVENT
SUMMARY:Who pays\, and who gains
DTSTART:20270224T070000Z
DTEND:20270224T083000Z
DTSTAMP:20270201T033000Z
UID:feed-who-pays
SEQUENCE:2
CREATED:20270129T033000Z
DESCRIPTION:
LAST-MODIFIED:20270201T023000Z
LOCATION:https://rembuk.example/discussions/who-pays
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://rembuk.example/discussions/who-pays
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_says_exactly_what_mail_programs_understand() -> None:
    letter = calendar.request(ENTRY, OFFICE, ANNA)

    assert lines(letter) == REQUEST
    assert Calendar.from_ical(letter).errors == parsed_event(letter).errors == []


@pytest.mark.parametrize(
    ("role", "written"),
    [
        ("chair", "CHAIR"),
        ("resource_person", "REQ-PARTICIPANT"),
        ("observer", "OPT-PARTICIPANT"),
        ("participant", "OPT-PARTICIPANT"),
    ],
)
def test_every_role_has_its_word(role: str, written: str) -> None:
    letter = calendar.request(ENTRY, OFFICE, replace(ANNA, role=role))

    assert parsed_event(letter)["ATTENDEE"].params["ROLE"] == written


def test_an_update_repeats_the_answer_we_know_and_still_asks_for_one() -> None:
    letter = calendar.request(replace(ENTRY, partstat="ACCEPTED"), OFFICE, ANNA)

    assert parsed_event(letter)["ATTENDEE"].params == {
        "CN": "Anna", "CUTYPE": "INDIVIDUAL", "PARTSTAT": "ACCEPTED", "ROLE": "OPT-PARTICIPANT", "RSVP": "TRUE",
    }  # fmt: skip


def test_a_person_is_uninvited_from_a_discussion_that_takes_place() -> None:
    letter = calendar.cancel(ENTRY, OFFICE, ANNA, discussion_cancelled=False)

    without_status = REQUEST.replace("STATUS:CONFIRMED\n", "")
    assert lines(letter) == without_status.replace("METHOD:REQUEST", "METHOD:CANCEL").replace(
        "ICIP\n ANT;RSVP=TRUE:", "ICIP\n ANT;RSVP=FALSE:"
    )


def test_a_cancelled_discussion_is_cancelled_in_the_calendar() -> None:
    letter = calendar.cancel(ENTRY, OFFICE, ANNA, discussion_cancelled=True)

    uninvited = lines(calendar.cancel(ENTRY, OFFICE, ANNA, discussion_cancelled=False))
    assert lines(letter) == uninvited.replace("TRANSP", "STATUS:CANCELLED\nTRANSP")


@pytest.mark.parametrize("alias", ["rembuk@office.example", "Rembuk@OFFICE.example"])
def test_the_organiser_is_never_an_attendee(alias: str) -> None:
    with pytest.raises(OrganiserIsAttendee):
        calendar.request(ENTRY, OFFICE, replace(ANNA, email=alias))
    with pytest.raises(OrganiserIsAttendee):
        calendar.cancel(ENTRY, OFFICE, replace(ANNA, email=alias), discussion_cancelled=True)


def test_the_organiser_is_recognised_under_both_forms_of_a_domain() -> None:
    office = Organiser("Rembuk", "rembuk@büro.example")

    with pytest.raises(OrganiserIsAttendee):
        calendar.request(ENTRY, office, replace(ANNA, email="rembuk@xn--bro-hoa.example"))


def test_a_discreet_entry_is_private() -> None:
    letter = calendar.request(replace(ENTRY, private=True), OFFICE, ANNA)

    assert lines(letter) == REQUEST.replace("CONFERENCE", "CLASS:PRIVATE\nCONFERENCE")


@pytest.mark.parametrize("zone", ["Asia/Dili", "Asia/Jayapura", "Asia/Jakarta", "Europe/Zurich"])
def test_the_same_instant_is_the_same_entry_in_every_zone(zone: str) -> None:
    local = replace(ENTRY, starts_at=ENTRY.starts_at.astimezone(ZoneInfo(zone)))

    assert calendar.request(local, OFFICE, ANNA) == calendar.request(ENTRY, OFFICE, ANNA)


def test_both_readings_of_a_repeated_hour_stay_apart() -> None:
    twice = datetime(2027, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Zurich"))

    written = [lines(calendar.request(replace(ENTRY, starts_at=twice.replace(fold=f)), OFFICE, ANNA)) for f in (0, 1)]

    assert [re.findall("DTSTART:.*", letter) for letter in written] == [
        ["DTSTART:20271031T003000Z"],
        ["DTSTART:20271031T013000Z"],
    ]


@pytest.mark.parametrize("field", ["dtstamp", "starts_at", "ends_at", "created_at", "changed_at"])
def test_an_instant_without_a_zone_never_floats_into_a_calendar(field: str) -> None:
    floating: dict[str, object] = {field: NOON.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="an instant without a zone"):
        calendar.request(replace(ENTRY, **floating), OFFICE, ANNA)  # type: ignore[arg-type]


def test_uids_are_long_random_and_fit_every_calendar() -> None:
    uids = {calendar.new_uid() for _ in range(1000)}

    assert len(uids) == 1000
    assert all(re.fullmatch("[0-9a-f]{32}", uid) for uid in uids)


@pytest.mark.parametrize("uid", ["", "a" * 71, "a b", "a\r\nMETHOD:REPLY", "ü", "a,b"])
def test_a_uid_some_calendar_would_change_is_refused(uid: str) -> None:
    with pytest.raises(ValueError, match="not a UID every calendar takes"):
        calendar.request(replace(ENTRY, uid=uid), OFFICE, ANNA)


def test_a_feed_is_public_and_says_when_to_come_back() -> None:
    content = calendar.feed("Social protection; 2027", [SHOWN], "https://rembuk.example/series/social-protection")

    assert lines(content) == FEED


def test_a_feed_is_the_same_bytes_in_whatever_order_the_discussions_come() -> None:
    later = replace(SHOWN, uid="feed-later", starts_at=NOON + timedelta(days=7), ends_at=NOON + timedelta(days=8))

    there = calendar.feed("Series", [SHOWN, later], "https://rembuk.example/")
    back = calendar.feed("Series", [later, SHOWN], "https://rembuk.example/")

    assert there == back
    assert [event["UID"] for event in Calendar.from_ical(there).events] == ["feed-who-pays", "feed-later"]


def test_an_empty_feed_is_still_a_calendar() -> None:
    content = calendar.feed("Series", [], "https://rembuk.example/")

    assert property_names(content) == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "URL", "X-PUBLISHED-TTL",
        "END",
    ]  # fmt: skip


def test_a_file_for_download_is_the_entry_of_the_feed() -> None:
    content = calendar.file(SHOWN)

    feed_head = FEED[FEED.index("NAME:") : FEED.index("BEGIN:VEVENT")]
    assert lines(content) == FEED.replace(feed_head, "")


def test_a_cancelled_discussion_stays_in_the_feed_as_cancelled() -> None:
    content = calendar.file(replace(SHOWN, cancelled=True, private=True))

    event = parsed_event(content)
    assert (event["STATUS"], event["CLASS"]) == ("CANCELLED", "PRIVATE")


def test_a_feed_never_shares_a_uid_with_an_invitation() -> None:
    content = calendar.file(replace(SHOWN, uid=ENTRY.uid))

    assert parsed_event(content)["UID"] == f"feed-{ENTRY.uid}"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_every_instant_comes_back_to_the_second(wall: datetime, offset: int) -> None:
    at = wall.replace(tzinfo=timezone(timedelta(minutes=offset)))

    letter = calendar.request(replace(ENTRY, starts_at=at), OFFICE, ANNA)

    assert parsed_event(letter).start == at.replace(microsecond=0)

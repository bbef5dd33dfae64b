"""The bytes of an answer: charsets, parts, folded lines, moments that nobody can read."""

from base64 import encodebytes
from datetime import datetime, timedelta

import pytest

from notifications.replies.answers import Answer
from notifications.replies.understanding import understand
from tests.builders import NOW
from tests.notifications.house import MINUTE
from tests.notifications.replies.clients import (
    OUR_ADDRESS,
    START,
    Said,
    event,
    exchange,
    mail,
    part,
    plain,
    thunderbird,
)

UID = "0123456789abcdef0123456789abcdef"
SAID = Said(uid=UID)


def answer_in(content: bytes) -> Answer:
    """The one answer in a mail."""
    understood = understand(content, "a key", ())
    (answer,) = understood.answers
    assert (answer.method, answer.uid, understood.trouble) in (("REPLY", UID, None), ("COUNTER", UID, None))
    return answer


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "iso-8859-1"), ("no-such-charset", "iso-8859-1"),
     ("us-ascii", "utf-8"), ("utf-16", "utf-16"), ("utf-8", "utf-16"), ("utf-8", "utf-8-sig")],
)  # fmt: skip
def test_an_answer_is_read_whatever_charset_its_mail_names(charset: str, encoding: str) -> None:
    file = event(Said(uid=UID, comment="Até já")).decode().encode(encoding)

    answer = answer_in(mail(part(f"text/calendar; charset={charset}; method=REPLY", file, encoding="base64")))

    assert answer.voices[0].partstat == "ACCEPTED"
    assert answer.comment == "Até já"


@pytest.mark.parametrize(
    "kind", ['application/octet-stream; name="meeting.ICS"', "application/octet-stream", "text/plain", "text/calendar"]
)
@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r"])
def test_an_answer_is_found_whatever_its_part_is_called(kind: str, ending: bytes) -> None:
    file = event(Said(uid=UID)).replace(b"\r\n", ending)

    answer = answer_in(mail(plain(), part(kind, file, encoding="base64")))

    assert answer.voices[0].partstat == "ACCEPTED"


def test_a_mail_that_is_nothing_but_a_calendar_is_read() -> None:
    head = f"From: ana@union.example\r\nTo: {OUR_ADDRESS}\r\nContent-Type: text/calendar\r\n"
    file = encodebytes(event(Said(uid=UID, partstat="TENTATIVE")))

    answer = answer_in(f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + file)

    assert answer.voices[0].partstat == "TENTATIVE"


def test_the_method_of_the_mail_counts_when_the_file_has_none() -> None:
    file = event(Said(uid=UID), method=False)

    answer = answer_in(mail(part("text/calendar; method=REPLY", file)))

    assert answer.voices[0].partstat == "ACCEPTED"


def test_a_folded_line_is_read_as_one() -> None:
    file = event(Said(uid=UID)).replace(UID.encode(), f"{UID[:9]}\r\n {UID[9:]}".encode())

    assert answer_in(mail(part("text/calendar", file))).voices[0].partstat == "ACCEPTED"


def test_a_time_in_a_zone_of_windows_is_read() -> None:
    answer = answer_in(exchange(Said(uid=UID, method="COUNTER")))

    assert answer.starts_at == START - timedelta(hours=7)  # 07:00 in Jakarta, as it stands in the file


@pytest.mark.parametrize(
    ("written", "read"),
    [("DTSTAMP:20270201T025900", NOW - MINUTE), ("DTSTAMP:yesterday", None), ("DTSTAMP:20270201", None),
     ("DTSTAMP:00010101T000000Z", None), ("DTSTAMP:99991231T235959Z", None),
     ("DTSTAMP;TZID=Asia/Jakarta:20270201T095900", None),
     ("DTSTAMP:20270201T025900Z\r\nDTSTAMP:20270201T025800Z", NOW - MINUTE)],
)  # fmt: skip
def test_a_dtstamp_is_read_in_any_form_or_passed_over(written: str, read: datetime | None) -> None:
    file = event(Said(uid=UID)).replace(b"DTSTAMP:20270201T030000Z", written.encode())

    answer = answer_in(mail(part("text/calendar", file)))

    assert answer.voices[0].partstat == "ACCEPTED"
    assert answer.dtstamp == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("SEQUENCE:first", 0), ("SEQUENCE:-4", 0), ("SEQUENCE:2147483648", 0), ("SEQUENCE:2147483647", 2**31 - 1),
     ("X-NOTHING:1", 0)],
)  # fmt: skip
def test_a_sequence_that_makes_no_sense_stops_no_answer(written: str, read: int) -> None:
    file = event(Said(uid=UID)).replace(b"SEQUENCE:0", written.encode())

    answer = answer_in(mail(part("text/calendar", file)))

    assert answer.voices[0].partstat == "ACCEPTED"
    assert answer.sequence == read


def test_thunderbird_may_send_the_file_twice_and_one_of_them_broken() -> None:
    content = thunderbird(Said(uid=UID)).replace(b"BEGIN:VCALENDAR", b"BEGIN VCALENDAR", 1)

    assert answer_in(content).voices[0].partstat == "ACCEPTED"

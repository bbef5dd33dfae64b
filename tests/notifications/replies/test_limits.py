"""What is too large or too entangled is held unopened, and costs no more than a glance."""

import time
from base64 import encodebytes

import pytest

from notifications.models import IncomingState
from notifications.replies import reasons
from notifications.replies.mails import MOST_OCTETS
from notifications.replies.understanding import Understood, understand
from registrations.models import Status
from tests.notifications.replies.clients import Said, event, ics, mail, part, plain
from tests.notifications.replies.props import Invited, arrives, outcome

SECONDS = 5
"""Of computing, on a busy machine; each of these would take minutes if nobody counted."""
BEYOND = ("other", "held", "The message is too large or has too many parts; it was not opened.")
UID = "0123456789abcdef0123456789abcdef"
HEAD = b"From: ana@union.example\r\nSubject: Large\r\n"


def read(content: bytes) -> Understood:
    began = time.process_time()
    understood = understand(content, "a key", ())
    assert time.process_time() - began < SECONDS
    return understood


def nested(depth: int) -> bytes:
    inner = plain()
    for number in range(depth):
        inner = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n".encode() + inner \
            + f"\r\n--b{number}--\r\n".encode()  # fmt: skip
    return HEAD + inner


def calendar(*lines: str) -> bytes:
    return mail(part("text/calendar; method=REPLY", ics("BEGIN:VCALENDAR", "METHOD:REPLY", *lines, "END:VCALENDAR")))


EVENTS = ("BEGIN:VEVENT", f"UID:{UID}", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@union.example", "END:VEVENT")


LIMITS = {
    "a megabyte": (mail(part("text/plain", b"x" * (MOST_OCTETS - 700))), True),
    "more than a megabyte": (mail(part("text/plain", b"x" * MOST_OCTETS)), False),
    "20 parts": (mail(*[plain()] * 19), True),
    "21 parts": (mail(*[plain()] * 20), False),
    "20 parts in each other": (nested(19), True),
    "21 parts in each other": (nested(20), False),
    "4,000 parts in each other": (nested(4000), False),
    "5 events": (calendar(*EVENTS * 5), True),
    "6 events": (calendar(*EVENTS * 6), False),
    "50 components": (calendar(*EVENTS, *("BEGIN:VALARM", "END:VALARM") * 48), True),
    "51 components": (calendar(*EVENTS, *("BEGIN:VALARM", "END:VALARM") * 49), False),
    "30,000 events in each other": (calendar(*["BEGIN:VEVENT"] * 30_000), False),
    "400 attendees": (calendar(EVENTS[0], EVENTS[1], *[EVENTS[2]] * 400, EVENTS[3]), False),
    "500 headers": (HEAD + b"X-Line: y\r\n" * 500 + b"\r\n", False),
    "a header of 60,000": (HEAD + b"X-Line: " + b"y" * 60_000 + b"\r\n\r\n", False),
    "a type of 500,000": (HEAD + b'Content-Type: text/plain; x="' + b";" * 500_000 + b"\r\n\r\n", False),
}
HEAVY = {
    "empty parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 160_000,
    "empty lines": HEAD + b"\r\n" + b"\n" * 900_000,
    "folds": mail(part("text/calendar", b"BEGIN:VCALENDAR\n" + b"\n " * 450_000)),
    "backslashes": mail(part("text/calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nCOMMENT:" + b"\\" * 900_000)),
    "parameters": mail(part("text/calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;" + b"A=B;" * 200_000 + b":x")),
    "lines": mail(part("text/calendar", b"A:\n" * 300_000)),
    "white space": mail(part("text/calendar", b" \t" * 450_000)),
    "nothing in two octets": mail(part("text/calendar", b"\xff\xfe" + b"\x00" * 900_000)),
    "a slow charset": mail(part("text/calendar; charset=idna", b"\xff" * 900_000)),
    "halves of marks": mail(part("text/plain", b"<1." * 300_000), head=("Return-Path: <>",)),
    "codes": mail(part("text/plain", b"5.1.1" * 180_000), head=("Return-Path: <>",)),
    "brackets": mail(part("text/plain", b"<" * 900_000), sender="<" * 40_000),
    "a long sender": mail(plain(), sender="a" * 45_000),
    "a long subject": mail(plain(), sender="(" * 45_000, subject="=?utf-8?q?" + "=?" * 20_000),
    "accents": mail(plain(), subject="a" + "\u0301\u0316" * 12_000),
    "zeroes": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(b"\0" * 600_000),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_message_is_opened_up_to_the_limits(name: str) -> None:
    content, is_opened = LIMITS[name]

    understood = read(content)

    assert understood.trouble == (None if is_opened else reasons.BEYOND_LIMITS)


@pytest.mark.parametrize("name", HEAVY)
def test_nothing_takes_long(name: str) -> None:
    assert read(HEAVY[name]).answers == ()


def test_a_zone_that_a_stranger_invents_is_not_kept_for_the_next_mail() -> None:
    """icalendar would unroll these rules, and use them for whoever names the same zone."""
    zone = ("BEGIN:VTIMEZONE", "TZID:Invented", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:+0700",
            "TZOFFSETTO:+0700", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE")  # fmt: skip
    times = ("DTSTART;TZID=Invented:20270225T140000", "DTEND;TZID=Invented:20270225T153000")
    said = Said(uid=UID, method="COUNTER")

    read(mail(part("text/calendar", event(said, before=zone, moments=times))))
    second = read(mail(part("text/calendar", event(said, moments=times))))

    assert [answer.starts_at for answer in second.answers] == [None]


def test_what_is_beyond_the_limits_is_held_with_as_much_of_it_as_is_kept(ana: Invited) -> None:
    content = mail(part("text/calendar", event(Said(uid=ana.uid, partstat="DECLINED"))), plain("x" * MOST_OCTETS))

    came = arrives(ana.session, content)

    assert outcome(came) == BEYOND
    assert (came.from_address, came.subject, came.content) == ("ana@union.example", "Accepted: Who pays",
                                                               content[:MOST_OCTETS])  # fmt: skip
    assert (came.person_id, ana.state) == (ana.person_id, (None, Status.CONFIRMED))


def test_a_heading_beyond_the_limits_is_left_empty(ana: Invited) -> None:
    came = arrives(ana.session, HEAD + b"X-Line: y\r\n" * 500 + b"\r\n")

    assert (came.state, came.from_address, came.subject) == (IncomingState.HELD, "", "")

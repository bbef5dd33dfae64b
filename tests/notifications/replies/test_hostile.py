"""Whatever strangers send: nothing raises, nothing is applied that nobody said, no row is refused by the database."""

from base64 import encodebytes
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notifications.models import IncomingState
from notifications.replies.understanding import METHODS, understand
from registrations.models import Status
from tests.builders import NOW
from tests.notifications.replies.clients import CLIENTS, Said, event, mail, part
from tests.notifications.replies.props import Invited, arrives

UID = "0123456789abcdef0123456789abcdef"
PIECES = [
    "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "BEGIN:VTIMEZONE",
    "TZID:X", "END:VTIMEZONE", "METHOD:REPLY", "METHOD:reply", "METHOD:COUNTER", "METHOD", "METHOD;X=\"", f"UID:{UID}",
    "UID:", "UID;VALUE=BINARY;ENCODING=BASE64:%%", "SEQUENCE:1", "SEQUENCE:1.5", "SEQUENCE;VALUE=DATE:2", "DTSTAMP:x",
    "DTSTAMP:20270201T030000Z", "DTSTAMP;VALUE=PERIOD:20270201T030000Z/PT1H", "DTSTART;TZID=../../etc/passwd:1",
    "DTSTART;TZID=Europe/Zurich:20270328T023000", "DTSTART;VALUE=DATE:20270201", "DURATION:-P1D", "DURATION:P9999999W",
    "DTEND;TZID=:20270201T030000", "DTEND:99991231T235960Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@union.example",
    "ATTENDEE;PARTSTAT=DECLINED;EMAIL=ana@union.example:x", "ATTENDEE;DELEGATED-TO=\"a\",\"b\";CN=^n:mailto:%00@%ff",
    "ATTENDEE", "ATTENDEE:", "ATTENDEE;PARTSTAT=DECLINED", "COMMENT;ALTREP=\"x:\\n", "COMMENT:\x00\u2028\ud800",
    " folded", "\tfolded", "X-A;B=C:D", ":", ";", "=", "\"", "\\", "BEGIN:", "END:", "RRULE:FREQ=SECONDLY", "RDATE:",
]  # fmt: skip
files = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=40).map("\r\n".join)
contents = files.map(lambda text: text.encode(errors="surrogatepass")) | st.binary(max_size=300)
types = st.sampled_from([
    "text/calendar", "text/calendar; method=REPLY; charset=utf-16", "text/calendar; charset=\"\0\"", "application/ics",
    "application/octet-stream; name*=utf-8''%00.ics", "text/plain", "message/rfc822", "message/delivery-status",
    "multipart/mixed; boundary=x", "multipart/report; report-type=delivery-status; boundary=\"\"", "text/calendar; =",
    "image/png; name=\"=?utf-8?q?=?=.ics", "text/rfc822-headers", "message/partial; id=1; number=2; total=3",
])  # fmt: skip
encodings = st.sampled_from(["7bit", "base64", "quoted-printable", "x-uuencode", "binary", "no-such", ""])
HEADERS = [
    "Return-Path: <>", "X-Failed-Recipients: a@b", "From: MAILER-DAEMON@x", "Auto-Submitted: auto-replied", "Subject:",
    "Date: Mon, 99 Feb 2027 99:99:99 +9999", "From: =?utf-8?q?=00=0A?= <a@b>", "Content-Type: text/calendar",
    "\xff: \xff", "Subject: =?utf-8?b?////?=", "Subject: =?x\0?q?a?=", "From:", ": :",
    "To: rembuk+b-1.00000000000000000000@x", "From \0", "Date: \0", "Message-ID: <1.00000000000000000000@x>",
    "Content-Type: multipart/report; report-type*=x'y'z",
]  # fmt: skip
headers = st.lists(st.sampled_from(HEADERS) | st.text(max_size=30), max_size=8)
mails = st.builds(
    lambda lines, kind, encoding, content: "".join(f"{line}\r\n" for line in lines).encode(errors="surrogatepass")
    + mail(part(kind, content if encoding != "base64" else encodebytes(content)).replace(b"7bit", encoding.encode())),
    headers, types, encodings, contents,
)  # fmt: skip


@given(content=mails | contents)
@example(content=b"")
@example(content=b"\r\n")
@example(content=b"From: a")
def test_nothing_raises(content: bytes) -> None:
    understood = understand(content, "a key", ("\0", "", "rembuk+b-1.@x"))

    assert {answer.method for answer in understood.answers} <= METHODS
    assert understood.report is None or understood.report.delivery_id is None


@given(file=files)
def test_a_calendar_file_is_understood_or_held(file: str) -> None:
    content = mail(part("text/calendar", encodebytes(file.encode(errors="surrogatepass"))).replace(b"7bit", b"base64"))

    understood = understand(content, "a key", ())

    for answer in understood.answers:
        assert answer.sequence in range(2**31)
        assert len(answer.comment) <= 1000 and "\0" not in answer.comment
        assert all(len(address) <= 254 for voice in answer.voices for address in voice.addresses)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=mails | contents)
def test_every_message_becomes_a_row_and_nothing_is_applied(ana: Invited, content: bytes) -> None:
    came = arrives(ana.session, content)

    assert came.state in (IncomingState.HELD, IncomingState.NOTED)
    assert (came.state == IncomingState.HELD) == (came.content is not None)
    assert came.reason != "" and came.office_id is not None
    assert ana.state == (None, Status.CONFIRMED)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 3_000), octet=st.integers(0, 255), which=st.integers(0, len(CLIENTS) - 1))
def test_an_answer_with_one_wrong_octet_says_what_it_said_or_nothing(
    ana: Invited, number: int, octet: int, which: int
) -> None:
    """Of the words that matter none turns into another by one octet."""
    content = bytearray(CLIENTS[which](Said(uid=ana.uid, partstat="TENTATIVE", at=NOW + timedelta(minutes=5))))
    content[number % len(content)] = octet

    came = arrives(ana.session, bytes(content))

    assert came.state in IncomingState
    assert ana.state in ((None, Status.CONFIRMED), ("tentative", Status.CONFIRMED))


def test_the_answer_is_found_among_hostile_parts(ana: Invited) -> None:
    hostile = [part(kind, b"BEGIN:VCALENDAR\r\n\xff") for kind in ("text/calendar; charset=\"x", "application/ics; =;")]

    came = arrives(ana.session, mail(*hostile, part("text/calendar", event(Said(uid=ana.uid)))))

    assert (came.state, ana.state) == (IncomingState.APPLIED, ("accepted", Status.CONFIRMED))

"""Letters as the email package reads them back: one tree, whatever texts people wrote."""

import re
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from icalendar import Calendar

from events import calendar
from notifications.letters import HEADERS, Quoted, UnsafeLetter, compose
from tests.events.calendars import ANNA, ENTRY, OFFICE
from tests.notifications.letters import (
    EVENT,
    INVITATION,
    NOTE,
    NOW,
    any_text,
    header_like,
    read,
    refuse_broken_lines,
)

WRITTEN_NOTE = """Date: Mon, 01 Feb 2027 03:30:05 +0000
From: Rembuk <rembuk@office.example>
Reply-To: Rembuk <rembuk@office.example>
To: Anna <anna@union.example>
Subject: You take part in Who pays
Message-ID: <9f86d081.1@rembuk.example>
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: OOF
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="=_alternative_d873c571"

--=_alternative_d873c571
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Dear Anna,
see you on Wednesday.

--=_alternative_d873c571
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Dear Anna,</p>
<p>see you on Wednesday.</p>

--=_alternative_d873c571--
"""


def test_a_letter_is_exactly_these_bytes() -> None:
    written = compose(NOTE, NOW).decode()

    assert re.sub("(=_alternative_[0-9a-f]{8})[0-9a-f]{24}", r"\1", written).replace("\r\n", "\n") == WRITTEN_NOTE


def test_a_calendar_letter_holds_the_invitation_last_and_once_more_as_a_file() -> None:
    message = read(compose(INVITATION, NOW))

    assert message.keys() == list(HEADERS)
    assert tree(message) == [
        "multipart/mixed",
        ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
        "application/ics",
    ]
    invitation, attached = (part for part in message.walk() if part.get_content_subtype() in ("calendar", "ics"))
    assert invitation.items() == [
        ("Content-Type", 'text/calendar; charset="UTF-8"; method="REQUEST"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    assert attached.items() == [
        ("Content-Type", 'application/ics; name="invite.ics"'),
        ("Content-Disposition", 'attachment; filename="invite.ics"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    assert invitation.get_payload(decode=True) == attached.get_payload(decode=True) == EVENT


def test_a_cancellation_travels_under_its_own_method() -> None:
    event = calendar.cancel(ENTRY, OFFICE, ANNA, discussion_cancelled=True)

    message = read(compose(replace(NOTE, calendar=event, method="CANCEL"), NOW))

    (part,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == Calendar.from_ical(content_of(message, "text/calendar").encode())["METHOD"]


@pytest.mark.parametrize(("event", "method"), [(EVENT, "CANCEL"), (EVENT, None), (None, "REQUEST"), (b"", "REQUEST")])
def test_a_letter_never_contradicts_its_calendar(event: bytes | None, method: str | None) -> None:
    with pytest.raises(UnsafeLetter, match="the calendar does not say METHOD"):
        compose(replace(NOTE, calendar=event, method=method), NOW)


def test_a_second_attempt_is_the_same_bytes() -> None:
    assert compose(INVITATION, NOW) == compose(INVITATION, NOW)


def test_every_zone_writes_the_same_date() -> None:
    jakarta = datetime.fromisoformat("2027-02-01T10:30:05+07:00")

    assert compose(NOTE, jakarta) == compose(NOTE, NOW)


@given(text=any_text | header_like, html=any_text | header_like)
@example(text=".\n..\n.", html="--=_alternative_x\n \n\t\nFrom x\n" + "é" * 300)
def test_no_text_breaks_the_tree(text: str, html: str) -> None:
    content = compose(replace(INVITATION, quoted_text=Quoted.of(text), quoted_html=Quoted.of(html)), NOW)

    message = read(content)
    refuse_broken_lines(content)
    assert tree(message) == tree(read(compose(INVITATION, NOW)))
    assert content_of(message, "text/plain") == in_unix_lines(text)
    assert content_of(message, "text/html") == in_unix_lines(html)
    assert content_of(message, "text/calendar") == EVENT.decode().replace("\r\n", "\n")


def test_five_thousand_characters_without_a_space_come_back() -> None:
    text = "é" * 5000

    content = compose(replace(NOTE, quoted_text=Quoted.of(text)), NOW)

    refuse_broken_lines(content)
    assert content_of(read(content), "text/plain") == text


def tree(message: EmailMessage) -> object:
    """Content types as nested lists."""
    if not message.is_multipart():
        return message.get_content_type()
    return [message.get_content_type(), *(tree(part) for part in message.iter_parts())]  # type: ignore[arg-type]


def content_of(message: EmailMessage, content_type: str) -> str:
    (part,) = (part for part in message.walk() if part.get_content_type() == content_type)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def in_unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()

"""Each rule that a mail keeps can fail (decisions/0017)."""

import re
from base64 import b64decode, encodebytes
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from notifications.letters import compose
from tests.mail_lint import calendar_of, wrongs_of_mail
from tests.notifications.letters import INVITATION, NOTE, NOW
from tests.notifications.test_lint import folded, said, unfolded

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

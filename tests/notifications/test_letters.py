"""Letters as the email package reads them back: one tree, ten headers, and whatever texts people wrote."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from events import calendar
from notifications import letters
from notifications.letters import HEADERS, HOSTILE_TEXTS, Letter, Mailbox, UnsafeLetter, compose, header_text, mailbox
from tests.events.calendars import ANNA, ENTRY, OFFICE

NOW = datetime(2027, 2, 1, 3, 30, 5, tzinfo=UTC)
SENDER = Mailbox("Rembuk", "rembuk@office.example")
NOTE = Letter(
    to_name="Anna",
    to_email="anna@union.example",
    subject="You take part in Who pays",
    text="Dear Anna,\nsee you on Wednesday.\n",
    html="<p>Dear Anna,</p>\n<p>see you on Wednesday.</p>\n",
    message_id="<9f86d081.1@rembuk.example>",
)
EVENT = calendar.request(ENTRY, OFFICE, ANNA)
INVITATION = replace(NOTE, calendar=EVENT, method="REQUEST")
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

any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
header_like = st.text(st.sampled_from("aZ =?_:;,<>@\"'()[]\\.\r\n\0\t\x0b\x85\u2028é\U0001f91d\ufeff"), max_size=120)
CODED = [
    "=?utf-8?q?", "=?utf-8?b?", "=?us-ascii?q?", "=?idna?b?", "=?rot13?q?", "=?unknown-8bit?q?", "=?é?q?", "?=", "?=",
    "=0A", "=0D=0ABcc:_x", "DQpCY2M6IHg=", "=FF", "=3D=3F", "a", " ", "\t", "\n",
]  # fmt: skip
encoded_words = st.lists(st.sampled_from(CODED), max_size=12).map("".join)
texts = any_text | header_like | encoded_words


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]
    return message


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


def people_in(content: bytes, header: str) -> list[tuple[str, str]]:
    """Name and address of each mailbox, by the older parser: the newer one of Python 3.11 leaves a space between two
    encoded words of a name."""
    pairs = getaddresses([email.message_from_bytes(content)[header]])
    return [(str(make_header(decode_header(name))) if "=?" in name else name, address) for name, address in pairs]


def refuse_broken_lines(content: bytes) -> None:
    assert content.isascii()
    assert not re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
    assert max(len(line) for line in content.split(b"\r\n")) <= 300


def in_unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()


def test_a_letter_is_exactly_these_bytes() -> None:
    written = compose(NOTE, SENDER, NOW).decode()

    assert re.sub("(=_alternative_[0-9a-f]{8})[0-9a-f]{24}", r"\1", written).replace("\r\n", "\n") == WRITTEN_NOTE


def test_a_calendar_letter_holds_the_invitation_last_and_once_more_as_a_file() -> None:
    message = read(compose(INVITATION, SENDER, NOW))

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

    message = read(compose(replace(NOTE, calendar=event, method="CANCEL"), SENDER, NOW))

    (part,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == Calendar.from_ical(content_of(message, "text/calendar").encode())["METHOD"]


@pytest.mark.parametrize(("event", "method"), [(EVENT, "CANCEL"), (EVENT, None), (None, "REQUEST"), (b"", "REQUEST")])
def test_a_letter_never_contradicts_its_calendar(event: bytes | None, method: str | None) -> None:
    with pytest.raises(UnsafeLetter, match="the calendar does not say METHOD"):
        compose(replace(NOTE, calendar=event, method=method), SENDER, NOW)


def test_a_second_attempt_is_the_same_bytes() -> None:
    assert compose(INVITATION, SENDER, NOW) == compose(INVITATION, SENDER, NOW)


def test_every_zone_writes_the_same_date() -> None:
    jakarta = datetime.fromisoformat("2027-02-01T10:30:05+07:00")

    assert compose(NOTE, SENDER, jakarta) == compose(NOTE, SENDER, NOW)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna", "Anna <anna@union.example>"),
        ("Anna P. Sari, S.H.", '"Anna P. Sari, S.H." <anna@union.example>'),
        ('Agus "Gus" \\ Salim', r'"Agus \"Gus\" \\ Salim" <anna@union.example>'),
        ("José", "=?utf-8?b?Sm9zw6k=?=\r\n <anna@union.example>"),
        ("=?x", "=?utf-8?b?PT94?=\r\n <anna@union.example>"),
        ("", "<anna@union.example>"),
        ("\r\n", "<anna@union.example>"),
        ("Anna\r\nBcc: x@else.example", '"Anna Bcc: x@else.example" <anna@union.example>'),
    ],
)
def test_a_name_is_written_so_that_it_is_read_back(name: str, written: str) -> None:
    content = compose(replace(NOTE, to_name=name), SENDER, NOW)

    assert f"\r\nTo: {written}\r\nSubject: ".encode() in content


def test_a_long_subject_is_folded_between_words() -> None:
    subject = "Changed: Trade Unions Discussions on Social Protection, the third of twelve, now on a Friday"

    content = compose(replace(NOTE, subject=subject), SENDER, NOW)

    assert b"\r\nSubject: Changed: Trade Unions Discussions on Social Protection, the\r\n third of twelve" in content
    assert read(content)["Subject"] == subject


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("=?utf-8?q?hi=0ABcc:_x@y?=", "hi Bcc: x@y"),
        ("=?utf-8?b?U2lhcGE=?= =?utf-8?b?IG1lbWJheWFy?=", "Siapa membayar"),
        ("=?utf-8?q?=3D=3Futf-8=3Fq=3Fdeep=3F=3D?=", "deep"),
        ("=?no-such-charset?q?x?=", "=?no-such-charset?q?x?="),
        ("=?utf-8?q?=FF?=", "=?utf-8?q?=FF?="),
        ("  two \t\r\n spaces\u2028and\x85breaks\x00 ", "two spaces and breaks"),
        ("Loron-kuarta \U0001f468\u200d\U0001f33e", "Loron-kuarta \U0001f468\u200d\U0001f33e"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
        ("", ""),
    ],
)
def test_header_text_is_one_visible_line(text: str, visible: str) -> None:
    assert header_text(text) == visible


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a b@union.example",
        "a@b@c.example",
        "a@b.example\r\nBcc: x@y.example",
        "a>@b.example",
        "a\x00@b",
        "a,b@c",
    ],
)
def test_an_address_that_could_write_a_header_is_refused(address: str) -> None:
    with pytest.raises(UnsafeLetter, match="not an address"):
        compose(replace(NOTE, to_email=address), SENDER, NOW)


@pytest.mark.parametrize("message_id", ["", "a@b", "<a@b", "<a@b>\r\nBcc: x", "<a b@c>", "<é@b>"])
def test_a_message_id_of_another_form_is_refused(message_id: str) -> None:
    with pytest.raises(UnsafeLetter, match="not a Message-ID"):
        compose(replace(NOTE, message_id=message_id), SENDER, NOW)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anna+siswa@union.example", "anna+siswa@union.example"),
        ("-anna@union.example", "-anna@union.example"),
        ("anna@büro.example", "anna@xn--bro-hoa.example"),
        ("josé@union.example", "josé@union.example"),
    ],
)
def test_unusual_addresses_stay_what_they_are(address: str, written: str) -> None:
    assert f"\r\nTo: Anna <{written}>\r\n".encode() in compose(replace(NOTE, to_email=address), SENDER, NOW)


def test_the_sender_is_read_from_the_settings() -> None:
    assert mailbox('"Rembuk, ILO" <rembuk@office.example>') == Mailbox("Rembuk, ILO", "rembuk@office.example")
    assert mailbox("rembuk@office.example") == Mailbox("", "rembuk@office.example")


def test_the_self_test_lets_our_own_headers_pass() -> None:
    letters.self_test()


def test_the_self_test_notices_a_header_that_broke_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "header_text", lambda text: text)
    monkeypatch.setattr(letters, "PLAIN", re.compile(r"[\s\S]*"))

    with pytest.raises(UnsafeLetter, match="'Bcc'"):
        letters.self_test()


@given(subject=texts, name=texts, sender=texts)
@example(HOSTILE_TEXTS[0], HOSTILE_TEXTS[1], HOSTILE_TEXTS[2])
@example(HOSTILE_TEXTS[3], HOSTILE_TEXTS[4], HOSTILE_TEXTS[5])
def test_no_subject_or_name_can_write_a_header(subject: str, name: str, sender: str) -> None:
    letter = replace(INVITATION, subject=subject, to_name=name)

    content = compose(letter, replace(SENDER, name=sender), NOW)

    message = read(content)
    refuse_broken_lines(content)
    assert message.keys() == list(HEADERS)
    assert message["Subject"] == header_text(subject)
    assert people_in(content, "To") == [(header_text(name), NOTE.to_email)]
    assert people_in(content, "From") == people_in(content, "Reply-To") == [(header_text(sender), SENDER.email)]


@given(text=any_text | header_like, html=any_text | header_like)
@example(text=".\n..\n.", html="--=_alternative_x\n \n\t\nFrom x\n" + "é" * 300)
def test_no_text_breaks_the_tree(text: str, html: str) -> None:
    content = compose(replace(INVITATION, text=text, html=html), SENDER, NOW)

    message = read(content)
    refuse_broken_lines(content)
    assert tree(message) == tree(read(compose(INVITATION, SENDER, NOW)))
    assert content_of(message, "text/plain") == in_unix_lines(text)
    assert content_of(message, "text/html") == in_unix_lines(html)
    assert content_of(message, "text/calendar") == EVENT.decode().replace("\r\n", "\n")


def test_five_thousand_characters_without_a_space_come_back() -> None:
    text = "é" * 5000

    content = compose(replace(NOTE, text=text), SENDER, NOW)

    refuse_broken_lines(content)
    assert content_of(read(content), "text/plain") == text

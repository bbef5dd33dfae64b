"""No subject, name or address writes a header of its own, and each is read back as it was meant."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications import letters
from notifications.letters import HEADERS, HOSTILE_TEXTS, Mailbox, UnsafeLetter, compose, header_text, mailbox
from tests.notifications.letters import (
    INVITATION,
    NOTE,
    NOW,
    SENDER,
    any_text,
    header_like,
    read,
    refuse_broken_lines,
)
from tests.notifications.reading import people_in

CODED = [
    "=?utf-8?q?", "=?utf-8?b?", "=?us-ascii?q?", "=?idna?b?", "=?rot13?q?", "=?unknown-8bit?q?", "=?é?q?", "?=", "?=",
    "=0A", "=0D=0ABcc:_x", "DQpCY2M6IHg=", "=FF", "=3D=3F", "a", " ", "\t", "\n",
]  # fmt: skip
encoded_words = st.lists(st.sampled_from(CODED), max_size=12).map("".join)
texts = any_text | header_like | encoded_words


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
    content = compose(replace(NOTE, to_name=name), NOW)

    assert f"\r\nTo: {written}\r\nSubject: ".encode() in content


def test_a_long_subject_is_folded_between_words() -> None:
    subject = "Changed: Trade Unions Discussions on Social Protection, the third of twelve, now on a Friday"

    content = compose(replace(NOTE, subject=subject), NOW)

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
        compose(replace(NOTE, to_email=address), NOW)


@pytest.mark.parametrize("message_id", ["", "a@b", "<a@b", "<a@b>\r\nBcc: x", "<a b@c>", "<é@b>"])
def test_a_message_id_of_another_form_is_refused(message_id: str) -> None:
    with pytest.raises(UnsafeLetter, match="not a Message-ID"):
        compose(replace(NOTE, message_id=message_id), NOW)


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
    assert f"\r\nTo: Anna <{written}>\r\n".encode() in compose(replace(NOTE, to_email=address), NOW)


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
    letter = replace(INVITATION, subject=subject, to_name=name, sender=replace(SENDER, name=sender))

    content = compose(letter, NOW)

    message = read(content)
    refuse_broken_lines(content)
    assert message.keys() == list(HEADERS)
    assert message["Subject"] == header_text(subject)
    assert people_in(content, "To") == [(header_text(name), NOTE.to_email)]
    assert people_in(content, "From") == people_in(content, "Reply-To") == [(header_text(sender), SENDER.email)]

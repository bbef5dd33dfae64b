"""Which channel a setting means, and letters kept in a folder."""

import re
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from foundation.settings import BadSetting
from notifications.channels import TryAgain, channel_for
from notifications.channels.email import SmtpChannel
from notifications.letters import compose
from notifications.mail_server import Security
from tests.notifications.letters import INVITATION, NOTE, NOW
from tests.notifications.outcomes import (
    ANNA,
    BOUNCES,
    LETTER,
    NOT_COUNTED,
    outcome,
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("smtp://mail.example", SmtpChannel(host="mail.example", port=587, security=Security.STARTTLS)),
        ("smtp://mail.example:2525", SmtpChannel(host="mail.example", port=2525, security=Security.STARTTLS)),
        ("smtps://mail.example", SmtpChannel(host="mail.example", port=465, security=Security.TLS)),
        ("smtp://localhost:25", SmtpChannel(host="localhost", port=25, security=Security.IF_OFFERED)),
        ("smtp://127.0.0.9:25", SmtpChannel(host="127.0.0.9", port=25, security=Security.IF_OFFERED)),
        ("smtp://[::1]:25", SmtpChannel(host="::1", port=25, security=Security.IF_OFFERED)),
        ("smtps://localhost", SmtpChannel(host="localhost", port=465, security=Security.TLS)),
        (
            "smtp://post%40office.example:p%3A%2F%25s@mail.example",
            SmtpChannel(
                host="mail.example", port=587, security=Security.STARTTLS, user="post@office.example", password="p:/%s"
            ),
        ),
    ],
)
def test_the_setting_says_where_and_how_secretly(url: str, channel: SmtpChannel) -> None:
    assert channel_for(url, 4) == replace(channel, connections=4)


@pytest.mark.parametrize("url", ["smtp://", "smtp://user@", "smtp://mail.example:x", "smtps://pö:x@h", "http://x", ""])
def test_a_setting_that_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(BadSetting):
        channel_for(url)


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(channel_for("smtp://user:secret@mail.example"))


def test_only_the_relay_of_this_machine_may_show_any_certificate() -> None:
    urls = ["smtp://localhost", "smtp://mail.example", "smtps://localhost", "smtps://mail.example"]

    contexts = [channel.context for channel in map(channel_for, urls) if isinstance(channel, SmtpChannel)]

    assert [(context.check_hostname, context.verify_mode) for context in contexts] == [
        (False, ssl.CERT_NONE),
        (True, ssl.CERT_REQUIRED),
        (True, ssl.CERT_REQUIRED),
        (True, ssl.CERT_REQUIRED),
    ]


def test_we_introduce_ourselves_by_the_name_we_are_given() -> None:
    channel = channel_for("smtp://mail.example", ehlo_name="rembuk.example")

    assert isinstance(channel, SmtpChannel)
    assert channel.ehlo_name == "rembuk.example"


def test_a_folder_keeps_each_letter_in_a_file_of_its_own(tmp_path: Path) -> None:
    outbox = tmp_path / "var" / "outbox"
    connection = channel_for(f"dir:{outbox}").connect()

    reply = connection.hand_over(BOUNCES, ANNA, LETTER)
    connection.close()

    (kept,) = outbox.iterdir()
    assert (kept.name, kept.read_bytes()) == ("20270201T033005Z-9f86d081.1@rembuk.example.eml", LETTER)
    assert (kept.stat().st_mode & 0o777, outbox.stat().st_mode & 0o777) == (0o600, 0o700)
    assert reply == f"250 {kept.name}"


@pytest.mark.parametrize("restarted", [False, True])
def test_a_second_attempt_replaces_the_first_file(tmp_path: Path, restarted: bool) -> None:
    channel = channel_for(f"dir:{tmp_path}", 2)
    first, second = channel.connect(), channel.connect()
    first.hand_over(BOUNCES, ANNA, LETTER)
    later = compose(INVITATION, NOW.replace(hour=9))

    second = channel_for(f"dir:{tmp_path}").connect() if restarted else second
    second.hand_over(BOUNCES, ANNA, later)

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("20270201T033005Z-9f86d081.1@rembuk.example.eml", later)
    ]


@pytest.mark.parametrize("message_id", ["<../../x@y.example>", "<a/b@y.example>", f"<{'a' * 300}@y.example>"])
def test_no_message_id_leaves_the_folder(tmp_path: Path, message_id: str) -> None:
    connection = channel_for(f"dir:{tmp_path}").connect()

    for one in (message_id, message_id.replace("/", "+")):
        connection.hand_over(BOUNCES, ANNA, compose(replace(NOTE, message_id=one), NOW))

    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == len({message_id, message_id.replace("/", "+")})
    assert all(re.fullmatch(r"20270201T033005Z-[A-Za-z0-9.@_-]{1,120}\.eml", name) for name in names)


def test_a_folder_that_cannot_be_written_pauses_the_channel(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")

    with pytest.raises(TryAgain) as again:
        channel_for(f"dir:{tmp_path}/outbox").connect()

    assert outcome(again.value) == NOT_COUNTED
    assert again.value.reason == f"The folder {tmp_path}/outbox does not take the mail: File exists"


def test_a_letter_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    connection = channel_for(f"dir:{tmp_path}").connect()
    (tmp_path / "20270201T033005Z-9f86d081.1@rembuk.example.eml").mkdir()

    with pytest.raises(TryAgain) as again:
        connection.hand_over(BOUNCES, ANNA, LETTER)

    assert outcome(again.value) == NOT_COUNTED
    assert [path.is_dir() for path in tmp_path.iterdir()] == [True]

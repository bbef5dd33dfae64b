"""Being let in by a mail server: encrypted, known, or not at all."""

import socket
import ssl
from dataclasses import replace

import pytest
from icalendar import Calendar

from notifications.channels import Rejected, TryAgain, channel_for
from notifications.mail_server import Security
from tests.events.calendars import ENTRY
from tests.machines import smtp_faults as faults
from tests.machines.smtp import Received, smtp_server
from tests.machines.smtp_faults import Fault, Stage, Then
from tests.notifications.outcomes import (
    ANNA,
    BOUNCES,
    LETTER,
    OUR_FAULT,
    PAUSED,
    outcome,
    plain_channel,
)  # fmt: skip


def a_closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("user", ["", "post@office.example"])
@pytest.mark.parametrize("security", ["plain", "starttls", "tls"])
def test_a_letter_arrives_byte_by_byte(security: str, user: str) -> None:
    with smtp_server(security=security, user=user, password="p:/%s@") as server:
        connection = channel_for(server.url, context=server.context).connect()

        reply = connection.hand_over(BOUNCES, ANNA, LETTER)
        connection.close()

    assert reply == "250 2.0.0 Ok: queued as 1"
    assert server.received == [Received(BOUNCES, ANNA, LETTER, security != "plain", user or None, connection=1)]
    (part,) = (p for p in server.received[0].message.walk() if p.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).events  # type: ignore[arg-type]
    assert event["UID"] == ENTRY.uid


@pytest.mark.parametrize(
    ("fault", "security"),
    [
        (faults.NO_SERVICE, "plain"),
        (Fault(Stage.CONNECT, "421 4.3.2 Too many connections", Then.CLOSE), "plain"),
        (Fault(Stage.CONNECT, then=Then.DROP), "plain"),
        (faults.NO_TLS_NOW, "starttls"),
        (faults.NO_AUTH_NOW, "tls"),
    ],
)
def test_who_is_not_let_in_waits_without_counting(fault: Fault, security: str) -> None:
    with smtp_server(security=security, user="post", password="right") as server:
        channel = channel_for(server.url, context=server.context)
        server.fail(fault, times=2)

        with pytest.raises(TryAgain) as again:
            channel.connect()

    assert outcome(again.value) == PAUSED
    assert again.value.reason.startswith("The mail server 127.0.0.1 ")
    assert fault.reply in again.value.reason


def test_a_wrong_password_waits_without_counting() -> None:
    with smtp_server(security="tls", user="post", password="right") as server:
        channel = replace(plain_channel(server), password="wrong")

        with pytest.raises(TryAgain) as again:
            channel.connect()

    assert outcome(again.value) == PAUSED
    assert again.value.reason.startswith("The mail server 127.0.0.1 does not let us in: 535 5.7.8")


def test_a_server_that_wants_a_sign_in_we_do_not_have_is_our_fault() -> None:
    with smtp_server(user="post", password="right") as server:
        connection = replace(plain_channel(server), user="").connect()

        with pytest.raises(Rejected) as refusal:
            connection.hand_over(BOUNCES, ANNA, LETTER)

    assert outcome(refusal.value) == OUR_FAULT


def test_a_port_where_nobody_listens_waits_without_counting() -> None:
    with pytest.raises(TryAgain) as again:
        channel_for(f"smtp://127.0.0.1:{a_closed_port()}").connect()

    assert outcome(again.value) == PAUSED
    assert again.value.reason == "The mail server 127.0.0.1 cannot be used: Connection refused"


def test_beyond_this_machine_nothing_is_said_in_the_clear() -> None:
    with smtp_server(user="post", password="right") as server:
        channel = replace(plain_channel(server), security=Security.STARTTLS)

        with pytest.raises(TryAgain) as again:
            channel.connect()

    assert outcome(again.value) == PAUSED
    assert "STARTTLS" in again.value.reason
    assert server.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(security: str) -> None:
    with smtp_server(security=security) as server:
        channel = replace(plain_channel(server), context=ssl.create_default_context())

        with pytest.raises(TryAgain, match="certificate verify failed") as again:
            channel.connect()

    assert outcome(again.value) == PAUSED


def test_the_relay_of_this_machine_is_trusted_whatever_its_certificate() -> None:
    with smtp_server(security="starttls") as server:
        channel_for(server.url).connect().hand_over(BOUNCES, ANNA, LETTER)

    assert [mail.encrypted for mail in server.received] == [True]

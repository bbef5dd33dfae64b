"""Letters over a real conversation with a mail server, and what becomes of them when it goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels import Connection, Rejected, TryAgain, channel_for
from notifications.channels.contract import NotHandedOver
from notifications.channels.smtp_connection import Patience
from notifications.channels.smtp_replies import meaning
from notifications.letters import compose
from tests.machines import smtp_faults as faults
from tests.machines.smtp import MailServer, Received, smtp_server
from tests.machines.smtp_faults import Fault, Stage, Then
from tests.notifications.letters import NOTE, NOW
from tests.notifications.outcomes import (
    ANNA,
    BAD_ADDRESS,
    BOUNCES,
    COUNTED,
    HURRIED,
    IN_DOUBT,
    LETTER,
    LOST,
    NOT_COUNTED,
    OUR_FAULT,
    PAUSED,
    REFUSED,
    outcome,
    plain_channel,
)  # fmt: skip


@dataclass
class Sent:
    """A mail server, and a kept connection to it that has already carried one letter."""

    server: MailServer
    connection: Connection

    def hand_over(self, recipient: str = ANNA, letter: bytes = LETTER) -> str:
        return self.connection.hand_over(BOUNCES, recipient, letter)


@pytest.fixture
def post() -> Iterator[Sent]:
    with smtp_server() as server:
        channel = replace(plain_channel(server), patience=HURRIED)
        post = Sent(server, channel.connect())
        post.hand_over()
        yield post
        post.connection.close()


def test_a_connection_is_kept_from_letter_to_letter(post: Sent) -> None:
    post.hand_over("ben@union.example")
    post.hand_over("-c+x@union.example")

    assert [(mail.recipient, mail.connection) for mail in post.server.received] == [
        (ANNA, 1),
        ("ben@union.example", 1),
        ("-c+x@union.example", 1),
    ]


@pytest.mark.parametrize("body", [b".\r\n", b"..\r\n.a\r\n", b"\r\n.\r\nQUIT\r\n", b"no end", b""])
def test_lines_that_begin_with_a_dot_stay_inside_the_letter(post: Sent, body: bytes) -> None:
    post.hand_over(letter=b"Subject: x\r\n\r\n" + body)

    complete = body if not body or body.endswith(b"\r\n") else body + b"\r\n"
    assert post.server.received[1].content == b"Subject: x\r\n\r\n" + complete


@pytest.mark.parametrize(
    ("fault", "expected", "reason"),
    [
        (
            faults.GREYLISTED,
            COUNTED,
            "The mail server asks for another attempt: 451 4.7.1 Greylisted, please come back",
        ),
        (faults.STORAGE_FULL, COUNTED, "The mail server asks for another attempt: 452 4.3.1 Insufficient system"),
        (
            Fault(Stage.RCPT, "454 4.7.1 Relay access denied"),
            NOT_COUNTED,
            "The mail server takes nothing at the moment: 454 4.7.1 Relay access denied",
        ),
        (
            faults.UNKNOWN_ADDRESS,
            BAD_ADDRESS,
            "The mail server did not accept the address: 550 5.1.1 No such user here",
        ),
        (faults.TOO_BIG, REFUSED, "The mail server refused the message: 552 5.3.4 Message too big for system"),
        (faults.NOT_TRUSTED, OUR_FAULT, "The mail server does not take mail from this installation. Check its sign-in"),
        (faults.SPF_FAILED, OUR_FAULT, "The mail server does not trust this installation. Check the SPF record of its"),
        (
            faults.SENDER_REFUSED,
            OUR_FAULT,
            "The mail server does not take mail from this installation. Check its sign-",
        ),
        (
            Fault(Stage.CONTENT, "550 5.1.7 Bad sender"),
            OUR_FAULT,
            "The mail server does not take mail from this installation. Check its sign-",
        ),
        (faults.DROPPED_AT_RCPT, LOST, "The connection to the mail server broke: Connection unexpectedly closed"),
        (faults.DROPPED_BEFORE_THE_DOT, IN_DOUBT, "The mail server fell silent when it had the message; it may have"),
        (faults.DROPPED_AFTER_THE_DOT, IN_DOUBT, "The mail server fell silent when it had the message; it may have"),
        (Fault(Stage.DATA, "250 what?"), IN_DOUBT, "The mail server asks for another attempt: 250 what?"),
        (Fault(Stage.RCPT, "nonsense"), IN_DOUBT, "The mail server asks for another attempt: -1"),
        (Fault(Stage.RCPT, "550 Go away"), REFUSED, "The mail server refused the message: 550 Go away"),
        (Fault(Stage.RCPT, "421 4.3.2 Bye", Then.CLOSE), PAUSED, "The mail server takes nothing at the moment: 421 4."),
    ],
)
def test_a_failure_says_what_it_means_and_harms_no_other_letter(
    post: Sent, fault: Fault, expected: tuple[type, dict[str, object]], reason: str
) -> None:
    post.server.fail(fault, times=1)

    with pytest.raises(NotHandedOver) as refusal:
        post.hand_over()
    post.hand_over("ben@union.example")

    assert outcome(refusal.value) == expected
    assert refusal.value.reason.startswith(reason)
    assert [mail.recipient for mail in post.server.received] == [ANNA, "ben@union.example"]


def test_a_fault_for_one_recipient_is_not_for_others(post: Sent) -> None:
    post.server.fail(faults.UNKNOWN_ADDRESS, to="nobody@union.example", times=100)

    post.hand_over()
    with pytest.raises(Rejected):
        post.hand_over("nobody@union.example")

    assert [mail.recipient for mail in post.server.received] == [ANNA, ANNA]


@pytest.mark.parametrize("fault", [faults.CLOSING, faults.DROPPED_AT_MAIL])
def test_a_connection_the_server_closed_meanwhile_is_opened_again(post: Sent, fault: Fault) -> None:
    post.server.fail(fault)

    post.hand_over()

    assert [mail.connection for mail in post.server.received] == [1, 2]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.CLOSING, "The mail server takes nothing at the moment: 421 4.3.2 Service shutting down"),
        (faults.DROPPED_AT_MAIL, "The connection to the mail server broke: Connection unexpectedly closed"),
    ],
)
def test_a_server_that_closes_again_and_again_pauses_the_channel(post: Sent, fault: Fault, reason: str) -> None:
    post.server.fail(fault, times=2)

    with pytest.raises(TryAgain) as again:
        post.hand_over()

    assert outcome(again.value) == PAUSED
    assert again.value.reason.startswith(reason)
    assert post.hand_over() == "250 2.0.0 Ok: queued as 2"


def test_a_server_that_is_gone_pauses_the_channel(post: Sent) -> None:
    post.server.fail(faults.DROPPED_AT_MAIL)
    post.server.fail(faults.NO_SERVICE, times=2)

    with pytest.raises(TryAgain) as again:
        post.hand_over()

    assert outcome(again.value) == PAUSED
    assert again.value.reason == "The mail server 127.0.0.1 does not let us in: 554 5.3.2 No service here"


@pytest.mark.parametrize("fault", [faults.REPLY_LOST, faults.SILENT_AFTER_THE_DOT])
def test_a_lost_reply_makes_a_second_copy_that_can_be_recognised(post: Sent, fault: Fault) -> None:
    post.server.fail(fault)

    with pytest.raises(TryAgain) as again:
        post.hand_over("ben@union.example")
    post.hand_over("ben@union.example")

    assert outcome(again.value) == IN_DOUBT
    assert "it may have taken it" in again.value.reason
    once, twice = post.server.received[1:]
    assert (once.recipient, once.content) == (twice.recipient, twice.content)


def test_a_server_that_takes_its_time_after_the_dot_is_waited_for() -> None:
    with smtp_server() as server:
        connection = replace(plain_channel(server), patience=Patience(command=0.2, acceptance=20)).connect()
        server.fail(faults.SLOW_AFTER_THE_DOT)

        reply = connection.hand_over(BOUNCES, ANNA, LETTER)
        connection.close()

    assert reply == "250 2.0.0 Ok: queued at last"


def test_a_server_that_never_answers_pauses_the_channel() -> None:
    with smtp_server() as server:
        patience = replace(HURRIED, command=0.2)
        connection = replace(plain_channel(server), patience=patience).connect()
        server.fail(faults.SILENT_AT_MAIL, times=2)

        with pytest.raises(TryAgain) as again:
            connection.hand_over(BOUNCES, ANNA, LETTER)

    assert outcome(again.value) == PAUSED
    assert again.value.reason == "The connection to the mail server broke: Connection unexpectedly closed: timed out"


def test_an_internationalised_domain_travels_in_ascii(post: Sent) -> None:
    post.hand_over("anna@büro.example")

    assert post.server.received[1].recipient == "anna@xn--bro-hoa.example"


@pytest.mark.parametrize(
    "address", ["", "anna", "@b.example", "a b@c.example", "a\r\nRCPT TO:<x@y>@c.example", "a@" + "é" * 99]
)
def test_an_address_no_server_can_have_is_marked(post: Sent, address: str) -> None:
    with pytest.raises(Rejected) as refusal:
        post.hand_over(address)

    assert outcome(refusal.value) == BAD_ADDRESS
    assert refusal.value.reason == "No mail server can be found for this address."
    assert len(post.server.received) == 1


def test_letters_outside_ascii_before_the_at_need_a_server_that_knows_them(post: Sent) -> None:
    with pytest.raises(Rejected) as refusal:
        post.hand_over("josé@union.example")

    assert outcome(refusal.value) == REFUSED
    assert post.hand_over() == "250 2.0.0 Ok: queued as 2"


def test_letters_outside_ascii_before_the_at_arrive() -> None:
    letter = compose(replace(NOTE, to_email="josé@büro.example"), NOW)
    with smtp_server(smtputf8=True) as server:
        channel_for(server.url).connect().hand_over(BOUNCES, "josé@büro.example", letter)

    assert server.received == [Received(BOUNCES, "josé@xn--bro-hoa.example", letter, False, None, connection=1)]


@given(
    st.integers(-1, 999), st.binary(max_size=400) | st.from_regex(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3} .*", fullmatch=True)
)
def test_every_reply_means_something(code: int, text: bytes) -> None:
    refusal = meaning(code, text)

    assert isinstance(refusal, Rejected) == (500 <= code < 600 and code != 535)
    assert len(refusal.reason) <= 500
    assert "\n" not in refusal.reason

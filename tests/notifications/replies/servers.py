"""Reports of mail servers about a letter of ours, in the shapes in which they write them."""

from dataclasses import replace

from events import calendar
from notifications.delivery_marks import mark
from notifications.letters import compose
from notifications.models import Delivery
from tests.builders import NOW
from tests.conftest import SECRET_KEY
from tests.events.calendars import ANNA, ENTRY, OFFICE
from tests.notifications.letters import INVITATION
from tests.notifications.replies.clients import mail, part, plain, within

UNKNOWN_USER = ("5.1.1", "smtp; 550 5.1.1 <ana@union.example>: Recipient address rejected: User unknown")


def the_letter(delivery: Delivery, uid: str = "0" * 32, to: str = "ana@union.example") -> bytes:
    """As it left, with its invitation."""
    event = calendar.request(replace(ENTRY, uid=uid), OFFICE, ANNA)
    message_id = f"<{mark(SECRET_KEY, number_of(delivery))}@rembuk.example>"
    letter = replace(INVITATION, to_email=to, message_id=message_id, calendar=event)
    return compose(letter, NOW)


def return_path(delivery: Delivery) -> str:
    return f"rembuk+b-{mark(SECRET_KEY, number_of(delivery))}@rembuk.example"


def number_of(delivery: Delivery) -> int:
    assert delivery.id is not None, "flushed rows have a number"
    return delivery.id


def head_of(letter: bytes) -> bytes:
    return letter.partition(b"\r\n\r\n")[0] + b"\r\n"


def status(code: str, said: str, *, action: str = "failed", more: str = "") -> bytes:
    fields = (
        "Reporting-MTA: dns; mx.union.example\r\nArrival-Date: Mon, 1 Feb 2027 03:30:05 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; ana@union.example\r\nAction: {action}\r\nStatus: {code}\r\n"
        f"Remote-MTA: dns; mail.union.example\r\nDiagnostic-Code: {said}\r\n{more}"
    )
    return part("message/delivery-status", fields.encode())


def report(*parts: bytes, to: str, sender: str, head: tuple[str, ...] = ()) -> bytes:
    return mail(*parts, kind="report", params="; report-type=delivery-status", to=to, sender=sender, head=head,
                subject="Undelivered Mail Returned to Sender")  # fmt: skip


def postfix(letter: bytes, to: str, why: tuple[str, str] = UNKNOWN_USER, action: str = "failed") -> bytes:
    return report(
        plain("This is the mail system at host mx.union.example.\r\n"), status(*why, action=action),
        part("message/rfc822", letter), to=to, head=("Auto-Submitted: auto-replied", "Return-Path: <>"),
        sender="MAILER-DAEMON@mx.union.example (Mail Delivery System)",
    )  # fmt: skip


def exim(letter: bytes, to: str, why: tuple[str, str] = UNKNOWN_USER) -> bytes:
    """The status is general, the words are exact."""
    return report(
        plain("This message was created automatically by mail delivery software.\r\n"), status("5.0.0", why[1]),
        part("message/rfc822", letter), to=to, sender="Mail Delivery System <Mailer-Daemon@mx.union.example>",
        head=("Auto-Submitted: auto-replied", "X-Failed-Recipients: ana@union.example"),
    )  # fmt: skip


def exchange(letter: bytes, to: str, why: tuple[str, str] = UNKNOWN_USER) -> bytes:
    code = "5.1.10" if why == UNKNOWN_USER else why[0]
    said = f"smtp;550 {code} RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
    told = within("alternative", plain("Delivery has failed to these recipients.\r\n"), part("text/html", b"<p>Failed"))
    return report(
        told, status(code, said if why == UNKNOWN_USER else why[1]), part("text/rfc822-headers", head_of(letter)),
        to=to, sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@union.example>",
    )  # fmt: skip


def gmail(letter: bytes, to: str, why: tuple[str, str] = UNKNOWN_USER) -> bytes:
    told = within("alternative", plain("** Address not found **\r\n"), part("text/html", b"<p>Address not found"))
    picture = part("image/png; name=icon.png", b"\x89PNG", encoding="base64")
    said = f"smtp; {why[1].removeprefix('smtp; ').replace('550 ', '550-', 1)} p12-20020a gsmtp"
    return report(
        within("related", told, picture), status(why[0], said), part("message/rfc822", letter), to=to,
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>", head=("Auto-Submitted: auto-replied",),
    )  # fmt: skip


SERVERS = (postfix, exim, exchange, gmail)


def old_exim(letter: bytes, to: str) -> bytes:
    """No report: a plain text with the letter beneath."""
    text = (
        b"This message was created automatically by mail delivery software.\r\n\r\n  ana@union.example\r\n"
        b"    SMTP error from remote mail server after RCPT TO:<ana@union.example>:\r\n"
        b"    550 5.1.1 no such user\r\n\r\n"
        b"------ This is a copy of the message, including all the headers. ------\r\n\r\n" + letter
    )
    head = f"From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nTo: {to}\r\nSubject: Mail delivery failed\r\n"
    return f"{head}X-Failed-Recipients: ana@union.example\r\n\r\n".encode() + text


def qmail(letter: bytes, to: str) -> bytes:
    text = (
        b"Hi. This is the qmail-send program at mx.union.example.\r\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        b"\r\n<ana@union.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
        b"--- Below this line is a copy of the message.\r\n\r\n" + letter
    )
    return f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.union.example\r\nTo: {to}\r\n\r\n".encode() + text


OLDER_SERVERS = (old_exim, qmail)

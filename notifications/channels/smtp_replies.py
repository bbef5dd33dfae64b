"""What a reply of a mail server means for a message: later, never, or not before this installation is put right."""

import re

from foundation.languages import Message, say
from notifications.channels.contract import NotHandedOver, Rejected, TryAgain

PAUSING = {421, 454, 535}
"""Closing, authentication or TLS out of order for the moment, credentials refused (RFC 5321, RFC 4954)."""
OURS = {530, 534, 538}
"""Authentication or encryption is missing (RFC 4954, 6), also when the server adds no further code."""
SENDER_WRONG = {7, 8}
"""5.1.7 and 5.1.8 are about the address of the sender, unlike the rest of 5.1 (RFC 3463, 3.2)."""
RECORDS = {20: "DKIM", 21: "DKIM", 22: "DKIM", 23: "SPF", 24: "SPF", 25: "PTR", 26: "DMARC", 27: "MX"}
"""Last part of 5.7.x → the DNS record that is missing or wrong (RFC 7372, RFC 7505)."""
LONGEST_REPLY = 300
ENHANCED = re.compile(rb"[245]\.(\d{1,3})\.(\d{1,3})\b")


def meaning(code: int, text: bytes, *, about_sender: bool = False) -> NotHandedOver:
    """The exception that a refusing reply stands for. `about_sender` when it answered our own address (MAIL FROM)."""
    reply = plain(code, text)
    if code in PAUSING:
        return TryAgain(
            say("The mail server takes nothing at the moment: {reply}", reply=reply),
            connection_lost=code == 421, counts=False,
        )  # fmt: skip
    if not 500 <= code < 600:
        astray = not 400 <= code < 500  # an answer to some other question: nobody knows what was taken
        return TryAgain(
            say("The mail server asks for another attempt: {reply}", reply=reply),
            connection_lost=astray, counts=True, in_doubt=astray,
        )  # fmt: skip
    subject, detail = _enhanced(text)
    if about_sender or subject == 7 or code in OURS or (subject == 1 and detail in SENDER_WRONG):
        return Rejected(_distrusted(subject, detail, reply), our_fault=True)
    if subject == 1:
        return Rejected(say("The mail server did not accept the address: {reply}", reply=reply), bad_address=True)
    return Rejected(say("The mail server refused the message: {reply}", reply=reply))


def plain(code: int, text: bytes) -> str:
    """A reply on one line, as far as it is worth keeping."""
    return " ".join(f"{code} {text.decode(errors='replace')}".split())[:LONGEST_REPLY]


def _distrusted(subject: int, detail: int, reply: str) -> Message:
    record = RECORDS.get(detail) if subject == 7 else None
    if record:
        return say(
            "The mail server does not trust this installation. Check the {record} record of its domain: {reply}",
            record=record, reply=reply,
        )  # fmt: skip
    return say(
        "The mail server does not take mail from this installation. Check its sign-in to the mail server, and the SPF, "
        "DKIM and DMARC records of its domain: {reply}",
        reply=reply,
    )


def _enhanced(text: bytes) -> tuple[int, int]:
    """Subject and detail of a code such as 5.1.1 (RFC 3463); 0.0 when the server gives none."""
    found = ENHANCED.match(text)
    return (int(found[1]), int(found[2])) if found else (0, 0)

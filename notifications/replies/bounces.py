"""Letters that came back: reports of mail servers (RFC 3464) and what older ones write instead.

Which letter it was, its mark tells (notifications/delivery_marks.py): in the address that the report was sent to, or in
the Message-ID of the letter that it returns. An address that only stands in its text proves nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from notifications.channels.contract import Rejected
from notifications.channels.smtp_replies import LONGEST_REPLY, meaning
from notifications.delivery_marks import marked_delivery
from notifications.replies.mails import addresses_in, header, held_mails, inner, own_parts, text_of

RETURN_PATH = re.compile(r"\+b-([0-9]{1,18}\.[0-9a-f]{20})@", re.IGNORECASE | re.ASCII)
MESSAGE_ID = re.compile(r"<([0-9]{1,18}\.[0-9a-f]{20})@", re.IGNORECASE | re.ASCII)
MOST_MARKS, LONGEST_TEXT = 20, 20_000
ROBOTS = re.compile(r"(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]{32})@", re.IGNORECASE)
STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.ASCII)
REPLY = re.compile(r"(?<![0-9.])([45][0-9]{2})[ -](?=[45]\.[0-9]|[A-Za-z<#])", re.ASCII)
SPOKEN_CODES = re.compile(
    r"^(?:[a-z0-9-]{1,40} ?; ?)?#?(?:[45][0-9]{2}[ -])?(?:[45](?:\.[0-9]{1,3}){2} ?)?", re.IGNORECASE | re.ASCII
)
LATER = {(2, 2), (2, 3), (3, 1), (3, 4)}
"""Subject and detail of permanent refusals that pass: a full mailbox or disk, a letter too large (RFC 3463)."""
FIELDS = ("Action", "Status", "Diagnostic-Code", "Final-Recipient")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a mail server says about a letter. `delivery_id` is None when it is none of ours, or nobody can tell."""

    delivery_id: int | None
    has_failed: bool
    """Otherwise it is only late, or has arrived."""
    is_lasting: bool
    is_our_fault: bool
    reason: str
    """What the other server said, in words for the desk."""
    addressed_to: str
    """To of the letter that came back, if the report holds it."""


def report_in(mail: Message, secret_key: str, delivered_to: Sequence[str]) -> Report | None:
    """The report that this mail is, in the form of RFC 3464; None when it is something else."""
    fields = _status_fields(mail)
    if fields is None:
        return None
    action, status, said = fields["Action"].lower(), fields["Status"], fields["Diagnostic-Code"]
    return _report(mail, secret_key, delivered_to, said=_code(status, said), has_failed=action in ("failed", ""))


def older_report_in(mail: Message, secret_key: str, delivered_to: Sequence[str]) -> Report | None:
    """A report in the words of some mail server. Taken for one only when it names a letter of ours, and comes from a
    robot or to where nobody but a robot writes."""
    names_recipient = header(mail, "X-Failed-Recipients") != ""
    is_robot = any(map(ROBOTS.search, addresses_in(mail, "From"))) or header(mail, "Return-Path") == "<>"
    said = next((text_of(part) for part in own_parts(mail) if part.get_content_maintype() == "text"), "")[:LONGEST_TEXT]
    if not (names_recipient or STATUS.search(said) or REPLY.search(said)):
        return None
    if not (names_recipient or is_robot or _return_paths(mail, delivered_to)):
        return None
    found = _report(mail, secret_key, delivered_to, said=_code("", said), has_failed=True)
    return found if found.delivery_id is not None else None


def _report(
    mail: Message, secret_key: str, delivered_to: Sequence[str], *, said: tuple[int, str], has_failed: bool
) -> Report:  # fmt: skip
    refusal = meaning(said[0], said[1].encode())
    is_ours = isinstance(refusal, Rejected) and refusal.our_fault
    returned = next(held_mails(mail), None)
    found = STATUS.match(said[1])
    passes = found is not None and (int(found[2]), int(found[3])) in LATER
    return Report(
        delivery_id=_letter(mail, secret_key, delivered_to), has_failed=has_failed, is_our_fault=is_ours,
        is_lasting=said[0] >= 500 and not is_ours and not passes, reason=refusal.reason,
        addressed_to=next(iter(addresses_in(returned, "To")), "") if returned is not None else "",
    )  # fmt: skip


def _status_fields(mail: Message) -> dict[str, str] | None:
    """Of the recipient that was not reached, or else of the first: a letter of ours has one, an alias may have more."""
    blocks = [block for status in _status_parts(mail) for block in _blocks(status)]
    found = [block for block in blocks if block["Action"] or block["Status"]]
    if not found and not (blocks and _is_report(mail)):
        return None
    return next((block for block in found if block["Action"].lower() == "failed"), (found or blocks)[0])


def _is_report(mail: Message) -> bool:
    return str(mail.get_param("report-type", "")).lower() == "delivery-status"


def _status_parts(mail: Message) -> Iterator[Message]:
    if mail.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
        yield mail
    elif mail.get_content_maintype() == "multipart":
        for part in inner(mail):
            yield from _status_parts(part)


def _blocks(status: Message) -> list[dict[str, str]]:
    return [{name: header(block, name) for name in FIELDS} for block in inner(status)]


def _code(status: str, said: str) -> tuple[int, str]:
    """Code and text as a mail server replies: the most exact of what the report says."""
    found, spoken = STATUS.search(status), STATUS.search(said)
    exact = spoken if spoken and (found is None or found[2] == "0") else found  # 5.0.0 says less than the words
    plain = REPLY.search(said)
    kind = exact[1] if exact else plain[1][0] if plain else "4"
    code = int(plain[1]) if plain and plain[1][0] == kind else {"5": 550, "2": 250}.get(kind, 450)
    words = SPOKEN_CODES.sub("", " ".join(said.split()))[:LONGEST_REPLY]
    return code, f"{exact[0] if exact else ''} {words}".strip()


def _letter(mail: Message, secret_key: str, delivered_to: Sequence[str]) -> int | None:
    marks = [*_return_paths(mail, delivered_to), *islice(_quoted_marks(mail), MOST_MARKS)]
    return next((number for mark in marks if (number := marked_delivery(secret_key, mark)) is not None), None)


def _return_paths(mail: Message, delivered_to: Sequence[str]) -> list[str]:
    """The marks in the addresses that it was sent to."""
    addresses = [*delivered_to, *addresses_in(mail, "Delivered-To", "X-Original-To", "X-Envelope-To", "To")]
    return [found[1] for found in map(RETURN_PATH.search, addresses[:MOST_MARKS]) if found]


def _quoted_marks(mail: Message) -> Iterator[str]:
    """Of the letters that it returns, as a whole, as their headers, or in its text."""
    texts = [header(returned, "Message-ID") for returned in held_mails(mail)]
    texts += [text_of(part) for part in own_parts(mail) if part.get_content_maintype() == "text"]
    for text in texts:
        yield from (found[1] for found in MESSAGE_ID.finditer(text))

"""What a message is, from its bytes alone: a report, an answer of a calendar, a robot's absence, a letter.

Reports come first, since they hold our own invitation (calendar.md, Replies).
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message as Mail

from foundation.languages import Message
from notifications.replies import reasons
from notifications.replies.answers import Answer, answers_in
from notifications.replies.automatic import is_automatic
from notifications.replies.bounces import Report, older_report_in, report_in
from notifications.replies.mails import (
    BeyondLimits,
    Heading,
    heading_alone,
    heading_of,
    octets_of,
    open_mail,
    own_parts,
)

log = logging.getLogger(__name__)
METHODS = {"REPLY", "COUNTER", "REFRESH"}
CALENDAR_TYPES = {"text/calendar", "text/x-vcalendar", "application/ics", "application/calendar"}
BEGINNING = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What was read. `answers` have one of METHODS; `other_method` is that of a calendar file which answers nothing;
    `trouble` says why nothing else is known."""

    heading: Heading
    report: Report | None = None
    answers: tuple[Answer, ...] = ()
    other_method: str = ""
    is_automatic: bool = False
    trouble: Message | None = None


def understand(content: bytes, secret_key: str, delivered_to: Sequence[str]) -> Understood:
    """Raises nothing, whatever the bytes are."""
    try:
        return _understood(open_mail(content), secret_key, delivered_to)
    except BeyondLimits:
        return Understood(heading=_heading_at_least(content), trouble=reasons.BEYOND_LIMITS)
    except Exception as error:  # parsers of others meet what strangers write; what the message was is kept with it
        log.warning("a message could not be read: %s", type(error).__name__)
        return Understood(heading=_heading_at_least(content), trouble=reasons.UNREADABLE)


def _understood(mail: Mail, secret_key: str, delivered_to: Sequence[str]) -> Understood:
    heading, is_robot = heading_of(mail), is_automatic(mail)
    if report := report_in(mail, secret_key, delivered_to):
        return Understood(heading=heading, report=report)
    found, is_broken = _calendar_answers(mail)
    answers = tuple(answer for answer in found if answer.method in METHODS)
    if not answers and (report := older_report_in(mail, secret_key, delivered_to)):
        return Understood(heading=heading, report=report)
    return Understood(
        heading=heading, answers=answers, other_method=next((answer.method for answer in found if answer.method), ""),
        is_automatic=is_robot, trouble=reasons.UNREADABLE_CALENDAR if is_broken and not found else None,
    )  # fmt: skip


def _calendar_answers(mail: Mail) -> tuple[list[Answer], bool]:
    """Every event of every calendar file in the mail, the same one once; and whether a file could not be read."""
    found: dict[Answer, None] = {}
    is_broken = False
    for octets, (charset, method) in _calendar_files(mail).items():
        try:
            found |= dict.fromkeys(answers_in(octets, charset, method))
        except ValueError:
            is_broken = True
    return list(found), is_broken


def _calendar_files(mail: Mail) -> dict[bytes, tuple[str, str]]:
    """Octets → charset and method of whatever is, or may be, a calendar file: some clients say neither, many attach
    the same file once more."""
    files: dict[bytes, tuple[str, str]] = {}
    for part in own_parts(mail):
        octets = octets_of(part).strip()
        is_named = part.get_content_type() in CALENDAR_TYPES or (part.get_filename() or "").lower().endswith(".ics")
        if is_named or octets.lstrip(b"\xef\xbb\xbf")[: len(BEGINNING)].upper() == BEGINNING:
            method = str(part.get_param("method") or "")
            files.setdefault(octets, (part.get_content_charset() or "utf-8", method))
    return files


def _heading_at_least(content: bytes) -> Heading:
    with suppress(Exception):  # as above: it is only a heading
        return heading_alone(content)
    return Heading()

"""Mails that no human wrote to us: absences, receipts, answers of robots (RFC 3834). Answers of calendars are read
before anybody asks this."""

from email.message import Message

from notifications.replies.mails import header

PRECEDENCES = {"bulk", "junk", "auto_reply", "auto-reply", "vacation"}
MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Autoreply-From", "X-Auto-Response-Suppress")
"""The last is set by Exchange on what it sends by itself, so that robots do not answer each other."""


def is_automatic(mail: Message) -> bool:
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    is_marked = any(header(mail, name) for name in MARKS)
    is_receipt = str(mail.get_param("report-type", "")).lower() == "disposition-notification"
    precedence = header(mail, "Precedence").strip().lower()
    return submitted not in ("", "no") or precedence in PRECEDENCES or is_marked or is_receipt

"""A note and an invitation, texts people might write, and a reader of letters that shares nothing with the writer."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

from hypothesis import strategies as st

from events import calendar
from notifications.letters import Letter, Mailbox, Quoted
from tests.events.calendars import ANNA, ENTRY, OFFICE

NOW = datetime(2027, 2, 1, 3, 30, 5, tzinfo=UTC)
SENDER = Mailbox("Rembuk", "rembuk@office.example")
NOTE = Letter(
    sender=SENDER,
    to_name="Anna",
    to_email="anna@union.example",
    subject="You take part in Who pays",
    quoted_text=Quoted.of("Dear Anna,\nsee you on Wednesday.\n"),
    quoted_html=Quoted.of("<p>Dear Anna,</p>\n<p>see you on Wednesday.</p>\n"),
    message_id="<9f86d081.1@rembuk.example>",
)
EVENT = calendar.request(ENTRY, OFFICE, ANNA)
INVITATION = replace(NOTE, calendar=EVENT, method="REQUEST")

any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
header_like = st.text(st.sampled_from("aZ =?_:;,<>@\"'()[]\\.\r\n\0\t\x0b\x85\u2028é\U0001f91d\ufeff"), max_size=120)


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]
    return message


def refuse_broken_lines(content: bytes) -> None:
    assert content.isascii()
    assert not re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
    assert max(len(line) for line in content.split(b"\r\n")) <= 300

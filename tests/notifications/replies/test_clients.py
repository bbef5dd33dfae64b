"""Answers in the shapes in which calendar programs send them."""

from collections.abc import Callable

import pytest

from notifications.models import IncomingState
from registrations.models import Status
from tests.builders import NOW
from tests.notifications.replies.clients import (
    CLIENTS,
    Said,
    apple,
    event,
    mail,
    part,
)
from tests.notifications.replies.props import Invited, arrives, every_field

SEAT = {"ACCEPTED": Status.CONFIRMED, "TENTATIVE": Status.CONFIRMED, "DECLINED": Status.CANCELLED}


@pytest.mark.parametrize(
    ("client", "partstat"), list(zip(CLIENTS, 2 * tuple(SEAT), strict=True)),
    ids=[client.__name__ for client in CLIENTS],
)  # fmt: skip
def test_an_answer_is_read_from_every_calendar(ana: Invited, client: Callable[[Said], bytes], partstat: str) -> None:
    came = arrives(ana.session, client(Said(uid=ana.uid, partstat=partstat, comment="From work\\, maybe late")))

    assert every_field(came, "from_address", "subject") == {
        "kind": "answer", "state": "applied", "attendee": "ana@union.example", "partstat": partstat, "dtstamp": NOW,
        "comment": "From work, maybe late",
    }  # fmt: skip
    assert ana.state == (partstat.lower(), SEAT[partstat])
    assert (ana.entry.answered_at, ana.entry.answered_sequence, ana.entry.answered_dtstamp) == (NOW, 0, NOW)


def test_who_answers_from_a_calendar_is_known(ana: Invited) -> None:
    assert ana.person.known_at is None

    ana.says()

    assert ana.person.known_at == NOW


def test_a_mail_that_is_read_twice_is_one(ana: Invited) -> None:
    content = apple(Said(uid=ana.uid))
    first = arrives(ana.session, content)
    ana.says("DECLINED", at=NOW.replace(minute=1))

    second = arrives(ana.session, content)

    assert second is first
    assert ana.state == ("declined", Status.CANCELLED)


def test_the_words_of_a_mail_are_cleaned(ana: Invited) -> None:
    file = event(Said(uid=ana.uid, comment="a\x00b\x07\\nc" + "x" * 3000))
    content = mail(part("text/calendar", file), sender="=?utf-8?q?=00?= <ANA@union.example>",
                   subject="=?utf-8?q?Ya=0ABcc:_x?= \x1b[31m")  # fmt: skip

    came = arrives(ana.session, content)

    assert (came.from_address, came.subject) == ("ANA@union.example", "Ya Bcc: x [31m")
    assert came.comment == ("ab c" + "x" * 3000)[:1000]
    assert came.state == IncomingState.APPLIED



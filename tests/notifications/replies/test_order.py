"""Which of several answers holds: the latest by SEQUENCE and DTSTAMP, not the last that arrived."""

from datetime import timedelta

import pytest

from events.schedule import cancel
from registrations.models import Status
from tests.builders import NOW
from tests.notifications.house import HOUR, MINUTE
from tests.notifications.replies.clients import Said, event, mail, part
from tests.notifications.replies.props import Invited, arrives, outcome

SECOND = timedelta(seconds=1)
APPLIED = ("answer", "applied", "")
OLDER = ("answer", "noted", "A later answer of this person is known already.")
DUPLICATE = ("answer", "noted", "The same answer is known already.")
EARLIER_TIME = ("answer", "noted", "It answers an earlier time of the discussion.")


def test_an_older_answer_that_comes_later_is_only_noted(ana: Invited) -> None:
    first = ana.says("TENTATIVE", at=NOW + MINUTE, now=NOW + MINUTE)
    second = ana.says("DECLINED", at=NOW, now=NOW + HOUR)

    assert (outcome(first), outcome(second)) == (APPLIED, OLDER)
    assert ana.state == ("tentative", Status.CONFIRMED)


def test_the_same_answer_in_other_bytes_is_a_duplicate(ana: Invited) -> None:
    ana.says("ACCEPTED")
    again = ana.says("ACCEPTED", comment="sent once more")

    assert outcome(again) == DUPLICATE


def test_sequence_counts_before_dtstamp(ana: Invited) -> None:
    ana.entry.sequence = 2
    ana.says("ACCEPTED", sequence=2)

    late = ana.says("DECLINED", sequence=1, at=NOW + MINUTE, now=NOW + HOUR)

    assert outcome(late) == OLDER
    assert ana.state == ("accepted", Status.CONFIRMED)


def test_an_answer_to_an_earlier_time_is_noted_and_changes_nothing(ana: Invited) -> None:
    ana.entry.sequence = ana.entry.asked_sequence = 1

    stale = ana.says("DECLINED", sequence=0, at=NOW + MINUTE, now=NOW + HOUR)

    assert outcome(stale) == EARLIER_TIME
    assert (ana.state, ana.entry.answered_dtstamp) == ((None, Status.CONFIRMED), None)


def test_a_text_that_changed_asks_for_no_new_answer(ana: Invited) -> None:
    ana.entry.sequence = 1

    assert outcome(ana.says("ACCEPTED", sequence=0)) == APPLIED


def test_a_sequence_above_ours_is_ours(ana: Invited) -> None:
    ana.says("DECLINED", sequence=7)
    ana.says("ACCEPTED", sequence=0, at=NOW + SECOND)

    assert ana.state == ("accepted", Status.CONFIRMED)
    assert ana.entry.answered_sequence == 0


def test_a_clock_that_is_hours_ahead_does_not_outlive_later_answers(ana: Invited) -> None:
    ahead = ana.says("ACCEPTED", at=NOW + 5 * HOUR, now=NOW)
    assert ahead.dtstamp == NOW + 10 * MINUTE

    ana.says("DECLINED", at=NOW + 11 * MINUTE, now=NOW + 11 * MINUTE)

    assert ana.state == ("declined", Status.CANCELLED)


@pytest.mark.parametrize("order", [("DECLINED", "ACCEPTED"), ("ACCEPTED", "DECLINED")])
def test_of_two_answers_in_one_second_the_one_that_keeps_the_seat_holds(ana: Invited, order: tuple[str, str]) -> None:
    for partstat in order:
        ana.says(partstat)

    assert ana.state == ("accepted", Status.CONFIRMED)


def test_an_answer_without_dtstamp_is_as_old_as_its_mail(ana: Invited) -> None:
    ana.says("TENTATIVE", at=NOW - MINUTE)
    file = event(Said(uid=ana.uid)).replace(b"DTSTAMP:20270201T030000Z\r\n", b"")

    came = arrives(ana.session, mail(part("text/calendar", file)), NOW + HOUR)

    assert (came.dtstamp, outcome(came)) == (NOW, APPLIED)
    assert outcome(ana.says("DECLINED", at=NOW - SECOND)) == OLDER


def test_without_dtstamp_and_date_an_answer_is_as_old_as_its_arrival(ana: Invited) -> None:
    file = event(Said(uid=ana.uid)).replace(b"DTSTAMP:20270201T030000Z\r\n", b"")
    content = mail(part("text/calendar", file)).replace(b"Date: Mon, 01 Feb 2027 03:00:00 +0000", b"Date: soon")

    came = arrives(ana.session, content, NOW + HOUR)

    assert (came.dtstamp, outcome(came)) == (NOW + HOUR, APPLIED)


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "COMPLETED", "", "X-PERHAPS"])
def test_an_answer_that_says_neither_yes_nor_no_is_noted(ana: Invited, partstat: str) -> None:
    came = ana.says(partstat)

    assert outcome(came) == ("answer", "noted", "It says neither yes nor no.")
    assert ana.entry.answer is None


def test_after_a_cancellation_answers_are_only_noted(ana: Invited) -> None:
    cancel(ana.session, ana.discussion, "", NOW + HOUR)

    came = ana.says("DECLINED", now=NOW + 2 * HOUR)

    assert outcome(came) == ("answer", "noted", "The discussion is cancelled.")
    assert ana.state == (None, Status.CONFIRMED)


def test_after_the_end_answers_are_only_noted(ana: Invited) -> None:
    came = ana.says("DECLINED", now=ana.discussion.ends_at)

    assert outcome(came) == ("answer", "noted", "It came after the discussion was over.")
    assert ana.state == (None, Status.CONFIRMED)


def test_after_a_cancel_letter_answers_are_only_noted(ana: Invited) -> None:
    ana.entry.present = False

    for method in ("REPLY", "COUNTER", "REFRESH"):
        came = ana.says("DECLINED", method=method)
        assert outcome(came)[1:] == ("noted", "The invitation had been taken back before this answer came.")

    assert ana.state == (None, Status.CONFIRMED)


def test_an_entry_that_began_anew_forgets_the_order_of_the_old_one(ana: Invited) -> None:
    ana.entry.sequence = 3
    ana.says("ACCEPTED", sequence=3, at=NOW)
    ana.entry.sequence = 0  # a new UID after a CANCEL

    ana.says("TENTATIVE", sequence=0, at=NOW + MINUTE)

    assert ana.state == ("tentative", Status.CONFIRMED)

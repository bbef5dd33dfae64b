"""What a yes and a no in the calendar do to a seat, and to the part of who speaks."""

from dataclasses import replace

import pytest

from notifications.models import IncomingState
from registrations import seats
from registrations.models import Status
from speakers import engagements
from speakers.models import Answer
from tests.builders import NOW, a_published_discussion, accepted, registered
from tests.notifications.house import HOUR, MINUTE
from tests.notifications.replies.props import Invited, invited, outcome

APPLIED = ("answer", "applied", "")
NO_PART = ("answer", "noted", "This person has no part in the discussion any more.")


def test_a_no_gives_the_seat_to_the_first_who_waits(ana: Invited) -> None:
    ana.discussion.capacity = 1
    ana.session.flush()
    budi = registered(ana.session, ana.discussion, "Budi")
    assert budi.status == Status.WAITING

    came = ana.says("DECLINED", now=NOW + MINUTE)

    assert (outcome(came), ana.state) == (APPLIED, ("declined", Status.CANCELLED))
    assert (budi.status, ana.discussion.seats_taken) == (Status.CONFIRMED, 1)


def test_a_yes_after_a_no_takes_the_seat_again(ana: Invited) -> None:
    ana.says("DECLINED", at=NOW, now=NOW)
    ana.says("DECLINED", at=NOW + MINUTE, now=NOW + MINUTE)

    came = ana.says("TENTATIVE", at=NOW + 2 * MINUTE, now=NOW + HOUR)

    assert (outcome(came), ana.state) == (APPLIED, ("tentative", Status.CONFIRMED))
    assert (ana.entry.answered_at, ana.discussion.seats_taken) == (NOW + HOUR, 1)


def test_a_yes_after_a_no_waits_when_the_seat_is_gone(ana: Invited) -> None:
    ana.discussion.capacity = 1
    ana.session.flush()
    registered(ana.session, ana.discussion, "Budi")
    ana.says("DECLINED", at=NOW, now=NOW)

    ana.says("ACCEPTED", at=NOW + MINUTE, now=NOW + MINUTE)

    assert ana.state == ("accepted", Status.WAITING)


def test_a_yes_does_not_undo_what_was_cancelled_on_the_page(ana: Invited) -> None:
    seats.give_up(ana.session, ana.discussion, ana.registration, NOW)

    came = ana.says("ACCEPTED", now=NOW)

    assert (outcome(came), ana.state) == (NO_PART, (None, Status.CANCELLED))


def test_a_no_to_a_seat_that_was_given_up_on_the_page_is_only_noted(ana: Invited) -> None:
    seats.give_up(ana.session, ana.discussion, ana.registration, NOW)

    assert outcome(ana.says("DECLINED", now=NOW)) == NO_PART
    assert outcome(ana.says("ACCEPTED", at=NOW + MINUTE, now=NOW + HOUR)) == NO_PART
    assert ana.state == (None, Status.CANCELLED)


def test_who_came_back_on_the_page_may_say_no_once_more(ana: Invited) -> None:
    ana.says("DECLINED", at=NOW, now=NOW)
    seats.come_back(ana.session, ana.discussion, ana.registration, NOW + MINUTE)

    ana.says("DECLINED", at=NOW + 2 * MINUTE, now=NOW + HOUR)

    assert ana.state == ("declined", Status.CANCELLED)
    assert ana.entry.answered_at == ana.registration.cancelled_at == NOW + HOUR


def test_a_speakers_no_is_a_no_to_the_part(ana: Invited) -> None:
    rudi = invited(ana.session, ana.discussion, f"rudi@{ana.discussion.slug}.example")

    came = rudi.says("DECLINED", attendee=rudi.person.email, now=NOW + MINUTE)

    assert outcome(came) == APPLIED
    assert (rudi.entry.answer, rudi.engagement.answer) == ("declined", Answer.DECLINED)


def test_a_speakers_yes_after_a_no_is_a_yes_again(ana: Invited) -> None:
    rudi = invited(ana.session, ana.discussion, f"rudi@{ana.discussion.slug}.example")
    rudi.says("DECLINED", attendee=rudi.person.email)

    rudi.says("ACCEPTED", attendee=rudi.person.email, at=NOW + MINUTE, now=NOW + MINUTE)

    assert (rudi.entry.answer, rudi.engagement.answer) == ("accepted", Answer.ACCEPTED)


def test_a_speakers_no_on_the_page_is_not_undone_by_the_calendar(ana: Invited) -> None:
    rudi = invited(ana.session, ana.discussion, f"rudi@{ana.discussion.slug}.example")
    engagements.decline(ana.session, rudi.engagement, NOW)

    assert outcome(rudi.says("ACCEPTED", attendee=rudi.person.email)) == NO_PART
    assert (rudi.entry.answer, rudi.engagement.answer) == (None, Answer.DECLINED)


def test_a_chair_whose_place_was_taken_meanwhile_hears_no_more(ana: Invited) -> None:
    citra = invited(ana.session, ana.discussion, f"citra@{ana.discussion.slug}.example")
    citra.says("DECLINED", attendee=citra.person.email)
    accepted(ana.session, ana.discussion, "Dewi", "chair")

    came = citra.says("ACCEPTED", attendee=citra.person.email, at=NOW + MINUTE, now=NOW + MINUTE)

    said = "Somebody else chairs this discussion by now. Thank you for your answer."
    assert outcome(came) == ("answer", "noted", said)
    assert (citra.entry.answer, citra.engagement.answer) == ("declined", Answer.DECLINED)


def test_a_speakers_no_after_the_start_is_refused_as_on_the_page(ana: Invited) -> None:
    rudi = invited(ana.session, ana.discussion, f"rudi@{ana.discussion.slug}.example")

    came = rudi.says("DECLINED", attendee=rudi.person.email, now=ana.discussion.starts_at)

    said = "This discussion has begun; the answer can no longer be changed here."
    assert outcome(came) == ("answer", "noted", said)
    assert (rudi.entry.answer, rudi.engagement.answer) == (None, Answer.ACCEPTED)


def test_who_speaks_and_has_a_seat_gives_up_both(ana: Invited) -> None:
    accepted(ana.session, ana.discussion, "Ana")

    ana.says("DECLINED", at=NOW, now=NOW)
    assert (ana.state, ana.engagement.answer) == (("declined", Status.CANCELLED), Answer.DECLINED)

    ana.says("ACCEPTED", at=NOW + MINUTE, now=NOW + MINUTE)
    assert (ana.state, ana.engagement.answer) == (("accepted", Status.CONFIRMED), Answer.ACCEPTED)


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED"])
def test_an_answer_reaches_one_discussion_alone(ana: Invited, partstat: str) -> None:
    other = a_published_discussion(ana.session, ana.discussion.starts_at_local.replace(hour=18), slug="other",
                                   title="Another")  # fmt: skip
    elsewhere = registered(ana.session, other, "Ana")
    there = replace(invited(ana.session, other, "ana@union.example"), discussion=other)

    came = ana.says(partstat)

    assert came.state == IncomingState.APPLIED
    assert (there.entry.answer, elsewhere.status) == (None, Status.CONFIRMED)

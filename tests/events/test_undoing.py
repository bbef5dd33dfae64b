"""A change is taken back while it rests: calendars never knew of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from events.models import Discussion
from events.schedule import cancel, change, plan_of
from events.undoing import forget, undo
from foundation.refusals import Conflict, Refused
from tests.builders import MONDAY, NOW, THURSDAY, a_discussion, a_published_discussion

MINUTE = timedelta(minutes=1)
SHOWN = ("starts_at_local", "starts_at", "ends_at", "timezone", "minutes", "title", "room_url", "state", "moves",
         "changed_at", "cancellation_reason")  # fmt: skip


def shown(discussion: Discussion) -> dict[str, Any]:
    return {name: getattr(discussion, name) for name in SHOWN}


def test_several_changes_that_rest_are_undone_together(session: Session) -> None:
    discussion = a_published_discussion(session)
    before = shown(discussion)
    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY, minutes=60), NOW + MINUTE)
    change(session, discussion, plan_of(discussion, title="Another", room_url="https://room.example/2"), NOW + MINUTE)

    undo(session, discussion, NOW + 2 * MINUTE)

    assert (shown(discussion), discussion.before_change) == (before, None)


def test_what_no_calendar_shows_stays_as_it_was_written(session: Session) -> None:
    discussion = a_published_discussion(session)
    change(session, discussion, plan_of(discussion, title="Another", summary="New words", capacity=40), NOW + MINUTE)

    undo(session, discussion, NOW + 2 * MINUTE)

    assert (discussion.summary, discussion.capacity) == ("New words", 40)


def test_a_cancellation_is_undone(session: Session) -> None:
    discussion = a_published_discussion(session)
    before = shown(discussion)
    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY), NOW + MINUTE)
    cancel(session, discussion, "The room is flooded", NOW + MINUTE)

    undo(session, discussion, NOW + 2 * MINUTE)

    assert shown(discussion) == before


def test_a_change_that_was_told_is_not_undone(session: Session) -> None:
    discussion = a_published_discussion(session)
    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY), NOW + MINUTE)
    forget(discussion)
    session.flush()

    with pytest.raises(Conflict):
        undo(session, discussion, NOW + 5 * MINUTE)

    assert discussion.starts_at_local == THURSDAY


def test_nothing_is_kept_of_a_draft_that_nobody_knows(session: Session) -> None:
    discussion = a_discussion(session)

    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY), NOW + MINUTE)

    assert discussion.before_change is None


def test_a_start_that_has_passed_meanwhile_does_not_come_back(session: Session) -> None:
    discussion = a_published_discussion(session, MONDAY)
    begins = discussion.starts_at
    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY), begins - MINUTE)

    with pytest.raises(Refused):
        undo(session, discussion, begins + MINUTE)

"""Whether a discussion may be published, moved or restored, and what the desk warns about (rules 1, 3 and 5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from events.agenda import Row, set_agenda, usual_agenda
from events.models import Discussion
from events.plans import SeriesPlan
from events.schedule import cancel, change_series, plan_of
from foundation.database import Database
from foundation.people import Role
from speakers.engagements import decline, withdraw
from speakers.readiness import change, lacking, publish, restore, warnings
from tests.builders import (
    DILI,
    JAKARTA,
    MONDAY,
    NOW,
    THURSDAY,
    TUESDAY,
    a_discussion,
    a_published_discussion,
    a_series,
    accepted,
    asked,
    overlapping,
    refusals,
)

NO_CHAIR = {"chair": "Ask somebody to chair. A discussion has exactly one chair who has not declined."}
NOBODY_SPEAKS = {"resource_persons": "Ask at least one resource person."}
BUSY = {"starts_at_local": "Rudi has a role in “Wages” at the same time."}
NO_AGENDA, NO_ROOM = "There is no agenda yet.", "The room has no address yet: nobody can join."
FRIDAY_PRAYER = "This falls into Friday prayer (11:30 to 13:00) in a zone of Indonesia."


def test_everything_that_is_missing_is_said_at_once(session: Session) -> None:
    discussion = a_discussion(session)

    said = refusals(session, publish, discussion, discussion.starts_at)

    assert said == {
        "starts_at_local": "The start lies in the past. Choose a later date.", **NO_CHAIR, **NOBODY_SPEAKS,
    }  # fmt: skip


def test_a_chair_and_a_resource_person_who_were_asked_are_enough(session: Session) -> None:
    discussion = a_discussion(session)
    asked(session, discussion, "Citra", Role.CHAIR)
    asked(session, discussion, "Rudi")

    publish(session, discussion, NOW)

    assert (discussion.is_published, discussion.published_at, discussion.attention_at) == (True, NOW, NOW)


def test_an_observer_is_not_a_resource_person(session: Session) -> None:
    discussion = a_discussion(session)
    accepted(session, discussion, "Citra", Role.CHAIR)
    accepted(session, discussion, "Olga", Role.OBSERVER)

    assert refusals(session, publish, discussion, NOW) == NOBODY_SPEAKS


@pytest.mark.parametrize("leave", [decline, withdraw])
def test_whoever_left_does_not_count(session: Session, leave: Callable[..., None]) -> None:
    discussion = a_discussion(session)
    for name, role in (("Citra", Role.CHAIR), ("Rudi", Role.RESOURCE_PERSON)):
        leave(session, accepted(session, discussion, name, role), NOW)

    said = {wrong.field: str(wrong.message) for wrong in lacking(session, discussion, NOW)}

    assert said == {**NO_CHAIR, **NOBODY_SPEAKS}


def test_a_cancelled_discussion_is_not_published(session: Session) -> None:
    discussion = a_published_discussion(session)
    cancel(session, discussion, "", NOW)

    assert refusals(session, publish, discussion, NOW) == {"state": "A cancelled discussion must be restored first."}


def test_a_discussion_cannot_move_to_where_one_of_its_speakers_is_busy(session: Session) -> None:
    discussion = a_discussion(session, MONDAY)
    asked(session, discussion, "Sari")
    asked(session, discussion, "Rudi")
    asked(session, a_discussion(session, TUESDAY, title="Wages"), "Rudi")

    said = refusals(session, change, discussion, plan_of(discussion, starts_at_local=TUESDAY), NOW)
    change(session, discussion, plan_of(discussion, starts_at_local=TUESDAY + timedelta(minutes=90)), NOW)

    assert said == BUSY


def test_two_discussions_that_move_onto_each_other_do_not_both_get_their_speaker(database: Database) -> None:
    with database.writing() as session:
        one, other = a_discussion(session, MONDAY, title="Wages"), a_discussion(session, TUESDAY, title="Pensions")
        for discussion in (one, other):
            asked(session, discussion, "Rudi")

    def move(number: int | None, starts_at_local: datetime) -> Callable[[Session], Any]:
        def moving(session: Session) -> None:
            discussion = session.get_one(Discussion, number)
            change(session, discussion, plan_of(discussion, starts_at_local=starts_at_local), NOW)

        return moving

    outcomes = overlapping(database, move(one.id, THURSDAY), move(other.id, THURSDAY))

    assert outcomes == [None, BUSY["starts_at_local"]]


def test_a_move_asks_once_for_all_speakers_however_many(session: Session) -> None:
    few, many = a_discussion(session, MONDAY), a_discussion(session, TUESDAY)
    asked(session, few, "Rudi")
    for number in range(12):
        asked(session, many, f"Rudi {number}")

    asked_for = [statements(session, change, one, plan_of(one, minutes=60), NOW) for one in (few, many)]

    assert asked_for[0] == asked_for[1]


def test_a_discussion_is_not_restored_while_a_speaker_has_gone_elsewhere(session: Session) -> None:
    discussion = a_discussion(session)
    rudi = asked(session, discussion, "Rudi")
    cancel(session, discussion, "", NOW)
    asked(session, a_discussion(session, title="Wages"), "Rudi")

    said = refusals(session, restore, discussion, NOW)
    withdraw(session, rudi, NOW)
    restore(session, discussion, NOW)

    assert (said, discussion.is_draft) == (BUSY, True)


def test_a_discussion_with_everything_has_no_warnings(session: Session) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, usual_agenda())

    assert said_by(session, discussion) == []


def test_the_desk_warns_of_what_is_allowed_and_rarely_meant(session: Session) -> None:
    series = a_series(session)
    bare = a_discussion(session, room_url=None, series=series)
    long = a_discussion(session, series=series)
    set_agenda(session, long, [Row(kind="presentation", minutes=20), Row(kind="presentation", minutes=10)])
    long.registration_opens_local = long.starts_at_local

    assert (said_by(session, bare), said_by(session, long)) == (
        [NO_AGENDA, NO_ROOM],
        ["The presentations take 30 minutes together.", "60 minutes of the discussion are not planned yet.",
         "Registration opens only when the discussion has begun."],
    )


def test_a_series_that_became_stricter_is_warned_of(session: Session) -> None:
    series = a_series(session)
    discussion = a_discussion(session, series=series)
    set_agenda(session, discussion, usual_agenda())

    change_series(session, series, SeriesPlan(title="Strict", presentation_limit_minutes=15))

    assert said_by(session, discussion) == ["The presentations take 25 minutes together."]


def test_friday_prayer_is_warned_of_in_every_zone_of_indonesia(session: Session) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, usual_agenda())
    warned = {}

    for day, hour, minute, timezone in (
        (26, 8, 0, JAKARTA),  # until 11:30 in Jayapura
        (26, 8, 1, JAKARTA), (26, 12, 59, JAKARTA), (26, 13, 0, JAKARTA), (25, 12, 0, JAKARTA),
        (26, 14, 0, DILI),  # 12:00 in Jakarta
    ):  # fmt: skip
        starts_at_local = datetime(2027, 2, day, hour, minute)
        change(session, discussion, plan_of(discussion, starts_at_local=starts_at_local, timezone=timezone), NOW)
        warned[f"{starts_at_local:%a %H:%M} {timezone}"] = said_by(session, discussion)

    assert warned == {
        "Fri 08:00 Asia/Jakarta": [], "Fri 08:01 Asia/Jakarta": [FRIDAY_PRAYER],
        "Fri 12:59 Asia/Jakarta": [FRIDAY_PRAYER], "Fri 13:00 Asia/Jakarta": [], "Thu 12:00 Asia/Jakarta": [],
        "Fri 14:00 Asia/Dili": [FRIDAY_PRAYER],
    }  # fmt: skip


def said_by(session: Session, discussion: Discussion) -> list[str]:
    return [str(message) for message in warnings(session, discussion)]


def statements(session: Session, rule: Callable[..., object], *args: Any) -> int:
    """How many statements a rule sends to the database."""
    sent = []
    connection = session.connection()
    listen = ("before_cursor_execute", lambda *_: sent.append(1))
    event.listen(connection, *listen)
    rule(session, *args)
    event.remove(connection, *listen)
    return len(sent)

"""Whatever happens to a discussion, and to the mail about it: in the end every calendar shows what is true.

Hypothesis makes up histories of a town (histories.py), each with the calendars of eight people: the same ones every
time, unless `REMBUK_HISTORIES` says how many others.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import true

from events import schedule
from foundation.database import Database
from foundation.people import Role
from foundation.turns import Turns
from notifications import calendars
from notifications.kinds import KINDS
from registrations import seats
from speakers import engagements, readiness
from tests.model_client import Said
from tests.stories.histories import (
    AGENDAS,
    FOR_STRANGERS,
    LONG_ENOUGH,
    PEOPLE,
    ROOMS,
    STRANGER,
    TITLES,
    Act,
    Copy,
    Rows,
    Town,
    Trouble,
    TroubledOutbox,
)

MANY = int(os.environ.get("REMBUK_HISTORIES", "0"))
HALF, HISTORIES = 5, {"sqlite": 36, "postgresql": 1}
"""Histories of each part, always the same: together two to four minutes of one processor, most of it planning. New ones
are looked for with REMBUK_HISTORIES."""
STEPS = 16 if MANY else 6
PLAYED = ("withdrawn", "called_off", "changed", "link", "invited", "waiting", "card", "reminder_day", "reminder_hour")
"""What concerns a calendar, and two reminders beside it. All other lines of the plan would double the time of each, and
have tests of their own (notifications/test_message_plan.py)."""
STARTS = [datetime(2027, 3, day, hour) for day, hour in ((1, 9), (3, 14), (3, 16), (5, 14), (9, 20))]

WAITS = [timedelta(seconds=seconds) for seconds in (0, 1, 59, 121, 3600, 13 * 3600, 2 * 86400)]
names, roles = st.sampled_from(PEOPLE), st.sampled_from([Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER])
waits = st.none() | st.sampled_from(WAITS)
"""What passes before the clock ticks after an act; None is another act before that."""


class AnyHistory(RuleBasedStateMachine):
    """A history, one act at a time. `database` and `rows` are those of the test that plays it."""

    database: Database
    rows: Rows

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(self.database, self.rows)

    @rule(wait=waits, name=names)
    def register(self, wait: timedelta | None, name: str) -> None:
        self.town.register(name)
        self.town.wait(wait)

    @rule(wait=waits, name=names, act=st.sampled_from([seats.give_up, seats.come_back]))
    def leave_or_return(self, wait: timedelta | None, name: str, act: Act) -> None:
        self.town.of_registration(name, act)
        self.town.wait(wait)

    @rule(wait=waits, name=names, role=roles, says_yes=st.booleans())
    def ask(self, wait: timedelta | None, name: str, role: Role, says_yes: bool) -> None:
        self.town.ask(name, role)
        if says_yes:
            self.town.of_engagement(name, engagements.accept)
        self.town.wait(wait)

    @rule(wait=waits, name=names, act=st.sampled_from([engagements.accept, engagements.decline, engagements.withdraw]))
    def answer(self, wait: timedelta | None, name: str, act: Act) -> None:
        self.town.of_engagement(name, act)
        self.town.wait(wait)

    @rule(wait=waits, name=names)
    def replace_the_chair(self, wait: timedelta | None, name: str) -> None:
        self.town.replace_chair(name)
        self.town.wait(wait)

    @rule(wait=waits, start=st.sampled_from(STARTS))
    def reschedule(self, wait: timedelta | None, start: datetime) -> None:
        self.town.change(starts_at_local=start)
        self.town.wait(wait)

    @rule(wait=waits, title=st.sampled_from(TITLES))
    def rename(self, wait: timedelta | None, title: str) -> None:
        self.town.change(title=title)
        self.town.wait(wait)

    @rule(wait=waits, minutes=st.sampled_from([60, 90]), room=st.sampled_from(ROOMS))
    def change_length_and_room(self, wait: timedelta | None, minutes: int, room: str | None) -> None:
        self.town.change(minutes=minutes, room_url=room)
        self.town.wait(wait)

    @rule(wait=waits, rows=st.sampled_from(AGENDAS))
    def move_slots(self, wait: timedelta | None, rows: Sequence[tuple[str, int, str]]) -> None:
        self.town.plan_agenda(rows)
        self.town.wait(wait)

    @rule(wait=waits, capacity=st.sampled_from([None, 1, 2, 3]))
    def change_seats(self, wait: timedelta | None, capacity: int | None) -> None:
        self.town.change(capacity=capacity)
        self.town.wait(wait)

    @rule(wait=waits)
    def cancel(self, wait: timedelta | None) -> None:
        self.town.act(lambda session, discussion: schedule.cancel(session, discussion, "Ill", self.town.now))
        self.town.wait(wait)

    @rule(wait=waits)
    def restore(self, wait: timedelta | None) -> None:
        self.town.act(lambda session, discussion: readiness.restore(session, discussion, self.town.now))
        self.town.wait(wait)

    @rule(names=st.sets(names, min_size=1), troubles=st.lists(st.sampled_from(Trouble), min_size=1, max_size=3))
    def the_next_letters_meet(self, names: set[str], troubles: list[Trouble]) -> None:
        self.town.post.troubles |= {name: list(troubles) for name in names}

    @rule(wait=st.sampled_from(WAITS))
    def time_passes(self, wait: timedelta) -> None:
        self.town.wait(wait)

    @rule()
    def the_dust_settles(self) -> None:
        self.town.settle()
        refuse_wrong_calendars(self.town)

    def teardown(self) -> None:
        self.town.settle()
        refuse_wrong_calendars(self.town)
        refuse_wrong_letters(self.town)
        refuse_letters_about_the_past(self.town)


def refuse_wrong_calendars(town: Town) -> None:
    """What programs show is what is planned, as far as there was time to tell."""
    time_left, truth = town.state().starts_at - town.now, town.truth()
    wrong: dict[str, object] = {}
    for name, shown in truth.items():
        if time_left < (FOR_STRANGERS if name == STRANGER else LONG_ENOUGH) or town.rejected.get(name) == shown:
            continue
        seen = town.calendars(name)
        wrong |= {name: seen} if any(calendar != shown for calendar in seen.values()) else {}
    assert wrong == {}, truth


def refuse_wrong_letters(town: Town) -> None:
    for name in PEOPLE:
        copies = town.post.of(name)
        assert list(said_twice(copies)) == [], name
        uids = {copy.said.uid for copy in copies if copy.calendar is not None}
        for uid in uids:
            about = [copy for copy in copies if copy.calendar is not None and copy.said.uid == uid]
            assert [wrong for pair in pairwise(about) for wrong in wrongs_between(*pair)] == [], name
        assert list(useless(town, name)) == [], name


def said_twice(copies: list[Copy]) -> Iterator[str]:
    """A second copy only where the sender did not hear of the first."""
    for (message_id, calendar), times in Counter((copy.message_id, copy.calendar) for copy in copies).items():
        doubts = sum(copy.doubt for copy in copies if (copy.message_id, copy.calendar) == (message_id, calendar))
        if times > 1 + doubts:
            yield f"{message_id} came {times} times, {doubts} of them in doubt"


def wrongs_between(first: Copy, second: Copy) -> Iterator[str]:
    """Two letters about one UID, one after the other."""
    if first.calendar == second.calendar:
        return
    before, after = first.said, second.said
    if after.dtstamp <= before.dtstamp:
        yield f"DTSTAMP {before.dtstamp} → {after.dtstamp}"
    if after.sequence < before.sequence:
        yield f"SEQUENCE {before.sequence} → {after.sequence}"
    if must_rise(before, after) and after.sequence == before.sequence:
        yield f"SEQUENCE stays {after.sequence} for {after}"
    if before.method == "CANCEL" and after.method == "REQUEST" and not first.doubt:
        yield f"{after.uid} lives on after its CANCEL"


def must_rise(before: Said, after: Said) -> bool:
    """For start, end, status and every CANCEL."""
    return (before.starts_at, before.ends_at, before.method) != (after.starts_at, after.ends_at, after.method)


def useless(town: Town, name: str) -> Iterator[str]:
    """A second letter that says what the first has said, although the sender knew that the first had arrived."""
    letters = [(place, copy) for place, copy in enumerate(town.post.of(name), 1) if copy.calendar is not None]
    for (before, first), (after, second) in pairwise(letters):
        in_doubt = any((name, count) in town.post.doubts for count in range(before, after))
        if not in_doubt and alike(first, second):
            yield f"{second.said} after {first.said}"


def alike(first: Copy, second: Copy) -> bool:
    same_role = first.said.role == second.said.role
    return same_role and first.said.method == second.said.method and first.state == second.state


def refuse_letters_about_the_past(town: Town) -> None:
    """Once it is over nothing is written, whatever people do."""
    end = town.state().ends_at
    for moment, name in ((end - timedelta(minutes=1), "Ana"), (end, "Budi")):
        town.now = max(town.now, moment)
        town.of_registration(name, seats.give_up)
        town.tick()
    late = [(copy.name, copy.at) for copy in town.post.copies if copy.at >= latest_use(copy)]
    assert late == []


def latest_use(copy: Copy) -> datetime:
    return copy.state.ends_at if copy.calendar is None else max(copy.said.ends_at, copy.state.ends_at)


def histories_of(database: Database) -> type[AnyHistory]:
    return type("Histories", (AnyHistory,), {"database": database, "rows": Rows(database)})


def playing(count: int, *, phases: Sequence[Phase] = tuple(Phase)) -> settings:
    return settings(
        max_examples=MANY or count, phases=phases, stateful_step_count=STEPS, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def play(database: Database, part: int, how: settings) -> None:
    """One thread does everything here, and needs no line to stand in (foundation/turns.py)."""
    database.turns.close()
    database.turns = Turns(one_at_a_time=False)
    with patch.dict(KINDS, {name: KINDS[name] for name in PLAYED}, clear=True):
        histories = histories_of(database)
        run_state_machine_as_test(histories if MANY else seed(part)(histories), settings=how)


@pytest.mark.parametrize("part", range(HALF))
def test_every_calendar_shows_the_truth_after_any_history(database: Database, database_kind: str, part: int) -> None:
    play(database, part, playing(HISTORIES[database_kind]))


# The histories can fail


def drop_cancellations(monkeypatch: pytest.MonkeyPatch) -> None:
    arrived = TroubledOutbox.arrived

    def only_requests(self: TroubledOutbox, name: str, message: bytes, *, doubt: bool) -> None:
        if b"method=CANCEL" not in message:
            arrived(self, name, message, doubt=doubt)

    monkeypatch.setattr(TroubledOutbox, "arrived", only_requests)


def never_raise_the_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.calendars._is_moved", lambda entry, saying: False)


def tell_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.audiences.shows_the_truth", lambda discussion: true())


def forget_what_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = calendars.told
    monkeypatch.setattr(calendars, "told", lambda kind, saying, now: told(kind, replace(saying, title=""), now))


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    "fault", [drop_cancellations, never_raise_the_sequence, tell_no_change, forget_what_was_told]
)  # fmt: skip
def test_a_sender_that_does_wrong_is_found(
    database: Database, fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)

    with pytest.raises(AssertionError):
        play(database, 0, playing(40, phases=[Phase.generate]))

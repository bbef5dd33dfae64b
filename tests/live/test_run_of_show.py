"""The run of the agenda as a model: whatever chairs press, the derived times add up (decisions/0047)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from events.models import LimitScope
from foundation.refusals import Refused
from live.acts import Limit, Wanted, Wish, decided
from live.models import ActKind
from live.run_of_show import MINUTE, Show, show_of
from tests.builders import NOW

NOTHING = timedelta(0)
USUAL = (5, 25, 20, 30, 10)
PRESENTATIONS = frozenset({1, 2})


@dataclass(frozen=True)
class Row:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class AnAct:
    number: int
    kind: ActKind
    position: int
    minutes: int
    at: datetime


def agenda(*minutes: int) -> list[Row]:
    begins = [NOW + sum(minutes[:place]) * MINUTE for place in range(len(minutes) + 1)]
    return [Row(begins[place], begins[place + 1]) for place in range(len(minutes))]


class Run:
    """A chair who presses buttons. Acts are kept as a database keeps them: in any order, and read anew each time."""

    def __init__(self, *minutes: int, scope: LimitScope = LimitScope.EACH) -> None:
        self.rows, self.acts = agenda(*(minutes or USUAL)), list[Any]()
        self.limit, self.now = Limit(25, scope, PRESENTATIONS), NOW

    def press(self, wish: Wish, *, after: float = 0, minutes: int = 0, position: int = 0) -> bool:
        """Whether it was granted."""
        self.now += after * MINUTE
        show = self.show()
        try:
            kind, place = decided(show, Wanted(wish, show.number, minutes, position), self.limit)
        except Refused:
            return False
        self.acts.insert(0, AnAct(show.number + 1, kind, place, minutes if kind == ActKind.EXTENDED else 0, self.now))
        return True

    def show(self, after: float = 0) -> Show:
        door_opens_at = self.rows[0].starts_at if self.rows else NOW
        return show_of(self.rows, self.acts, self.now + after * MINUTE, since=door_opens_at)

    def times(self, after: float = 0) -> list[tuple[float, float]]:
        """From and until of each row, in minutes from the start."""
        steps = self.show(after).steps
        return [((step.begins_at - NOW) / MINUTE, (step.ends_at - NOW) / MINUTE) for step in steps]


def test_before_the_start_the_agenda_is_what_is_expected() -> None:
    run = Run(5, 25, 60)

    assert run.times() == [(0, 5), (5, 30), (30, 90)]
    assert run.show(after=4).minutes_late == 4


def test_what_runs_over_moves_everything_behind_it_and_stays_as_it_was() -> None:
    run = Run(5, 25, 60)
    run.press(Wish.NEXT, after=2); run.press(Wish.NEXT, after=6)

    assert run.times(after=28) == [(2, 8), (8, 36), (36, 96)]
    assert (run.show(after=28).minutes_late, run.show().minutes_late) == (6, 3)

    run.press(Wish.NEXT, after=31)

    held = run.show().steps[1]
    assert (held.planned, held.overtime, held.is_done) == (25 * MINUTE, 6 * MINUTE, True)


def test_extending_and_skipping_change_what_is_to_come() -> None:
    run = Run(5, 20, 30, 10)
    run.press(Wish.NEXT); run.press(Wish.EXTEND, minutes=2); run.press(Wish.SKIP, position=2)

    assert run.times() == [(0, 7), (7, 27), (27, 27), (27, 37)]
    assert (run.show().minutes_late, run.show().ends_at) == (2, NOW + 37 * MINUTE)


def test_a_presentation_is_extended_up_to_the_limit_and_not_beyond() -> None:
    run = Run(5, 24, 20)
    run.press(Wish.NEXT); run.press(Wish.NEXT)

    assert [run.press(Wish.EXTEND, minutes=1), run.press(Wish.EXTEND, minutes=1)] == [True, False]

    together = Run(5, 12, 12, scope=LimitScope.TOTAL)
    together.press(Wish.NEXT); together.press(Wish.NEXT)
    assert [together.press(Wish.EXTEND, minutes=2), together.press(Wish.EXTEND, minutes=1)] == [False, True]


def test_going_back_makes_it_as_if_it_had_not_been() -> None:
    run = Run()
    run.press(Wish.NEXT); run.press(Wish.EXTEND, minutes=1)
    before = run.show()
    run.press(Wish.NEXT)

    run.press(Wish.BACK)

    assert replace(run.show(), number=before.number) == before
    run.press(Wish.BACK); run.press(Wish.BACK)
    assert (run.press(Wish.BACK), run.show().began_at, run.show().number) == (False, None, 6)


def test_the_last_row_ends_the_discussion_and_nothing_runs_after_that() -> None:
    run = Run(5, 10)
    run.press(Wish.NEXT); run.press(Wish.NEXT, after=4); run.press(Wish.NEXT, after=12)

    assert run.times(after=30) == [(0, 4), (4, 16)]
    assert (run.press(Wish.NEXT), run.press(Wish.EXTEND, minutes=1)) == (False, False)
    assert run.show(after=30).minutes_late == 1
    assert run.press(Wish.BACK) and run.show().running is not None


def test_a_row_taken_out_of_the_agenda_meanwhile_breaks_nothing() -> None:
    run = Run(5, 10, 15)
    run.press(Wish.NEXT); run.press(Wish.NEXT, after=5); run.press(Wish.NEXT, after=10)

    run.rows = agenda(5, 10)

    assert run.times(after=1) == [(0, 5), (5, 15)]
    assert (run.show().running, run.press(Wish.NEXT, after=1)) == (None, True)


def test_a_discussion_that_moved_to_another_date_begins_anew() -> None:
    run = Run(5, 10)
    run.press(Wish.NEXT); run.press(Wish.NEXT, after=5)

    run.rows = [Row(row.starts_at + timedelta(days=7), row.ends_at + timedelta(days=7)) for row in run.rows]
    run.now += timedelta(days=7)

    assert (run.show().began_at, run.show().number) == (None, 2)
    assert (run.press(Wish.BACK), run.press(Wish.NEXT)) == (False, True)
    assert run.show().running == run.show().steps[0]


def test_an_empty_agenda_cannot_begin() -> None:
    assert not Run(0).press(Wish.EXTEND, minutes=1)
    run = Run()
    run.rows = []
    assert [run.press(wish) for wish in Wish] == [False] * 4


presses = some.lists(
    some.tuples(some.sampled_from(Wish), some.floats(0, 40), some.integers(0, 3), some.integers(0, 4)), max_size=16
)


@settings(max_examples=25)
@given(presses)
def test_whatever_is_pressed_the_times_add_up(pressed: list[tuple[Wish, float, int, int]]) -> None:
    run = Run()
    for wish, after, minutes, position in pressed:
        run.press(wish, after=after, minutes=minutes, position=position)
        show = run.show()
        told(show, run.now)
        assert all(step.planned <= 25 * MINUTE for step in show.steps if step.position in PRESENTATIONS)
        in_order = sorted(run.acts, key=lambda act: act.number)
        assert show == show_of(agenda(*USUAL), in_order, run.now, since=NOW)  # after a restart


def told(show: Show, now: datetime) -> None:
    """What must be true of every run: rows follow each other without gaps, and held time is all the time there was."""
    held = [step for step in show.steps if step.has_begun]
    coming = [step for step in show.steps if step.is_to_come]
    assert [step.begins_at for step in held[1:]] == [step.ends_at for step in held[:-1]]
    assert [step.begins_at for step in show.steps] == sorted(step.begins_at for step in show.steps)
    assert all(step.overtime == max(NOTHING, step.ends_at - step.begins_at - step.planned) for step in held)
    assert sum(step.is_running for step in show.steps) <= 1
    if show.began_at is not None:
        until = show.ended_at or max(now, show.running.due_at if show.running else now)
        assert sum((step.ends_at - step.begins_at for step in held), NOTHING) == until - show.began_at
        assert show.ends_at == until + sum((step.planned for step in coming), NOTHING)
    assert not (show.is_over and coming)

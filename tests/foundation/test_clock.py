"""The clock: ticks at once, regularly and when woken, one tick at a time, and ends in peace."""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC

import pytest

from foundation.clock import LONGEST_WAIT, SHARE, Clock, rest_after, utc_now

NEVER, SOON = 3600, 10


class Ticking:
    """What a clock calls: counts, can be made to last, and notices when two calls overlap."""

    def __init__(self) -> None:
        self.times, self.at_once, self.most_at_once = 0, 0, 0
        self.has_begun, self.may_end = threading.Semaphore(0), threading.Event()
        self.may_end.set()

    def __call__(self) -> None:
        self.times, self.at_once = self.times + 1, self.at_once + 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.has_begun.release()
        assert self.may_end.wait(timeout=SOON)
        self.at_once -= 1

    def begins(self) -> bool:
        return self.has_begun.acquire(timeout=SOON)


@contextmanager
def running(tick: Ticking, seconds: float = NEVER) -> Iterator[Clock]:
    clock = Clock(tick, seconds)
    clock.start()
    try:
        yield clock
    finally:
        tick.may_end.set()
        clock.stop()


def test_the_first_tick_comes_at_once_and_the_next_when_it_is_time() -> None:
    tick = Ticking()

    with running(tick, seconds=0.05):
        assert tick.begins() and tick.begins() and tick.begins()


def test_a_write_wakes_the_clock() -> None:
    tick = Ticking()

    with running(tick) as clock:
        assert tick.begins()
        begins = time.monotonic()
        clock.wake()
        assert tick.begins()

    assert time.monotonic() - begins < 2


def test_after_a_slow_tick_the_clock_rests_longer() -> None:
    assert rest_after_a_tick_of(0.1) >= 0.1 * SHARE


@pytest.mark.parametrize("took", [0.01, 0.15, 0.2, 0.4, 0.55])
def test_whom_a_tick_has_missed_does_not_wait_two_seconds_for_the_end_of_the_next(took: float) -> None:
    assert took + rest_after(took) + took <= LONGEST_WAIT


def rest_after_a_tick_of(seconds: float) -> float:
    """Seconds between the end of a tick that lasted so long and the next, which was asked for during the first."""
    tick = Ticking()
    tick.may_end.clear()
    with running(tick) as clock:
        assert tick.begins()
        clock.wake()
        time.sleep(seconds)
        ended_at = time.monotonic()
        tick.may_end.set()
        assert tick.begins()
        return time.monotonic() - ended_at


def test_a_wake_up_during_a_tick_makes_one_more_follow_however_many_there_were() -> None:
    tick = Ticking()
    tick.may_end.clear()

    with running(tick) as clock:
        assert tick.begins()
        for _ in range(20):
            clock.wake()
        tick.may_end.set()
        assert tick.begins()
        time.sleep(0.1)

    assert (tick.times, tick.most_at_once) == (2, 1)


def test_many_writes_at_once_never_make_two_ticks_at_once() -> None:
    tick = Ticking()

    with running(tick, seconds=0.02) as clock:
        with ThreadPoolExecutor(8) as writers:
            for _ in range(160):
                writers.submit(clock.wake)
        assert tick.begins()

    assert tick.most_at_once == 1


def test_a_tick_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    ticks, second = [], threading.Event()

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise ZeroDivisionError
        second.set()

    clock = Clock(tick, 0.05)
    with caplog.at_level(logging.ERROR):
        clock.start()
        assert second.wait(timeout=SOON)
        clock.stop()

    assert [record.getMessage() for record in caplog.records] == ["the tick failed; the next one tries again"]


def test_stopping_waits_for_the_present_tick() -> None:
    tick = Ticking()
    tick.may_end.clear()
    clock = Clock(tick, NEVER)
    clock.start()
    assert tick.begins()

    stopping = threading.Thread(target=clock.stop)
    stopping.start()
    stopping.join(timeout=0.1)
    was_waiting = stopping.is_alive()
    tick.may_end.set()
    stopping.join(timeout=SOON)

    assert (was_waiting, stopping.is_alive(), tick.at_once, tick.times) == (True, False, 0, 1)


def test_after_the_end_nothing_ticks_and_nothing_fails() -> None:
    tick = Ticking()
    with running(tick) as clock:
        assert tick.begins()

    clock.wake()
    clock.stop()

    time.sleep(0.05)
    assert tick.times == 1


def test_a_clock_that_was_never_started_can_be_woken_and_stopped() -> None:
    clock = Clock(Ticking(), NEVER)

    clock.wake()
    clock.stop()


def test_other_regular_work_goes_on_while_a_tick_lasts() -> None:
    tick, renewed = Ticking(), threading.Semaphore(0)
    tick.may_end.clear()

    clock = Clock(tick, NEVER)
    clock.every(0.05, renewed.release)
    clock.start()
    try:
        assert tick.begins()
        assert renewed.acquire(timeout=SOON) and renewed.acquire(timeout=SOON)
    finally:
        tick.may_end.set()
        clock.stop()


def test_the_present_moment_has_its_zone() -> None:
    assert utc_now().tzinfo is UTC

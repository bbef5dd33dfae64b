"""Whose turn it is to write: one after the other where the database wants it so, and people before the house."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from foundation.turns import PATIENCE, Turns

SOON = 10


@pytest.fixture
def turns() -> Iterator[Turns]:
    turns = Turns(one_at_a_time=True)
    yield turns
    turns.close()


def test_where_one_may_write_nobody_writes_beside_another(turns: Turns) -> None:
    at_once, most = [0], [0]

    def work() -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.002)
        at_once[0] -= 1

    async def people() -> None:
        await asyncio.gather(*(turns.of_a_person(work) for _ in range(20)))

    with ThreadPoolExecutor(4) as house:
        waiting = [house.submit(turns.of_the_house, work) for _ in range(20)]
        asyncio.run(people())
        for one in waiting:
            one.result(SOON)

    assert most == [1]


def test_where_many_may_write_everybody_does_at_once() -> None:
    turns, both = Turns(one_at_a_time=False), threading.Barrier(2)

    async def people() -> list[int]:
        return await asyncio.gather(*(turns.of_a_person(lambda: both.wait(SOON)) for _ in range(2)))

    assert sorted(asyncio.run(people())) == [0, 1]


def test_what_is_asked_for_within_a_turn_is_part_of_it(turns: Turns) -> None:
    assert turns.of_the_house(lambda: turns.of_the_house(threading.get_ident) == threading.get_ident())


def test_a_refusal_reaches_whoever_asked_and_the_line_goes_on(turns: Turns) -> None:
    def refuse() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        turns.of_the_house(refuse)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(turns.of_a_person(refuse))

    assert turns.of_the_house(lambda: "next") == "next"


@pytest.mark.parametrize("one_at_a_time", [True, False])
def test_the_house_steps_aside_while_somebody_waits_and_no_longer(one_at_a_time: bool) -> None:
    turns, may_end = Turns(one_at_a_time=one_at_a_time), threading.Event()

    async def somebody() -> None:
        answer = asyncio.create_task(turns.of_a_person(lambda: may_end.wait(SOON)))
        await asyncio.sleep(0.01)
        aside = asyncio.create_task(asyncio.to_thread(turns.step_aside))
        await asyncio.sleep(0.01)
        assert not aside.done()
        may_end.set()
        await asyncio.wait_for(asyncio.gather(answer, aside), SOON)

    asyncio.run(somebody())
    begins = time.monotonic()
    turns.step_aside()

    assert time.monotonic() - begins < PATIENCE
    turns.close()


def test_while_people_never_stop_coming_the_house_waits_a_quarter_of_a_second(turns: Turns) -> None:
    may_end = threading.Event()

    async def somebody() -> float:
        answer = asyncio.create_task(turns.of_a_person(lambda: may_end.wait(SOON)))
        await asyncio.sleep(0.01)
        begins = time.monotonic()
        await asyncio.to_thread(turns.step_aside)
        waited = time.monotonic() - begins
        may_end.set()
        await answer
        return waited

    assert PATIENCE <= asyncio.run(somebody()) < SOON


def test_the_end_waits_for_what_stands_in_line() -> None:
    turns, has_begun, done = Turns(one_at_a_time=True), threading.Event(), threading.Event()

    def work() -> None:
        has_begun.set()
        time.sleep(0.05)
        done.set()

    with ThreadPoolExecutor(1) as house:
        house.submit(turns.of_the_house, work)
        assert has_begun.wait(SOON)
        turns.close()

    assert done.is_set()

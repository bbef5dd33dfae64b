"""Whose turn it is to write: one after the other where the database wants it so, and people before the house."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from foundation.turns import CALM, MOST, PATIENCE, Turns

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


def test_a_gap_between_two_people_is_no_end_of_their_coming(turns: Turns) -> None:
    async def somebody() -> float:
        await turns.of_a_person(lambda: None)
        begins = time.monotonic()
        await asyncio.to_thread(turns.step_aside)
        return time.monotonic() - begins

    assert CALM / 2 < asyncio.run(somebody()) < PATIENCE


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


class Diary:
    """What happened in which order: work, and the end of each commit."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.turns, self.told, self._breaks = Turns(one_at_a_time=True, together=self._together), list[str](), breaks

    @contextmanager
    def _together(self) -> Iterator[None]:
        yield
        if self._breaks:
            raise OSError("disk full")
        self.told.append("committed")

    def in_line(self, *people: Callable[[], object], house: int = 0) -> list[object]:
        """Everybody has come before the first is served; what each was answered, people first."""
        may_begin = threading.Event()

        async def all_at_once() -> list[object]:
            first = asyncio.create_task(self.turns.of_a_person(lambda: may_begin.wait(SOON)))
            await asyncio.sleep(0.02)
            others = [asyncio.create_task(self.turns.of_a_person(work)) for work in people]
            inside = [asyncio.to_thread(self.turns.of_the_house, self.telling("house")) for _ in range(house)]
            behind = asyncio.gather(*others, *inside, return_exceptions=True)
            await asyncio.sleep(0.05)
            may_begin.set()
            await asyncio.gather(first, return_exceptions=True)
            return await behind

        answers = asyncio.run(all_at_once())
        self.turns.close()
        return answers

    def telling(self, word: str) -> Callable[[], str]:
        def work() -> str:
            self.told.append(word)
            return word

        return work


def test_who_waits_together_is_committed_together_and_answered_after() -> None:
    diary = Diary()

    answers = diary.in_line(diary.telling("ana"), diary.telling("budi"))

    assert answers == ["ana", "budi"]
    assert diary.told == ["committed", "ana", "budi", "committed"]


def test_between_two_groups_of_people_one_of_the_house_has_its_turn() -> None:
    diary = Diary()

    diary.in_line(*[diary.telling("person")] * (MOST + 1), house=2)

    assert diary.told == [
        "committed", "house", "committed", *["person"] * MOST, "committed", "house", "committed", "person", "committed",
    ]  # fmt: skip


def test_one_refusal_harms_nobody_of_its_group() -> None:
    diary, refusal = Diary(), ZeroDivisionError()

    def refuse() -> None:
        raise refusal

    assert diary.in_line(refuse, diary.telling("budi")) == [refusal, "budi"]


def test_when_the_commit_fails_nobody_is_told_that_all_is_well() -> None:
    diary = Diary(breaks=True)

    answers = diary.in_line(diary.telling("ana"), diary.telling("budi"))

    assert [str(answer) for answer in answers] == ["disk full", "disk full"]


def test_what_waits_for_the_disk_is_done_once_for_all_and_before_the_answers() -> None:
    diary = Diary()

    def writing() -> None:
        diary.turns.once_durable(clear)

    def clear() -> None:
        diary.told.append("cleared")

    diary.in_line(writing, writing)

    assert diary.told == ["committed", "committed", "cleared"]


def test_where_everybody_commits_alone_what_waits_for_the_disk_is_done_at_once() -> None:
    told: list[str] = []

    Turns(one_at_a_time=False).once_durable(lambda: told.append("cleared"))

    assert told == ["cleared"]


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

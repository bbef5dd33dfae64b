"""Whose turn it is to write (decisions/0011), and whose writing is committed together (decisions/0012).

SQLite has one writer at a time: there one thread writes for all. Whoever waits when it comes back from the disk is
served together and committed at once. PostgreSQL lets many write: there everybody writes in a thread of their own. On
both, people come first: work that nobody waits for steps aside while somebody does, though never for long.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from functools import partial
from time import monotonic, sleep
from typing import Any, TypeVar

Answer = TypeVar("Answer")
Turn = tuple[Callable[[], Any], Future[Any]]
PATIENCE, CALM = 0.25, 0.03
"""Seconds that the house steps aside at most, so that letters leave also while people never stop coming; and seconds
without anybody that are more than a gap between two of them."""
MOST = 32
"""Turns committed together: the first of them waits for the last."""


class Turns:
    """The lines of those who want to write. `together` opens what the turns within it are committed with."""

    def __init__(
        self, *, one_at_a_time: bool, together: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        self._writer = ThreadPoolExecutor(1, "writer", self._begin) if one_at_a_time else None
        self._together = together
        self._people, self._house = deque[Turn](), deque[Turn]()
        self._is_next_of_the_house = False
        self._once_durable: dict[Callable[[], None], None] = {}
        self._writing_thread: int | None = None
        self._waiting_people, self._last_left_at = 0, -CALM

    async def of_a_person(self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers, done in a thread; for the event loop, which serves others meanwhile."""
        self._waiting_people += 1  # the event loop alone counts
        try:
            if self._writer is None:
                return await asyncio.get_running_loop().run_in_executor(None, copy_context().run, work)
            return await asyncio.wrap_future(self._in_line(self._people, partial(copy_context().run, work)))
        finally:
            self._waiting_people -= 1
            self._last_left_at = monotonic()

    def of_the_house(self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers; for every thread but the event loop's. Within a turn it is done at once."""
        if self._writer is None or self._is_within_a_turn():
            return work()
        return self._in_line(self._house, work).result()

    def once_durable(self, call: Callable[[], None]) -> None:
        """Call when what was written and committed in this turn is on the disk; once for all who asked for it."""
        if self._is_within_a_turn():
            self._once_durable[call] = None
        else:
            call()

    def step_aside(self) -> None:
        """Wait while people come."""
        until = monotonic() + PATIENCE
        while (now := monotonic()) < until and (self._waiting_people or now < self._last_left_at + CALM):
            sleep(CALM)

    def close(self) -> None:
        """Finish what stands in line."""
        if self._writer is not None:
            self._writer.shutdown()

    def _begin(self) -> None:
        self._writing_thread = threading.get_ident()

    def _is_within_a_turn(self) -> bool:
        return threading.get_ident() == self._writing_thread

    def _in_line(self, line: deque[Turn], work: Callable[[], Answer]) -> Future[Answer]:
        answer = Future[Answer]()
        line.append((work, answer))
        assert self._writer is not None, "only one writer has a line"
        self._writer.submit(self._serve)  # once for each: who was served together with others leaves nothing to do
        return answer

    def _serve(self) -> None:
        """Answers are given when they are durable. What hinders the commit is the answer to all."""
        turns = [(work, answer) for work, answer in self._next() if answer.set_running_or_notify_cancel()]
        if not turns:
            return
        self._once_durable.clear()
        try:
            with self._together():
                answering = [_tried(work, answer) for work, answer in turns]
            for call in self._once_durable:
                call()
        except BaseException as fault:
            answering = [partial(answer.set_exception, fault) for _, answer in turns]
        for give in answering:
            give()

    def _next(self) -> list[Turn]:
        """Everybody who waits, then one of the house; all of the house where nobody waits."""
        lines = (self._house, self._people) if self._is_next_of_the_house else (self._people, self._house)
        line = lines[0] or lines[1]
        self._is_next_of_the_house = line is self._people
        most = 1 if line is self._house and self._people else MOST
        return [line.popleft() for _ in range(min(len(line), most))]


def _tried(work: Callable[[], Any], answer: Future[Any]) -> Callable[[], None]:
    """The work is done; the call that is returned gives its answer, or what it raised, to whoever waits."""
    try:
        return partial(answer.set_result, work())
    except BaseException as refusal:
        return partial(answer.set_exception, refusal)

"""Handing over: threads that do nothing else. Each holds one connection and one letter, and gets the next one when the
outcome of this one is on the disk (decision 61)."""

import logging
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

from foundation.languages import say
from notifications.channels import Channel, Connection, NotBegun, Rejected, TryAgain
from notifications.claims import Claim

log = logging.getLogger(__name__)
NOT_OURS = NotBegun(say("Not begun: this sender stood still for too long."))


class Task(NamedTuple):
    """A letter as it goes over the line, after so many seconds."""

    claim: Claim
    envelope_from: str
    recipient: str
    message: bytes
    wait: float = 0


class Back(NamedTuple):
    """What a hand comes back with; what is not `said` is a fault of ours."""

    claim: Claim
    said: str | TryAgain | Rejected | None
    fault: BaseException | None = None
    hand: "Hand | None" = None
    """None when the letter never reached one."""


class Hand:
    """Until `start` it works in the thread of whoever gives it something. `may_begin` is asked last of all."""

    def __init__(
        self, channel: Callable[[], Channel], back: SimpleQueue[Back | None], may_begin: Callable[[Claim], bool]
    ) -> None:
        self._channel, self._back, self._may_begin = channel, back, may_begin
        self._todo = SimpleQueue[Callable[[], None] | None]()
        self._thread: Thread | None = None
        self._open: Connection | None = None
        self.is_busy = False
        """From being given a letter until whoever gave it has written down what became of it."""

    def start(self, name: str) -> None:
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def give(self, task: Task) -> None:
        """Hand it over, and come back."""
        self.is_busy = True
        self._do(lambda: self._back.put(self._handed_over(task)))

    def rest(self) -> None:
        """Close the connection until there is something to do again."""
        if self._open is not None:
            self._do(self._close)

    def end(self) -> None:
        """Finish what was given, and close the connection."""
        self.rest()
        self._todo.put(None)

    def join(self) -> None:
        """Wait until it has ended."""
        if self._thread is not None:
            self._thread.join()

    def _do(self, what: Callable[[], None]) -> None:
        if self._thread is None:
            what()
        else:
            self._todo.put(what)

    def _work(self) -> None:
        while (what := self._todo.get()) is not None:
            what()

    def _handed_over(self, task: Task) -> Back:
        claim = task.claim
        try:
            if task.wait:
                time.sleep(task.wait)
            answer = self._over_the_line(task) if self._may_begin(claim) else NOT_OURS
        except (TryAgain, Rejected) as refusal:
            return Back(claim, refusal, hand=self)
        except BaseException as fault:  # told to whoever records, or nobody would ever give this hand anything again
            return Back(claim, None, fault, self)
        return Back(claim, answer, hand=self)

    def _over_the_line(self, task: Task) -> str:
        """Over a connection that is opened when it is first needed, kept while it works, and opened anew after it
        broke."""
        try:
            if self._open is None:
                self._open = self._channel().connect()
            return self._open.hand_over(task.envelope_from, task.recipient, task.message)
        except TryAgain as refusal:
            if refusal.connection_lost or not refusal.counts:
                self._close()
            raise

    def _close(self) -> None:
        """Whatever the farewell meets, this hand goes on: nobody would hear that it had ended."""
        opened, self._open = self._open, None
        if opened is not None:
            try:
                opened.close()
            except Exception:
                log.exception("a connection could not be closed")


def end_all(hands: Sequence[Hand]) -> None:
    """At the same time: the farewell to a mail server that is gone takes seconds each."""
    for hand in hands:
        hand.end()
    for hand in hands:
        hand.join()

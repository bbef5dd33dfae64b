"""Sending: several threads, one open connection and one message in flight each. Between a message's intent and its
outcome nothing else is handed over on that connection, so a process that dies leaves at most one doubt for each.

What is claimed at once is for all threads, and what became of their letters is recorded together (decision 60)."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from foundation.database import Database
from foundation.languages import Message, say
from foundation.refusals import Refused
from foundation.settings import Settings
from notifications import caps, channel_state, claims, noting, outcomes, pace
from notifications.channel_state import Door
from notifications.channels import Channel, Connection, Rejected, TryAgain
from notifications.claims import Claim
from notifications.delivery_marks import mark
from notifications.in_flight import InFlight
from notifications.letters import UnsafeLetter, compose, mailbox
from notifications.noting import Outcome
from notifications.outcome_line import OutcomeLine
from notifications.plan import EMAIL
from notifications.render import letter_of

log = logging.getLogger(__name__)
FEWEST, MOST, WORTH = 4, 128, 1.0
"""Letters claimed at once for each process: as many as it handed over in the last second, within bounds. More would
keep what a person waits for behind a mass mailing; fewer ask the same questions again and again."""
ONE = 1
NOT_OURS = TryAgain(say("Not begun: this sender stood still for too long."), connection_lost=False, counts=False)
SHUT = TryAgain(say("Waits until the mail server can be used again."), connection_lost=False, counts=False)


class Senders:
    """The threads that empty the outbox. `wake` after planning; `stop` waits for what is in flight."""

    def __init__(self, database: Database, settings: Settings, channel: Channel, now: Callable[[], datetime]) -> None:
        self.database, self.settings, self.channel, self.now = database, settings, channel, now
        self.in_flight = InFlight()
        self._outcomes = OutcomeLine(database, self._note_all)
        self._woken = threading.Condition()
        self._wakes = 0
        self._is_stopping = False
        self._claiming = threading.Lock()
        self._portion = deque[Claim]()
        self._last_portion = (time.monotonic(), 0)
        """Since when it was claimed, and how many letters it had."""
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for number in range(self.settings.mail_connections):
            thread = threading.Thread(target=self._work, name=f"sender-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        with self._woken:
            self._wakes += 1
            self._woken.notify_all()

    def stop(self) -> None:
        """Let each thread finish the message it is handing over."""
        self._is_stopping = True
        self.wake()
        for thread in self._threads:
            thread.join()

    def renew_leases(self) -> None:
        """Called every ten seconds: what is in flight stays ours."""
        if self.in_flight.is_stale(self.now()):
            self.database.write(lambda session: self.in_flight.renew(session, self.now()))

    def send_due(self) -> list[tuple[Claim, str]]:
        """Hand over everything that is due, in this thread; what became of each, in words."""
        with OneConnection(self.channel) as connection:
            return list(self._deliver_all(connection))

    def _work(self) -> None:
        seen = -1
        with OneConnection(self.channel) as connection:
            while not self._is_stopping:
                with self._woken:
                    if seen == self._wakes:
                        self._woken.wait(timeout=self.settings.tick_seconds)
                    seen = self._wakes
                try:
                    for _ in self._deliver_all(connection):
                        pass
                except Exception:
                    log.exception("a sender failed; it goes on at the next tick")
                connection.close()

    def _deliver_all(self, connection: "OneConnection") -> Iterator[tuple[Claim, str]]:
        """One after the other, while there are any."""
        while (claim := self._next()) is not None:
            self.database.turns.step_aside()
            try:
                word = self._deliver(claim, connection)
            except BaseException:
                self._let_go(claim)
                raise
            self.in_flight.ended(claim)
            yield claim, word

    def _let_go(self, claim: Claim) -> None:
        """What a fault of ours cut off is not ours any more, nor is the rest of the portion: their leases run out, and
        somebody takes them up. Where nothing can be recorded, nothing more may begin."""
        with self._claiming:
            self.in_flight.ended(claim, *self._portion)
            self._portion.clear()

    def _next(self) -> Claim | None:
        """The next of what was claimed, for whichever thread comes first. None when nothing is due, or nothing may
        leave now."""
        with self._claiming:
            while not self._portion:
                batch = None if self._is_stopping else self._claimed(self._size_of_portion())
                if batch is None:
                    return None
                self._portion.extend(batch)
            return self._portion.popleft()

    def _size_of_portion(self) -> int:
        now, (began_at, letters) = time.monotonic(), self._last_portion
        return max(FEWEST, min(MOST, int(letters * WORTH / max(now - began_at, 0.001))))

    def _claimed(self, size: int) -> list[Claim] | None:
        began_at = time.monotonic()
        batch = self.database.write(lambda session: self._taken(session, size, self.now()))
        self._last_portion = began_at, len(batch or ())
        self.in_flight.took(batch or [])
        return batch

    def _taken(self, session: Session, size: int, now: datetime) -> list[Claim] | None:
        door = channel_state.door(session, EMAIL, now)
        batch = None if door is Door.SHUT else self._within_cap(session, ONE if door is Door.PROBE else size, now)
        if door is Door.PROBE and not batch:
            channel_state.nothing_to_try(session, EMAIL, now)
        return [replace(claim, is_probe=door is Door.PROBE) for claim in batch] if batch else batch

    def _within_cap(self, session: Session, size: int, now: datetime) -> list[Claim] | None:
        settle, below = timedelta(seconds=self.settings.settle_seconds), None
        if self.settings.mail_per_day:
            room = caps.room(session, self.settings.mail_per_day, now)
            size, below = min(size, room.left), caps.CAN_WAIT if room.is_reserve else None
        if not size:
            return None
        sender = mailbox(self.settings.mail_from).email
        batch = claims.claim(session, now, settle, size, organiser=sender, below=below)
        noting.count(session, self.settings, len(batch or []), now)
        return batch

    def _deliver(self, claim: Claim, connection: "OneConnection") -> str:
        """Hand over one claimed message and record what became of it. The answer is that, in a word."""
        self._wait_for_turn()
        try:
            letter = self._written(claim)
            if not self._may_begin(claim):
                self.database.write(partial(self._give_back, [claim], NOT_OURS))
                return "waits"
            answer = connection.hand_over(*letter)
        except TryAgain as refusal:
            return self._noted(Outcome(claim, refusal, shuts=not refusal.counts))
        except Rejected as refusal:
            if refusal.our_fault:
                return self._noted(Outcome(claim, mendable(refusal), shuts=True))
            return self._noted(Outcome(claim, refusal))
        return self._noted(Outcome(claim, answer))

    def _wait_for_turn(self) -> None:
        if per_second := self.settings.mail_per_second:
            gap = timedelta(seconds=1 / per_second)
            wait = self.database.write(lambda session: pace.wait_for_turn(session, EMAIL, gap, self.now()))
            time.sleep(wait.total_seconds())

    def _may_begin(self, claim: Claim) -> bool:
        """Those before it in its batch took their time: it may be another's by now, or too late."""
        now = self.now()
        return now < claim.expires_at and self.in_flight.is_surely_ours(claim, now)

    def _written(self, claim: Claim) -> tuple[str, str, bytes]:
        """Envelope sender, recipient and message. A letter that cannot be written fails by itself, not the others; one
        that a fault of ours spoils waits for the fault to be mended, and does not stop those behind it."""
        try:
            letter = letter_of(claim.facts, self.settings)
            message = compose(letter, self.now())
        except (UnsafeLetter, Refused) as error:
            raise Rejected(say("The letter cannot be written: {reason}", reason=str(error))) from error
        except Exception as fault:
            log.exception("a letter of kind %s could not be written", claim.facts.kind)
            reason = say("The letter could not be written by a fault of the program; its log says more.")
            raise TryAgain(reason, connection_lost=False, counts=True) from fault
        return envelope_from(self.settings, claim.delivery_id), letter.to_email, message

    def _noted(self, attempt: Outcome) -> str:
        """The word for it, once it is on the disk."""
        self._outcomes.record(attempt)
        if attempt.shuts:
            self._give_back_the_rest()
        return attempt.word

    def _note_all(self, session: Session, attempts: Sequence[Outcome]) -> None:
        noting.note_all(session, self.settings, attempts, self.now())

    def _give_back_the_rest(self) -> None:
        """Nothing more can leave now."""
        with self._claiming:
            rest = list(self._portion)
            self._portion.clear()
            self.database.write(partial(self._give_back, rest, SHUT))

    def _give_back(self, batch: list[Claim], why: TryAgain, session: Session) -> None:
        """What was not begun is planned again; somebody else's by now is left alone."""
        for claim in batch:
            outcomes.record_try_again(session, claim, why, self.now())
            self.in_flight.ended(claim)
        noting.count(session, self.settings, -len(batch), self.now())


class OneConnection:
    """A connection opened when it is first needed, kept while it works, opened anew after it broke."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._open: Connection | None = None

    def hand_over(self, sender: str, recipient: str, message: bytes) -> str:
        try:
            if self._open is None:
                self._open = self.channel.connect()
            return self._open.hand_over(sender, recipient, message)
        except TryAgain as refusal:
            if refusal.connection_lost or not refusal.counts:
                self.close()
            raise

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def __enter__(self) -> "OneConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def mendable(refusal: Rejected) -> TryAgain:
    """Not trusted is no fault of the letter: it leaves when the installation is put right. Each attempt counts, so that
    one letter that alone is not wanted comes ever more rarely, and does not shut the channel for the others."""
    return TryAgain(Message(refusal.reason), connection_lost=False, counts=True)


def envelope_from(settings: Settings, delivery_id: int) -> str:
    """Where a letter that cannot be delivered comes back to: an address of its own for each, as long as somebody reads
    the mailbox. Elsewhere a mail server might know no addresses with a plus."""
    sender = mailbox(settings.mail_from).email
    if not (settings.inbox_url or settings.lmtp_listen):
        return sender
    local, _, domain = sender.rpartition("@")
    return f"{local}+b-{mark(settings.secret_key, delivery_id)}@{domain}"

"""Sending: one desk, many hands. The desk claims, writes the letters and records what became of them; each hand holds
one connection and one letter. Between a letter's intent and its outcome nothing else is handed over on that connection,
so a process that dies leaves at most one doubt for each (decision 61)."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Thread

from foundation.database import Database
from foundation.languages import Message, say
from foundation.refusals import Refused
from foundation.settings import Settings
from notifications import noting, pace
from notifications.channels import Channel, NotBegun, Rejected, TryAgain
from notifications.claims import Claim
from notifications.delivery_marks import mark
from notifications.hands import Back, Hand, Task, end_all
from notifications.in_flight import InFlight
from notifications.letters import UnsafeLetter, compose
from notifications.noting import Outcome
from notifications.plan import EMAIL
from notifications.portions import MOST, Portions
from notifications.render import letter_of, sender_of

log = logging.getLogger(__name__)
SHUT = NotBegun(say("Waits until the mail server can be used again."))
STOPPED = NotBegun(say("Not begun: the service was stopped."))


class Senders:
    """The desk that empties the outbox, and its hands. `wake` after planning; `stop` waits for what is in flight."""

    def __init__(self, database: Database, settings: Settings, channel: Channel, now: Callable[[], datetime]) -> None:
        self.database, self.settings, self.channel, self.now = database, settings, channel, now
        self.in_flight = InFlight()
        self._news = SimpleQueue[Back | None]()
        """What hands come back with; None is somebody who wakes the desk."""
        self._back: list[Back] = []
        """Of that, what is not recorded yet."""
        self._portions = Portions(database, settings, now, self.in_flight)
        self._is_stopping = False
        self._thread: Thread | None = None

    def start(self) -> None:
        hands = [self._hand() for _ in range(self.settings.mail_connections)]
        for number, hand in enumerate(hands):
            hand.start(f"hand-{number}")
        self._thread = Thread(target=self._work, args=(hands,), name="sender", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        self._news.put(None)

    def stop(self) -> None:
        """Let each hand finish the message it is handing over; what was not begun waits for the next start."""
        self._is_stopping = True
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def renew_leases(self) -> None:
        """Called every ten seconds: what is in flight stays ours."""
        if self.in_flight.is_stale(self.now()):
            self.database.write(lambda session: self.in_flight.renew(session, self.now()))

    def send_due(self) -> list[tuple[Claim, str]]:
        """Hand over everything that is due, in this thread; what became of each, in words."""
        hand = self._hand()
        try:
            return list(self._delivered([hand]))
        finally:
            hand.rest()

    def _hand(self) -> Hand:
        return Hand(lambda: self.channel, self._news, self._may_begin)

    def _work(self, hands: Sequence[Hand]) -> None:
        while not self._is_stopping or any(hand.is_busy for hand in hands):
            try:
                for _ in self._delivered(hands):
                    pass
            except Exception:
                log.exception("a sender failed; it goes on at the next tick")
            for hand in hands:
                if not hand.is_busy:
                    hand.rest()
            if not self._is_stopping:
                self._listen()
        end_all(hands)

    def _delivered(self, hands: Sequence[Hand]) -> Iterator[tuple[Claim, str]]:
        """Until nothing is due and no hand is busy."""
        self._portions.may_be_more = True
        while True:
            yield from self._recorded()
            if self._is_stopping:
                self._give_back_the_rest(STOPPED)
            else:
                self._feed([hand for hand in hands if not hand.is_busy])
            if not (self._back or any(hand.is_busy for hand in hands)):
                return
            if not self._back:
                self._listen()

    def _listen(self) -> None:
        """Until a hand comes back, somebody wakes the desk, or it is time to look by ourselves."""
        news: list[Back | None] = []
        try:
            news.append(self._news.get(timeout=self.settings.tick_seconds))
            while True:
                news.append(self._news.get_nowait())
        except Empty:
            back = [one for one in news if one is not None]
        self._back += back
        self._portions.may_be_more |= len(back) < len(news) or not news

    def _feed(self, free: Sequence[Hand]) -> None:
        """A letter for each hand that is free, as far as there are any. They begin when all are written: a hand that
        works while the desk writes takes turns with it on one interpreter, and both are slower."""
        if free:
            self.database.turns.step_aside()
        tasks: list[Task] = []
        try:
            while len(tasks) < len(free) and len(self._back) < MOST and (claim := self._portions.next()) is not None:
                tasks += self._task_of(claim)
        except BaseException:
            self._let_go(*(task.claim for task in tasks))
            raise
        for hand, task in zip(free, tasks, strict=False):
            hand.give(task)

    def _task_of(self, claim: Claim) -> list[Task]:
        """None when it cannot be written: that is no work for a hand."""
        try:
            return [Task(claim, *self._written(claim), wait=self._wait_for_turn())]
        except (TryAgain, Rejected) as refusal:
            self._back.append(Back(claim, refusal))
            return []
        except BaseException:
            self._let_go(claim)
            raise

    def _recorded(self) -> Iterator[tuple[Claim, str]]:
        """Write down what became of those that came back, before their hands get anything else."""
        back, self._back = self._back, []
        if not back:
            return
        attempts = [_outcome(one.claim, one.said) for one in back if one.said is not None]
        for one in back:
            if one.hand is not None:
                one.hand.is_busy = False
        try:
            self._record(attempts)
            for fault in (one.fault for one in back if one.fault is not None):
                raise fault
        except BaseException:
            self._let_go(*(one.claim for one in back))
            raise
        self.in_flight.ended(*(one.claim for one in back))
        if any(attempt.shuts for attempt in attempts):
            self._give_back_the_rest(SHUT)
        self._portions.may_be_more |= any(attempt.claim.is_probe for attempt in attempts)
        yield from ((attempt.claim, attempt.word) for attempt in attempts)

    def _record(self, attempts: Sequence[Outcome]) -> None:
        """In one transaction; when that fails each alone, so that the fault of one is not that of the others."""
        try:
            self.database.write(lambda session: noting.note_all(session, self.settings, attempts, self.now()))
        except Exception:
            if len(attempts) == 1:
                raise
            faults = [fault for attempt in attempts if (fault := self._fault_of(attempt)) is not None]
            if faults:
                raise faults[0] from None

    def _fault_of(self, attempt: Outcome) -> Exception | None:
        try:
            self._record([attempt])
        except Exception as fault:
            return fault
        return None

    def _let_go(self, *ended: Claim) -> None:
        """What a fault of ours cut off is not ours any more, nor is the rest of the portion: their leases run out, and
        somebody takes them up. Where nothing can be recorded, nothing more may begin."""
        self.in_flight.ended(*ended)
        self._portions.rest()

    def _wait_for_turn(self) -> float:
        """How many seconds the next letter has to wait."""
        if not (per_second := self.settings.mail_per_second):
            return 0
        gap = timedelta(seconds=1 / per_second)
        wait = self.database.write(lambda session: pace.wait_for_turn(session, EMAIL, gap, self.now()))
        return wait.total_seconds()

    def _may_begin(self, claim: Claim) -> bool:
        """Those before it in its batch took their time: it may be another's by now, or too late."""
        now = self.now()
        return now < claim.expires_at and self.in_flight.is_surely_ours(claim, now)

    def _written(self, claim: Claim) -> tuple[str, str, bytes]:
        """Envelope sender, recipient and message. A letter that cannot be written fails by itself; one that a fault of
        ours spoils waits for the fault to be mended, and stops nobody behind it."""
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

    def _give_back_the_rest(self, why: NotBegun) -> None:
        """What was not begun is planned again; somebody else's by now is left alone."""
        if rest := self._portions.rest():
            self._record([Outcome(claim, why) for claim in rest])


def _outcome(claim: Claim, said: str | TryAgain | Rejected) -> Outcome:
    if isinstance(said, Rejected) and said.our_fault:
        return Outcome(claim, mendable(said), shuts=True)
    shuts = isinstance(said, TryAgain) and not (said.counts or isinstance(said, NotBegun))
    return Outcome(claim, said, shuts)


def mendable(refusal: Rejected) -> TryAgain:
    """Not trusted is no fault of the letter: it leaves when the installation is put right. Each attempt counts, so that
    one letter that alone is not wanted comes ever more rarely, and does not shut the channel for the others."""
    return TryAgain(Message(refusal.reason), connection_lost=False, counts=True)


def envelope_from(settings: Settings, delivery_id: int) -> str:
    """Where a letter that cannot be delivered comes back to: an address of its own for each, as long as somebody reads
    the mailbox. Elsewhere a mail server might know no addresses with a plus."""
    sender = sender_of(settings.mail_from).email
    if not (settings.inbox_url or settings.lmtp_listen):
        return sender
    local, _, domain = sender.rpartition("@")
    return f"{local}+b-{mark(settings.secret_key, delivery_id)}@{domain}"

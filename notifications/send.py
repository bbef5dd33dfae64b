"""Sending: several threads, one open connection and one message in flight each. Between a message's intent and its
outcome nothing else is handed over on that connection, so a process that dies leaves at most one doubt for each."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from foundation.database import Database
from foundation.languages import say
from foundation.refusals import Refused
from foundation.settings import Settings
from notifications import claims, outcomes
from notifications.channels import Channel, Connection, Rejected, TryAgain
from notifications.claims import Claim
from notifications.delivery_marks import mark
from notifications.letters import UnsafeLetter, compose, mailbox
from notifications.render import letter_of

log = logging.getLogger(__name__)
FEWEST, MOST, WORTH = 4, 128, 1.0
"""Letters claimed at once by one thread: as many as it handed over in the last second, within bounds. More would
keep what a person waits for behind a mass mailing; fewer ask the same questions again and again."""
PAUSE = 30.0
"""Seconds the channel rests after the mail server could not be reached or refused us as a whole."""


class Senders:
    """The threads that empty the outbox. `wake` after planning; `stop` waits for what is in flight."""

    def __init__(self, database: Database, settings: Settings, channel: Channel, now: Callable[[], datetime]) -> None:
        self.database, self.settings, self.channel, self.now = database, settings, channel, now
        self.in_flight: dict[int, int] = {}
        self._woken = threading.Condition()
        self._wakes = 0
        self._is_stopping = False
        self._paused_until = 0.0
        self._pace = Pace(settings.mail_per_second)
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
        if flying := list(self.in_flight.items()):
            self.database.write(lambda session: claims.renew(session, flying, self.now()))

    def send_due(self) -> list[tuple[Claim, str]]:
        """Hand over everything that is due, in this thread; what became of each, in words."""
        done: list[tuple[Claim, str]] = []
        with OneConnection(self.channel) as connection:
            while (batch := self._claimed(MOST)) is not None:
                done += [(claim, self._deliver(claim, connection)) for claim in batch]
        return done

    def _work(self) -> None:
        seen = -1
        with OneConnection(self.channel) as connection:
            while not self._is_stopping:
                with self._woken:
                    if seen == self._wakes:
                        self._woken.wait(timeout=self.settings.tick_seconds)
                    seen = self._wakes
                try:
                    self._empty(connection)
                except Exception:
                    log.exception("a sender failed; it goes on at the next tick")

    def _empty(self, connection: "OneConnection") -> None:
        portion = FEWEST
        while not self._is_stopping and time.monotonic() >= self._paused_until:
            batch, begun_at = self._claimed(portion), time.monotonic()
            if batch is None:
                connection.close()
                return
            for claim in batch:
                self.database.turns.step_aside()
                self._deliver(claim, connection)
            seconds = time.monotonic() - begun_at
            portion = max(FEWEST, min(MOST, int(len(batch) * WORTH / max(seconds, 0.001))))

    def _claimed(self, portion: int) -> list[Claim] | None:
        settle = timedelta(seconds=self.settings.settle_seconds)
        sender = mailbox(self.settings.mail_from).email
        batch = self.database.write(
            lambda session: claims.claim(session, self.now(), settle, portion, organiser=sender)
        )
        self.in_flight.update({claim.delivery_id: claim.fence for claim in batch or []})
        return batch

    def _deliver(self, claim: Claim, connection: "OneConnection") -> str:
        """Hand over one claimed message and record what became of it. The answer is that, in a word."""
        self._pace.wait()
        try:
            answer = connection.hand_over(*self._written(claim))
        except TryAgain as refusal:
            return self._noted(claim, "waits", outcomes.record_try_again, refusal, pause=not refusal.counts)
        except Rejected as refusal:
            return self._noted(claim, "failed", outcomes.record_rejected, refusal, pause=refusal.our_fault)
        return self._noted(claim, "sent", outcomes.record_sent, answer, pause=False)

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

    def _noted(self, claim: Claim, word: str, record: Callable[..., None], outcome: object, *, pause: bool) -> str:
        self.database.write(lambda session: record(session, claim, outcome, self.now()))
        self.in_flight.pop(claim.delivery_id, None)
        if pause:
            self._paused_until = time.monotonic() + PAUSE
        return word


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


class Pace:
    """At most so many a second over all threads; 0 is no limit."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._next, self._lock = 0.0, threading.Lock()

    def wait(self) -> None:
        if not self._gap:
            return
        with self._lock:
            at = max(self._next, time.monotonic())
            self._next = at + self._gap
        time.sleep(max(0.0, at - time.monotonic()))


def envelope_from(settings: Settings, delivery_id: int) -> str:
    """Where a letter that cannot be delivered comes back to: an address of its own for each, as long as somebody reads
    the mailbox. Elsewhere a mail server might know no addresses with a plus."""
    sender = mailbox(settings.mail_from).email
    if not (settings.inbox_url or settings.lmtp_listen):
        return sender
    local, _, domain = sender.rpartition("@")
    return f"{local}+b-{mark(settings.secret_key, delivery_id)}@{domain}"

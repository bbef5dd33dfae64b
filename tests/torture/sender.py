"""A sender in a process of its own: the service without its pages, in a hurry, made to be killed.

Processes come from a fork server that has read the program once, so that two hundred of them are no patience of ours.
"""

import logging
import multiprocessing
import os
import signal
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess

from foundation.clock import utc_now
from foundation.settings import Settings
from notifications.channels.email import SmtpChannel
from notifications.channels.smtp_connection import Patience

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.torture.sender", "main"])
HURRIED = Patience(connect=30, command=30, acceptance=30, farewell=1)


@dataclass(frozen=True)
class Manner:
    """How a sender behaves. `ahead` is how wrong its clock is; one that is `blind` marks letters before it sends them,
    which no torture may let pass."""

    ahead: timedelta = timedelta()
    is_blind: bool = False
    connections: int = 4


def a_sender(settings: Settings, manner: Manner) -> BaseProcess:
    process = FORKED.Process(target=_work, args=(settings, manner), daemon=True)
    process.start()
    return process


def _work(settings: Settings, manner: Manner) -> None:
    from foundation.database import Database
    from main import Service

    os.umask(0o077)
    logging.disable(logging.ERROR)  # each restart makes a thousand lines; what became of the letters, the judge says
    hurry()
    if manner.is_blind:
        mark_before_sending()
    service = Service(settings, Database(settings.database_url, settings.secret_key))
    service.now.own = lambda: _wrong(manner.ahead)
    assert isinstance(service.senders.channel, SmtpChannel)
    service.senders.channel = replace(service.senders.channel, patience=HURRIED)
    service.start()
    signal.pause()


def _wrong(ahead: timedelta) -> datetime:
    return utc_now() + ahead


def hurry() -> None:
    """A part of the program's patience, so that leases and pauses end while we watch; not so little of it that a busy
    machine alone loses them."""
    import main
    from notifications import channel_state, claims, in_flight, outcomes

    claims.LEASE = timedelta(seconds=20)
    in_flight.MARGIN, in_flight.FRESH = timedelta(seconds=8), timedelta(seconds=0.5)
    channel_state.PAUSES = [timedelta(seconds=seconds) for seconds in (0.3, 0.6, 1)]
    channel_state.PROBE, outcomes.SHORT_PAUSE = timedelta(seconds=4), timedelta(seconds=0.5)
    outcomes.BACK_OFF = [timedelta(seconds=seconds) for seconds in (1, 2, 3)]
    main.RENEW_SECONDS = 1


def mark_before_sending() -> None:
    """What must never be written: the outcome before the hand-over."""
    from notifications import outcomes
    from notifications.channels import Rejected, TryAgain
    from notifications.claims import Claim
    from notifications.send import OneConnection, Senders

    def deliver(self: Senders, claim: Claim, connection: OneConnection) -> str:
        self._noted(claim, "sent", outcomes.record_sent, "250 marked before it was sent")
        try:
            connection.hand_over(*self._written(claim))
        except (TryAgain, Rejected):
            return "lost"
        return "sent"

    Senders._deliver = deliver  # type: ignore[method-assign]

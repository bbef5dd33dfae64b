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

from sqlalchemy.exc import OperationalError

from foundation.clock import utc_now
from foundation.settings import Settings
from notifications.channels.email import SmtpChannel
from notifications.channels.smtp_connection import Patience

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.torture.sender", "main", "tests.torture.warmed"])


@dataclass(frozen=True)
class Manner:
    """How a sender behaves. `ahead` is how wrong its clock is; one that is `blind` marks letters before it sends them,
    which no torture may let pass."""

    ahead: timedelta = timedelta()
    is_blind: bool = False
    connections: int = 4
    patience: float = 10
    """Seconds until a mail server that does not answer is given up; where it stalls, many are waited for."""
    lease: float = 20
    """Seconds, a part of the program's, so that it ends while we watch; not so few that a busy machine alone loses it.
    """


def a_sender(settings: Settings, manner: Manner) -> BaseProcess:
    process = FORKED.Process(target=_work, args=(settings, manner), daemon=True)
    process.start()
    return process


def _work(settings: Settings, manner: Manner) -> None:
    import main
    from foundation.database import Database

    os.umask(0o077)
    logging.disable(logging.ERROR)  # each restart makes a thousand lines; what became of the letters, the judge says
    main.ROUTERS.clear()  # nobody asks it for a page, and their making takes most of its start
    hurry(timedelta(seconds=manner.lease))
    if manner.is_blind:
        mark_before_sending()
    service = main.Service(settings, Database(settings.database_url, settings.secret_key))
    service.now.own = lambda: _wrong(manner.ahead)
    assert isinstance(service.senders.channel, SmtpChannel)
    patience = Patience(connect=10, command=manner.patience, acceptance=manner.patience, farewell=0.2)
    service.senders.channel = replace(service.senders.channel, patience=patience)
    try:
        service.start()
    except OperationalError:
        os._exit(1)  # no database, no service: who started it tries again
    signal.pause()


def _wrong(ahead: timedelta) -> datetime:
    return utc_now() + ahead


def hurry(lease: timedelta) -> None:
    import main
    from notifications import channel_state, claims, in_flight, outcomes

    claims.LEASE = lease
    in_flight.MARGIN, in_flight.FRESH = lease / 4, lease / 40
    channel_state.PAUSES = [timedelta(seconds=seconds) for seconds in (0.2, 0.4, 0.8)]
    channel_state.PROBE, outcomes.SHORT_PAUSE = timedelta(seconds=2), timedelta(seconds=0.3)
    outcomes.BACK_OFF = [timedelta(seconds=seconds) for seconds in (1, 2, 3)]
    main.RENEW_SECONDS = 1


def mark_before_sending() -> None:
    """What must never be written: the outcome before the hand-over."""
    from notifications.claims import Claim
    from notifications.hands import Task
    from notifications.noting import Outcome
    from notifications.send import Senders

    task_of = Senders._task_of

    def marked(self: Senders, claim: Claim) -> list[Task]:
        self._record([Outcome(claim, "250 marked before it was sent")])
        return task_of(self, claim)

    Senders._task_of = marked  # type: ignore[method-assign]

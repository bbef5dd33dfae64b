"""One siege: a mailing in a house whose senders are killed all the time, and what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from benchmarks.props import (
    REGISTRATIONS,
    SEATS,
    SECRET_KEY,
    _long_ago,
    a_full_discussion,
    add_people,
    register_everybody,
)
from events.models import Discussion
from events.schedule import plan_of
from foundation.clock import utc_now
from foundation.database import Database
from foundation.settings import Settings
from notifications.models import Delivery, DeliveryState
from registrations import seats
from registrations.models import Registration
from speakers import readiness
from tests.machines import smtp_faults as faults
from tests.machines.smtp import MailServer, smtp_server
from tests.machines.smtp_faults import Trouble
from tests.torture.judge import Verdict, judge
from tests.torture.sender import Manner, a_sender

QUIET = ("UPDATE discussion SET attention_at = NULL", "UPDATE engagement SET attention = false")
DUE = "UPDATE discussion SET attention_at = created_at"
MISFORTUNES = (
    faults.GREYLISTED, faults.STORAGE_FULL, faults.CLOSING, faults.DROPPED_AT_MAIL, faults.DROPPED_AT_RCPT,
    faults.DROPPED_BEFORE_THE_DOT, faults.REPLY_LOST, faults.DROPPED_AFTER_THE_DOT, faults.NOT_TRUSTED, faults.TOO_BIG,
    faults.NO_RELAY_NOW, faults.UNKNOWN_ADDRESS, faults.NO_TLS_NOW, faults.TLS_BREAKS_OFF, faults.SILENT_AT_MAIL,
    faults.SILENT_AFTER_THE_DOT,
)  # fmt: skip
AROUND_THE_WORLD = ("Asia/Jakarta", "Europe/Zurich", "America/New_York", "Pacific/Auckland")
RESTED = timedelta(seconds=3)
"""Until then a change has rested and is told."""
TOO_LATE_SHARE = 10
"""Every tenth is also invited to a discussion that ends meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Siege:
    letters: int
    kills: int
    senders: Sequence[Manner] = (Manner(), Manner(), Manner())
    share: float = 0.01
    leavers: int = 20
    ends_after: float = 8
    """Seconds after which the second discussion is over: what has not left by then must not leave any more."""
    disturbances: Sequence[Callable[["Besieged"], object]] = ()
    """Done one after the other, evenly over the mailing."""
    cut_off: int = 0
    """How many senders each of these cuts off between the mail server's reply and their record of it."""
    patience: float = 150
    seed: int = 1

    @property
    def interrupted(self) -> int:
        """Hand-overs that may have been cut off before they were recorded: one for each connection of a sender."""
        senders = self.kills + self.cut_off * len(self.disturbances)
        return senders * self.senders[0].connections


def lay_siege(database: Database, database_url: str, siege: Siege) -> Verdict:
    """Everybody's invitation, a move and some who leave in the middle of it, and the verdict when all is quiet."""
    _people(database, siege)
    with smtp_server(security="starttls") as server:
        server.trouble = Trouble(siege.share, MISFORTUNES, Random(siege.seed))
        settings = Settings(
            secret_key=SECRET_KEY, database_url=database_url, mail_url=server.url, tick_seconds=0.3, settle_seconds=1,
            mail_connections=siege.senders[0].connections, base_url="https://rembuk.example",
        )  # fmt: skip
        with _senders(settings, siege) as senders:
            database.write(lambda session: _end_the_second(session, siege.ends_after))
            _write(database, DUE)
            senders.besiege(server, database)
            _until_quiet(database, siege.patience, senders.start_anew)
        return judge(database, server, siege.interrupted)


@dataclass
class Besieged:
    settings: Settings
    siege: Siege
    processes: list[BaseProcess] = field(default_factory=list)

    def besiege(self, server: MailServer, database: Database) -> None:
        """Kill, and disturb, as the mailing goes on; move the discussion in the middle of it."""
        siege, chance = self.siege, Random(self.siege.seed)
        steps: list[tuple[float, Callable[[], object]]] = [
            (number / (siege.kills + 1), lambda: self._kill(chance)) for number in range(1, siege.kills + 1)
        ]
        most = len(siege.disturbances) + 1
        steps += [(number / most, partial(act, self)) for number, act in enumerate(siege.disturbances, 1)]
        steps += [
            (0.5, lambda: _in_spite_of_restarts(database, _move)),
            (0.6, lambda: _in_spite_of_restarts(database, self._some_leave)),
        ]
        for share, act in sorted(steps, key=lambda step: step[0]):
            self._until_taken(server, int(share * siege.letters))
            act()

    def _until_taken(self, server: MailServer, count: int) -> None:
        patience = self.siege.patience
        until = time.monotonic() + patience
        while len(server.received) < count:
            assert time.monotonic() < until, f"{len(server.received)} of {count} letters after {patience} seconds"
            time.sleep(0.01)
            self.start_anew()

    def _kill(self, chance: Random) -> None:
        process = chance.choice(self.processes)
        process.kill()
        process.join()
        self.start_anew()

    def start_anew(self) -> None:
        """Whoever was killed, or ended by itself: on a full disk the service does not start, and is asked again."""
        for number, process in enumerate(self.processes):
            if not process.is_alive():
                process.close()
                self.processes[number] = a_sender(self.settings, self.siege.senders[number])

    def _some_leave(self, session: Session) -> None:
        discussion, now = session.get_one(Discussion, 1), utc_now()
        leaving = select(Registration).where(col(Registration.discussion_id) == 1).order_by(col(Registration.id))
        for registration in session.exec(leaving.limit(self.siege.leavers)).all():
            seats.give_up(session, discussion, registration, now)


@contextmanager
def _senders(settings: Settings, siege: Siege) -> Iterator[Besieged]:
    besieged = Besieged(settings, siege, [a_sender(settings, manner) for manner in siege.senders])
    try:
        yield besieged
    finally:
        for process in besieged.processes:
            process.kill()
            process.join()


def _people(database: Database, siege: Siege) -> None:
    """The first discussion has everybody; the second, which ends soon, some of them."""
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, siege.letters)
        register_everybody(session)
        second = a_full_discussion(session, 2)
        session.connection().execute(
            text(REGISTRATIONS + f" AND discussion.id = :second AND person.id % {TOO_LATE_SHARE} = 0"),
            {"at": _long_ago(session), "second": second.id},
        )  # fmt: skip
        session.connection().execute(text(SEATS))
    _write(database, *QUIET, f"UPDATE person SET timezone = '{_where_it_is_day()}'")


def _where_it_is_day() -> str:
    """Nobody is told of a move in their quiet hours, and the siege waits for no morning."""
    return next(zone for zone in AROUND_THE_WORLD if 8 <= utc_now().astimezone(ZoneInfo(zone)).hour < 18)


def _move(session: Session) -> None:
    discussion = session.get_one(Discussion, 1)
    later = discussion.starts_at_local + timedelta(hours=1)
    readiness.change(session, discussion, plan_of(discussion, starts_at_local=later), utc_now())


def _write(database: Database, *statements: str) -> None:
    with database.writing() as session:
        for statement in statements:
            session.connection().execute(text(statement))


def _end_the_second(session: Session, seconds: float) -> None:
    """Past the rules, which let nobody plan the past."""
    second = session.get_one(Discussion, 2)
    second.ends_at = (utc_now() + timedelta(seconds=seconds)).replace(microsecond=0)  # as calendars count
    second.starts_at = second.ends_at - timedelta(minutes=90)


def _in_spite_of_restarts(database: Database, work: Callable[[Session], object]) -> None:
    """An organiser would press the button once more."""
    for _ in range(20):
        try:
            database.write(work)
        except OperationalError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the database never came back")


def _until_quiet(database: Database, patience: float, meanwhile: Callable[[], object]) -> None:
    """Nothing is planned or on its way, and nothing is owed any more."""
    until, quiet_since = time.monotonic() + patience, None
    while quiet_since is None or time.monotonic() < quiet_since + 1:
        meanwhile()
        quiet_since = None if _is_busy(database) else quiet_since or time.monotonic()
        assert time.monotonic() < until, f"not quiet after {patience} seconds: {_states(database)}"
        time.sleep(0.1)


def _is_busy(database: Database) -> bool:
    with suppress(OperationalError), database.reading() as session:
        moving = select(Delivery.id).where(col(Delivery.state).in_((DeliveryState.PLANNED, DeliveryState.SENDING)))
        asked = select(Registration.id).where(text("attention"))
        due = select(Discussion.id).where(col(Discussion.attention_at) <= utc_now() + RESTED)
        return any(session.exec(query.limit(1)).first() is not None for query in (moving, asked, due))
    return True


def _states(database: Database) -> list[tuple[str, str, int]]:
    with database.reading() as session:
        counted = select(Delivery.state, Delivery.reason, func.count()).group_by(Delivery.state, Delivery.reason)
        return [(state, reason, count) for state, reason, count in session.exec(counted).all()]

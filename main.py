"""The top of the house: the application, the tick, the service that runs both, and the command line."""
# ruff: noqa: E402

import gc

gc.disable()  # nothing that is imported becomes garbage, and to look for it takes an eighth of the start

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from litestar import Litestar, Router
from litestar.datastructures import State
from sqlmodel import Session

import events.routes_public
import notifications.routes_health
import registrations.routes_public
import speakers.preparing.routes_public
from events.rooms import providers
from events.schedule import follow_zone_rules
from foundation import edge, guards, limits, problems, zones
from foundation.access_log import forget_old_looks
from foundation.clock import Clock, SharedTime, utc_now
from foundation.companions import Companions
from foundation.database import Database
from foundation.front import Front, MadeWhenAsked
from foundation.idempotency import forget_old_answers
from foundation.kept_pages import KeptPages
from foundation.refusals import Refused
from foundation.settings import BadSetting, Settings
from live.streams import open_streams
from notifications import claims, commands, downtime, plan, trials
from notifications.channels import channel_for
from notifications.inbox.ways_in import WaysIn
from notifications.installation import wake_up
from notifications.letters import mailbox, self_test
from notifications.privacy import remains
from notifications.privacy.due import steps_due
from notifications.renewal import follow_sender
from notifications.send import Senders
from notifications.wings import WINGS
from registrations.certificates import earning
from registrations.importing.bring import forget_old_uploads
from registrations.rooms import see_to_rooms

gc.enable()
gc.freeze()
gc.set_threshold(10_000, 10, 20)  # most of what a letter is written from is gone by itself

log = logging.getLogger(__name__)
Step = Callable[[Session], object]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]
BODY_LIMIT = 1_000_000
RENEW_SECONDS, FOLLOW_SECONDS, BEAT_SECONDS, SWEEP_SECONDS, ROOM_SECONDS = 10, 60, 60, 3600, 5
ROUTERS = [
    events.routes_public.router, speakers.preparing.routes_public.router, registrations.routes_public.router,
    notifications.routes_health.router,
]  # fmt: skip


def create_app(
    settings: Settings, database: Database, *, now: Callable[[], datetime] = utc_now,
    wake: Callable[[], None] = lambda: None,
) -> Front:  # fmt: skip
    """The application over a migrated database. `wake` is called after every write that succeeded."""
    kept = KeptPages()

    def after_write() -> None:
        kept.clear()
        wake()

    state = State({"settings": settings, "database": database, "now": now, "after_write": after_write,
                   "mailbox_read_at": lambda: None})  # fmt: skip
    app = _framework(ROUTERS, state, lifespan=[edge.many_threads, open_streams])
    wings: dict[str, MadeWhenAsked] = {}
    for names, rooms in WINGS.items():
        wings |= dict.fromkeys(names, MadeWhenAsked(partial(_wing, rooms, state)))
    return Front(app, kept, is_https=settings.is_https, wings=wings)


def tick(database: Database, settings: Settings, now: datetime) -> None:
    """Plan everything that has become owed. Each step has its own transaction; one that fails is logged by its name
    and never stops the next. Doing it twice does no harm."""
    for name, step in _steps(database, settings, now):
        try:
            database.write(step)
        except Exception:
            log.exception("step %s of the tick failed; the next tick tries again", name)
    try:
        _clear_remains(database, settings, now)
    except Exception:
        log.exception("clearing away after erasures failed; the next tick tries again")


class Service:
    """The program at work: clock, senders, application. `start` and `stop` stand around the server's life."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings, self.database = settings, database
        self.now = SharedTime(database.moment)
        self.senders = Senders(
            database, settings, channel_for(settings.mail_url, settings.mail_connections), self.now
        )
        self.clock = Clock(self._tick, settings.tick_seconds)
        self.app = create_app(settings, database, now=self.now, wake=self.clock.wake)
        self.last_tick_at: datetime | None = None
        self.companions: Companions | None = None
        self.app.app.state.last_tick_at = lambda: self.last_tick_at
        self.inbox = WaysIn(settings, database, self.now, self.app.app.state.after_write)
        self.app.app.state.mailbox_read_at = self.inbox.read_at

    def start(self) -> None:
        """Begin to send and to tick."""
        self_test()
        self.now.follow()
        self.inbox.start(self.clock)
        with self.database.writing() as session:
            follow_zone_rules(session, self.now())
            follow_sender(session, mailbox(self.settings.mail_from).email, self.now())
            wake_up(session, self.settings.base_url, self.now())
        self._beat()
        if self.database.is_sqlite:
            self._take_over()
        self.senders.start()
        self.clock.start()
        self.clock.every(RENEW_SECONDS, self.senders.renew_leases)
        self.clock.every(FOLLOW_SECONDS, self.now.follow)
        self.clock.every(BEAT_SECONDS, self._beat)
        self.clock.every(SWEEP_SECONDS, self._sweep)
        if providers(self.settings):
            self.clock.every(ROOM_SECONDS, self._see_to_rooms)

    def end_streams(self) -> None:
        """They would be waited for; pages come back to whoever serves them then."""
        self.app.app.state.streams.close()

    def stop(self) -> None:
        """Finish the round of the clock and the messages in flight, then close the database."""
        self.inbox.stop()
        self.clock.stop()
        self.senders.stop()
        self.database.close()
        if self.companions is not None:
            self.companions.leave()

    def _take_over(self) -> None:
        """Whoever is alone with a SQLite file takes over at once what was left in flight; nobody waits for a lease."""
        self.companions = Companions(Path(self.database.url.removeprefix("sqlite:///")))
        if self.companions.are_none():
            with self.database.writing() as session:
                claims.take_back(session, self.now(), whole_house=True)
        self.companions.join()

    def _beat(self) -> None:
        settle = timedelta(seconds=self.settings.settle_seconds)
        self.database.write(lambda session: downtime.beat(session, self.now(), settle))

    def _sweep(self) -> None:
        """The net under the marks of decision 7, zone rules that changed with a new tzdata, and what may be forgotten.
        """
        zones.read_anew()
        self.database.write(lambda session: follow_zone_rules(session, self.now()))
        self.database.write(lambda session: plan.look_at_everything(session, self.now()))
        self.database.write(lambda session: forget_old_answers(session, self.now()))
        self.database.write(lambda session: forget_old_uploads(session, self.now()))
        self.database.write(lambda session: limits.forget_old_counts(session, self.now()))
        self.database.write(lambda session: forget_old_looks(session, self.now()))
        self.clock.wake()

    def _see_to_rooms(self) -> None:
        """Beside the tick: whoever waits for a letter does not wait for a provider of rooms."""
        see_to_rooms(self.database, providers(self.settings), self.now)

    def _tick(self) -> None:
        self.senders.renew_leases()  # before anything is taken back: our clock may have jumped
        self.database.turns.step_aside()
        tick(self.database, self.settings, self.now())
        self.last_tick_at = self.now()
        self.senders.wake()


def _wing(rooms: Callable[[], list[Router]], state: State) -> Litestar:
    return _framework(rooms(), state)


def _framework(routers: list[Router], state: State, lifespan: Sequence[Lifespan] = ()) -> Litestar:
    return Litestar(
        route_handlers=routers,
        dependencies=edge.DEPENDENCIES,
        exception_handlers=problems.HANDLERS,
        before_request=guards.refuse_other_sites,  # a plain function would cost each request a thread
        lifespan=lifespan,
        state=state,
        openapi_config=None,
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
    )


def _steps(database: Database, settings: Settings, now: datetime) -> Iterator[tuple[str, Step]]:
    """What wants to be looked at now. Most ticks find nothing, and ask for it in one transaction that only reads."""
    with database.reading() as session:
        are_left, are_asked = claims.are_left_behind(session, now), plan.are_sign_ins_in_question(session, now)
        are_tried = trials.are_asked(session, now)
        forgetting, earned = list(steps_due(session, now)), earning.discussions_due(session, now)
        changed, due = plan.discussions_with_changed_people(session), plan.discussions_in_question(session, now)
    if are_left:
        yield "take back", lambda session: claims.take_back(session, now)
    if are_asked:
        yield "sign-ins", lambda session: plan.plan_sign_ins(session, now)
    if are_tried:
        yield "trials", lambda session: trials.plan_trials(session, now)
    yield from forgetting
    for number in earned:
        yield f"certificates of discussion {number}", _certifying(number, now)
    for number in due:
        yield f"discussion {number}", _planning(plan.look_if_asked, number, settings, now)
    for number in sorted(set(changed) - set(due)):
        yield f"people of discussion {number}", _planning(plan.plan_people, number, settings, now)


def _clear_remains(database: Database, settings: Settings, now: datetime) -> None:
    with database.reading() as session:
        are_due = remains.are_due(session, now)
    if are_due:
        remains.clear(database, settings, now)


def _planning(step: Callable[..., None], number: int, settings: Settings, now: datetime) -> Step:
    settle = timedelta(seconds=settings.settle_seconds)
    return lambda session: step(session, number, now, settle, most=settings.fuse)


def _certifying(number: int, now: datetime) -> Step:
    return lambda session: earning.follow(session, number, now)


def serve(settings: Settings, database: Database, host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT; then answer what was asked, finish what is in flight, and end."""
    from foundation.serving import listen

    for number in (signal.SIGTERM, signal.SIGINT):  # the server raises them again when it has ended, for us to finish
        signal.signal(number, lambda *_: None)
    service = Service(settings, database)
    service.start()
    try:
        listen(service.app, host, port, before_end=service.end_streams)
    finally:
        service.stop()


def cli(arguments: Sequence[str] | None = None) -> int:
    """`python main.py …` (product.md, The outside of the program): 0 done, 2 bad input, 1 a fault."""
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        return commands.run(arguments if arguments is not None else sys.argv[1:], serve=serve, tick=tick)
    except (Refused, BadSetting) as refusal:
        print(refusal, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(cli())

"""The look at everything, every hour, is a net: whatever happened, the marks of decision 7 have found it before."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from foundation.database import Database
from notifications.plan import look_at_everything
from registrations.seats import come_back, give_up
from speakers.engagements import accept, decline
from tests.builders import NOW, THURSDAY, asked
from tests.notifications.house import DAY, HOUR, RESTED, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox


def test_after_every_act_a_look_at_everything_finds_nothing_more(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, capacity=1)
    ana, ben = ana_registers(database, discussion), ana_registers(database, discussion, "Ben")
    with database.writing() as session:
        eva, iwan = (asked(session, again(session, discussion), name) for name in ("Eva", "Iwan"))

    def writing(work: Callable[[Session], object]) -> Callable[[datetime], object]:
        def act(_: datetime) -> None:
            with database.writing() as session:
                work(session)

        return act

    acts: list[tuple[Callable[[datetime], object], list[tuple[str, str]]]] = [
        (lambda _: None, [("card", "eva"), ("card", "iwan"), ("invited", "ana"), ("waiting", "ben")]),
        (writing(lambda session: give_up(session, again(session, discussion), again(session, ana), NOW)),
         [("invited", "ben"), ("withdrawn", "ana")]),
        (writing(lambda session: come_back(session, again(session, discussion), again(session, ana), NOW + HOUR)),
         [("waiting", "ana")]),
        (writing(lambda session: accept(session, again(session, eva), NOW + 2 * HOUR)), [("invited", "eva")]),
        (writing(lambda session: decline(session, again(session, iwan), NOW + 3 * HOUR)), []),
        (lambda now: ana_registers(database, discussion, "Ben", now=now), [("link", "ben")]),
        (lambda now: move(database, discussion, THURSDAY, now - RESTED),
         [("changed", "ben"), ("changed", "citra"), ("changed", "eva"), ("changed", "rudi")]),
    ]  # fmt: skip

    for number, (act, expected) in enumerate(acts):
        now = NOW + number * DAY
        act(now)

        assert sorted(outbox.tick(now)) == expected
        with database.writing() as session:
            look_at_everything(session, now)
        assert outbox.tick(now) == []
    assert ben.is_waiting

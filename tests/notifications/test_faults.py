"""A real mail server with one misfortune: what becomes of the letter it meets, of the others, and of the channel."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlmodel import select

import main
from foundation.database import Database
from foundation.people import Person
from notifications import channel_state
from notifications.channels.smtp_connection import Patience
from notifications.models import Delivery
from notifications.send import Senders
from tests.builders import NOW
from tests.machines import smtp_faults as faults
from tests.machines.smtp import MailServer, smtp_server
from tests.notifications.house import HOUR, MINUTE, a_quiet_house, ana_registers
from tests.notifications.outcomes import plain_channel
from tests.outbox import SETTINGS, Outbox, name_of

HURRIED = Patience(connect=5, command=0.3, acceptance=0.3, farewell=1)


@dataclass(frozen=True)
class Became:
    """Of Ana's letter, which meets the misfortune; and how many copies she has in the end."""

    state: str
    attempts: int
    is_channel_shut: bool
    copies: int
    is_address_marked: bool = False


WAITS = Became("planned", 1, is_channel_shut=False, copies=1)
PAUSES = Became("planned", 0, is_channel_shut=True, copies=1)
DOUBTFUL = replace(WAITS, copies=2)
GIVEN_UP = Became("failed", 1, is_channel_shut=False, copies=0)


TABLE = {
    faults.GREYLISTED: WAITS,
    faults.STORAGE_FULL: WAITS,
    faults.DROPPED_BEFORE_THE_DOT: WAITS,
    faults.DROPPED_AFTER_THE_DOT: WAITS,
    faults.REPLY_LOST: DOUBTFUL,
    faults.SILENT_AFTER_THE_DOT: DOUBTFUL,
    faults.SILENT_AT_MAIL: PAUSES,
    faults.NO_RELAY_NOW: PAUSES,
    faults.CLOSING: PAUSES,
    faults.NO_SERVICE: PAUSES,
    faults.NO_TLS_NOW: PAUSES,
    faults.TLS_BREAKS_OFF: PAUSES,
    faults.NOT_TRUSTED: replace(PAUSES, attempts=1),  # counted, or that letter alone would shut the channel for ever
    faults.TOO_BIG: GIVEN_UP,
    faults.UNKNOWN_ADDRESS: replace(GIVEN_UP, is_address_marked=True),
}
TWICE = {faults.SILENT_AT_MAIL, faults.CLOSING}
"""A connection that was open already may have been closed meanwhile; so these count when a new one does the same."""


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_one_misfortune_loses_nothing_and_harms_nobody_else(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)

    became, others, ids = {}, Counter[str](), Counter[str]()
    for number, fault in enumerate(TABLE):
        now = NOW + number * HOUR
        for name in (f"Ana {number}", f"Budi {number}"):
            ana_registers(database, discussion, name, now=now)
        with smtp_server(security="starttls") as server:
            server.fail(fault, times=1 + (fault in TWICE))
            send_at(now, database, server)
            met = became_of(f"ana.{number}", database)
            for minutes in (1, 10, 30):
                send_at(now + minutes * MINUTE, database, server)
        copies = Counter(name_of(mail.recipient) for mail in server.received)
        became[fault] = replace(met, copies=copies.pop(f"ana.{number}", 0))
        others += copies
        ids.update({str(mail.message["Message-ID"]) for mail in server.received})

    assert became == TABLE
    assert others == {f"budi.{number}": 1 for number in range(len(TABLE))}
    assert len(ids) == len(others) + sum(row.copies > 0 for row in TABLE.values()), "a copy is recognisable"


def send_at(now: datetime, database: Database, server: MailServer) -> None:
    main.tick(database, SETTINGS, now)
    Senders(database, SETTINGS, replace(plain_channel(server), patience=HURRIED), lambda: now).send_due()


def became_of(name: str, database: Database) -> Became:
    with database.reading() as session:
        found = select(Delivery, Person).join(Person).where(Person.email == f"{name}@union.example")
        letter, person = session.exec(found).one()
        is_shut = channel_state.shut_channel(session, "email") is not None
    return Became(letter.state, letter.attempts, is_shut, copies=0, is_address_marked=bool(person.address_refused))

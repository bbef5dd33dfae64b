"""What the machines that watch the service are told: whether it is well, and numbers that name nobody."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient
from sqlalchemy import text
from sqlmodel import Session, col, select

import main
from foundation import edge
from foundation.database import Database
from foundation.languages import say
from foundation.people import Person
from notifications.channels import Rejected, TryAgain
from notifications.models import Delivery, DeliveryState
from notifications.routes_health import router
from notifications.vital_signs import due_now, late_messages
from tests.builders import NOW, a_discussion, a_published_discussion, registered
from tests.notifications.house import MINUTE, a_quiet_house, ana_registers
from tests.outbox import SETTINGS, Outbox

WELL = {"status": "ok", "database": "ok", "clock": "ok", "seconds_since_tick": 3.0, "late_messages": 0,
        "mail": "ok", "mailbox": "off"}  # fmt: skip


class Watcher:
    """A machine that looks at the service, whose last tick was three seconds ago unless a test says otherwise."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.last_tick_at: datetime | None = NOW - timedelta(seconds=3)
        self.mailbox_read_at: datetime | None = None
        self.state = State({
            "database": database, "now": lambda: self.now, "last_tick_at": lambda: self.last_tick_at,
            "mailbox_read_at": lambda: self.mailbox_read_at,
        })  # fmt: skip
        self.client: Any = None

    def health(self, now: datetime = NOW) -> tuple[int, dict[str, Any]]:
        self.now = now
        answer = self.client.get("/health")
        return answer.status_code, answer.json()

    def metrics(self, now: datetime = NOW) -> dict[str, float]:
        """The samples that are not zero, by name and labels."""
        self.now = now
        lines = [line for line in self.client.get("/metrics").text.splitlines() if not line.startswith("#")]
        samples = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
        return {name: value for name, value in samples.items() if value}


@pytest.fixture
def watcher(database: Database) -> Iterator[Watcher]:
    watcher = Watcher(database)
    app = Litestar([router], dependencies=edge.DEPENDENCIES, state=watcher.state, openapi_config=None)
    with TestClient(app) as client:
        watcher.client = client
        yield watcher


@pytest.fixture
def planned(database: Database) -> None:
    """Three invitations, planned at NOW and not sent: to the chair, to the resource person, to Ana."""
    with database.writing() as session:
        registered(session, a_published_discussion(session), "Ana")
    main.tick(database, SETTINGS, NOW)


def test_a_service_is_well_while_what_is_due_is_not_late(planned: None, watcher: Watcher) -> None:
    watcher.last_tick_at = NOW + 4 * MINUTE

    assert watcher.health(NOW + 5 * MINUTE - timedelta(seconds=1)) == (200, {**WELL, "seconds_since_tick": 59.0})


def test_messages_that_do_not_leave_make_it_unwell(planned: None, watcher: Watcher) -> None:
    watcher.last_tick_at = NOW + 5 * MINUTE

    assert watcher.health(NOW + 5 * MINUTE) == (
        503, {**WELL, "status": "late", "seconds_since_tick": 0.0, "late_messages": 3},
    )  # fmt: skip


def test_a_message_that_was_planned_late_is_given_its_time(database: Database, watcher: Watcher) -> None:
    with database.writing() as session:
        registered(session, a_published_discussion(session), "Ana")
    main.tick(database, SETTINGS, NOW + 60 * MINUTE)

    watcher.last_tick_at = NOW + 61 * MINUTE
    assert watcher.health(NOW + 61 * MINUTE) == (200, {**WELL, "seconds_since_tick": 0.0})


def test_a_message_that_the_mail_server_puts_off_is_not_late(planned: None, outbox: Outbox, watcher: Watcher) -> None:
    def later(recipient: str) -> None:
        raise TryAgain(say("busy"), connection_lost=False, counts=True)

    outbox.refusing = later
    outbox.tick(NOW)

    watcher.last_tick_at = NOW + 5.5 * MINUTE
    assert watcher.health(NOW + 5.5 * MINUTE) == (200, {**WELL, "seconds_since_tick": 0.0})


def test_a_clock_that_has_stopped_makes_it_unwell(watcher: Watcher) -> None:
    watcher.last_tick_at = NOW - 2 * MINUTE - timedelta(seconds=1)

    assert watcher.health() == (503, {**WELL, "status": "late", "clock": "late", "seconds_since_tick": 121.0})


def test_a_mailbox_that_is_not_read_is_told_and_alarms_nobody(watcher: Watcher) -> None:
    watcher.mailbox_read_at = NOW - 15 * MINUTE
    assert watcher.health() == (200, {**WELL, "mailbox": "ok"})

    watcher.mailbox_read_at = NOW - 16 * MINUTE
    assert watcher.health() == (200, {**WELL, "mailbox": "late"})


def test_a_clock_that_has_not_ticked_yet_is_no_fault(watcher: Watcher) -> None:
    watcher.last_tick_at = None

    assert watcher.health() == (200, {**WELL, "clock": "unknown", "seconds_since_tick": None})


def test_a_clock_that_another_process_has_is_no_fault(watcher: Watcher) -> None:
    del watcher.client.app.state["last_tick_at"]

    assert watcher.health() == (200, {**WELL, "clock": "unknown", "seconds_since_tick": None})


@pytest.mark.usefixtures("database_url")  # a database of its own, which it spoils
def test_a_database_that_cannot_answer_is_told(database: Database, watcher: Watcher) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE delivery"))

    down = {"status": "down", "database": "down", "late_messages": None, "mail": "unknown"}
    assert watcher.health() == (503, {**WELL, **down})


@pytest.mark.parametrize("path", ["/health", "/metrics"])
def test_no_answer_is_kept_by_anybody(watcher: Watcher, path: str) -> None:
    assert watcher.client.get(path).headers["cache-control"] == "no-store"


def test_metrics_count_what_is_due(planned: None, database: Database, watcher: Watcher) -> None:
    with database.writing() as session:
        a_discussion(session)
        first = session.exec(select(Delivery).order_by(col(Delivery.id)).limit(1)).one()
        first.state, first.leased_until = DeliveryState.SENDING, NOW + MINUTE
    before = watcher.metrics(NOW)

    after = watcher.metrics(NOW + MINUTE)

    assert after == before | {"rembuk_oldest_due_seconds": 60, "rembuk_seconds_since_tick": 63}
    assert {name: value for name, value in before.items() if "_total" not in name} == {
        'rembuk_messages_due{state="planned",kind="invited"}': 2,
        'rembuk_messages_due{state="sending",kind="invited"}': 1,
        'rembuk_discussions{state="draft"}': 1,
        'rembuk_discussions{state="published"}': 1,
        "rembuk_seconds_since_tick": 3,
    }  # fmt: skip


def test_metrics_count_what_was_sent_and_what_failed(database: Database, outbox: Outbox, watcher: Watcher) -> None:
    discussion = a_quiet_house(database, outbox)
    before = watcher.metrics()

    def nobody(recipient: str) -> None:
        if recipient == "ben@union.example":
            raise Rejected(say("unknown"), bad_address=True)

    outbox.refusing = nobody
    for name in ("Ana", "Ben", "Cora"):
        ana_registers(database, discussion, name)
    outbox.tick(NOW)

    after = watcher.metrics()
    risen = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    assert risen == {
        'rembuk_messages_sent_total{kind="invited"}': 2, 'rembuk_messages_failed_total{kind="invited"}': 1,
    }  # fmt: skip


def test_metrics_read_as_prometheus_does_and_name_nobody(planned: None, watcher: Watcher) -> None:
    answer = watcher.client.get("/metrics")

    sample = r'rembuk_[a-z_]+(\{[a-z]+="[a-z_]+"(,[a-z]+="[a-z_]+")*\})? [0-9.]+'
    comment = r"# (HELP rembuk_[a-z_]+ .+|TYPE rembuk_[a-z_]+ (gauge|counter))"
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert [line for line in answer.text.splitlines() if not re.fullmatch(f"{sample}|{comment}", line)] == []
    names = re.findall(r"^# TYPE (\S+)", answer.text, re.MULTILINE)
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_looking_costs_the_same_however_much_was_sent_before(session: Session) -> None:
    discussion = a_published_discussion(session)
    registered(session, discussion, "Ana")
    steps_of_a_look(session)  # the first one reads the schema too
    at_first = steps_of_a_look(session)

    session.add_all(a_sent_delivery(session, discussion.id or 0, occasion) for occasion in range(2000))
    session.flush()

    assert steps_of_a_look(session) == at_first


def steps_of_a_look(session: Session) -> int:
    """How many instructions SQLite carries out to say what is due and what is late."""
    steps = []
    connection = session.connection().connection.driver_connection
    assert connection is not None
    connection.set_progress_handler(lambda: steps.append(1), 1)
    due_now(session, NOW)
    late_messages(session, NOW)
    connection.set_progress_handler(None, 1)
    return len(steps)


def a_sent_delivery(session: Session, discussion_id: int, occasion: int) -> Delivery:
    person_id = session.exec(select(Person.id).limit(1)).one()
    return Delivery(
        kind="invited", person_id=person_id or 0, discussion_id=discussion_id, occasion=occasion, channel="email",
        state=DeliveryState.SENT, priority=50, due_at=NOW, expires_at=NOW, created_at=NOW,
    )  # fmt: skip

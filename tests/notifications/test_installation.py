"""A copy of the database that wakes up elsewhere, or yesterday's copy brought back, writes to nobody by itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

import main
from foundation.backup import backup
from foundation.database import Database
from foundation.sign_in import add_organiser
from notifications import holds
from notifications.installation import wake_up
from notifications.models import Delivery, DeliveryState, Hold, Why
from tests.builders import NOW, an_office, at_once
from tests.conftest import SECRET_KEY
from tests.notifications.house import DAY, HOUR, MINUTE, a_quiet_house, ana_registers
from tests.outbox import Outbox

HERE, ELSEWHERE = "https://rembuk.example", "https://copy.example"


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the command line finds its settings. Its mail is kept in a folder."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "BASE_URL": HERE}.items():
        monkeypatch.setenv(f"REMBUK_{name}", value)
    yield tmp_path


def waking_at(database: Database, *addresses: str) -> list[tuple[Why, str]]:
    """What is held after the service was at work at these addresses, one after the other."""
    with database.writing() as session:
        for address in addresses:
            wake_up(session, address, NOW)
        return [(hold.why, hold.words) for hold in holds.open_holds(session)]


@pytest.mark.parametrize(
    ("addresses", "held"),
    [
        ([HERE], []),
        ([HERE, HERE, "http://Rembuk.example"], []),
        (["http://127.0.0.1:8000", "http://localhost:40123"], []),
        ([HERE, ELSEWHERE], [(Why.MOVED, HERE)]),
        ([HERE, f"{HERE}:8443"], [(Why.MOVED, HERE)]),
        ([HERE, "http://127.0.0.1:8000"], [(Why.MOVED, HERE)]),
        ([HERE, ELSEWHERE, ELSEWHERE, HERE], [(Why.MOVED, HERE)]),
    ],
)
def test_only_another_address_holds_everything(
    database: Database, addresses: list[str], held: list[tuple[Why, str]]
) -> None:
    assert waking_at(database, *addresses) == held


def test_two_replicas_that_start_at_another_address_ask_once(database: Database) -> None:
    waking_at(database, HERE)

    def waking(session: Session) -> None:
        wake_up(session, ELSEWHERE, NOW)

    at_once(database, [waking] * 4)

    with database.reading() as session:
        assert [hold.why for hold in holds.open_holds(session)] == [Why.MOVED]


def test_a_copy_that_is_served_elsewhere_writes_to_nobody(database: Database, outbox: Outbox) -> None:
    ana_registers(database, a_quiet_house(database, outbox))

    assert waking_at(database, HERE, ELSEWHERE) == [(Why.MOVED, HERE)]
    assert [outbox.tick(NOW + days * DAY) for days in range(20)] == [[]] * 20


def test_yesterdays_copy_writes_to_nobody_until_it_is_released_and_then_only_what_is_true(
    database: Database, database_url: str, outbox: Outbox, environment: Path
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Ana")
    backup(database_url, environment / "copy")
    outbox.tick(NOW)
    ana_registers(database, discussion, "Budi", now=NOW + HOUR)
    outbox.tick(NOW + HOUR)
    assert [posted.name for posted in outbox.posted] == ["ana", "budi"]
    database.close()

    assert main.cli(["restore", "copy"]) == 0

    restored = Database(database_url, SECRET_KEY)
    mail = Outbox(restored)
    assert [mail.tick(NOW + hours * HOUR) for hours in range(20, 30)] == [[]] * 10
    with restored.writing() as session:
        [hold] = session.exec(select(Hold)).all()
        assert (hold.why, hold.words, holds.number_held(session, hold)) == (Why.RESTORED, "copy", 1)
        holds.release(session, hold, add_organiser(session, "dewi@x.example", an_office(session), NOW), NOW + 2 * DAY)
    assert mail.tick(NOW + 2 * DAY) == [("invited", "ana")]
    assert [letter.message["Message-ID"] for letter in mail.to("ana")] == [
        letter.message["Message-ID"] for letter in outbox.to("ana")
    ]
    restored.close()


def test_the_check_says_that_everything_is_held(
    database: Database, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.cli(["check"]) == 0
    waking_at(database, HERE, ELSEWHERE)

    assert main.cli(["check"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        "sending\tHeld: the service runs at another address than before. Since 2027-02-01T03:00Z; decide at "
        "https://rembuk.example/desk/sending"
    )


def backlog(database: Database, outbox: Outbox, *names: str, ago: timedelta) -> Counter[str]:
    """What becomes of the invitations to people who registered so long ago and were never planned for, in a house that
    lets two of them pass."""
    discussion = a_quiet_house(database, outbox)
    for name in names:
        ana_registers(database, discussion, name, now=NOW - ago)
    outbox.settings = replace(outbox.settings, fuse=2)
    outbox.tick(NOW + MINUTE)
    with database.reading() as session:
        return Counter(session.exec(select(Delivery.state).where(Delivery.due_at < NOW)).all())


def test_a_backlog_is_held_and_asks(database: Database, outbox: Outbox) -> None:
    assert backlog(database, outbox, "Ana", "Budi", "Cici", ago=2 * DAY) == {DeliveryState.HELD: 3}
    with database.reading() as session:
        [hold] = holds.open_holds(session)
    assert (hold.why, hold.kind, hold.planned_until) == (Why.FUSE, "invited", NOW + MINUTE)


def test_few_or_recent_letters_are_no_backlog(database: Database, outbox: Outbox) -> None:
    assert backlog(database, outbox, "Ana", "Budi", ago=2 * DAY) == {DeliveryState.SENT: 2}


def test_many_who_are_owed_something_now_are_no_backlog(database: Database, outbox: Outbox) -> None:
    assert backlog(database, outbox, "Ana", "Budi", "Cici", "Dedi", ago=23 * HOUR) == {DeliveryState.SENT: 4}

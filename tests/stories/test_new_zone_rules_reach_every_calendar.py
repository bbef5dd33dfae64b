"""A government changes its clocks: the wall time that was agreed stays, and every calendar is corrected by mail."""

from datetime import UTC, datetime, timedelta

import pytest

from events.schedule import follow_zone_rules
from foundation.database import Database
from tests import zone_rules
from tests.builders import DILI, JAKARTA, NOW
from tests.notifications.house import DAY, HOUR, RESTED, START, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

EVERYBODY = {"ana", "domingos", "citra", "rudi"}


def test_new_zone_rules_reach_every_calendar(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Ana")
    ana_registers(database, discussion, "Domingos", timezone=DILI)
    outbox.tick(NOW)
    first = {name: outbox.to(name)[-1].event for name in ("ana", "domingos")}
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.EIGHT_HOURS)

    with database.writing() as session:
        follow_zone_rules(session, NOW + DAY)
    told = outbox.tick(NOW + DAY + RESTED)

    assert sorted(told) == sorted(("changed", name) for name in EVERYBODY)
    letters = {name: outbox.to(name)[-1] for name in EVERYBODY}
    assert {(str(letter.calendar["METHOD"]), int(letter.event["SEQUENCE"])) for letter in letters.values()} == {
        ("REQUEST", 1)
    }
    assert {letter.event.start for letter in letters.values()} == {START - HOUR}
    assert {name: letters[name].event["UID"] for name in first} == {name: one["UID"] for name, one in first.items()}
    assert "Wednesday, 24 February 2027, 15:00 TLT (14:00" in " ".join(letters["domingos"].text.split())


def test_reminders_keep_to_the_new_instant(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, "Ana")
    outbox.tick(NOW)
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.EIGHT_HOURS)
    with database.writing() as session:
        follow_zone_rules(session, NOW + DAY)
        assert again(session, discussion).zone_moved_at == NOW + DAY
    outbox.tick(NOW + DAY + RESTED)

    hour_before = datetime(2027, 2, 24, 5, tzinfo=UTC)
    assert "reminder_hour" not in {kind for kind, _ in outbox.tick(hour_before - timedelta(minutes=1))}
    assert ("reminder_hour", "ana") in outbox.tick(hour_before)

"""A discussion moves: participants, chair, resource person and observer hear of it once each, and of nothing old."""

from datetime import UTC, datetime

from foundation.database import Database
from foundation.people import Role
from tests.builders import NOW, THURSDAY, accepted
from tests.notifications.house import DAY, EVE, HOUR, RESTED, START, a_quiet_house, again, ana_registers, move
from tests.outbox import Outbox

EVERYBODY = {"ana", "budi", "citra", "rudi", "oki"}


def test_a_move_reaches_every_calendar(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        accepted(session, again(session, discussion), "Oki", Role.OBSERVER)
    ana_registers(database, discussion, "Ana")
    ana_registers(database, discussion, "Budi", timezone="Asia/Jayapura", language="id")
    outbox.tick(NOW)

    move(database, discussion, THURSDAY, NOW + DAY)
    told = outbox.tick(NOW + DAY + RESTED)

    assert sorted(told) == sorted(("changed", name) for name in EVERYBODY)
    letters = {name: outbox.to(name)[-1] for name in EVERYBODY}
    assert {(str(letter.calendar["METHOD"]), int(letter.event["SEQUENCE"])) for letter in letters.values()} == {
        ("REQUEST", 1)
    }
    assert {letter.event.start for letter in letters.values()} == {datetime(2027, 2, 25, 7, tzinfo=UTC)}
    words = " ".join(letters["budi"].text.split())
    assert "dari Rabu, 24 Februari 2027 pukul 16.00 WIT (14.00 WIB)" in words
    assert "menjadi Kamis, 25 Februari 2027 pukul 16.00 WIT (14.00 WIB)" in words

    reminded = {moment: {name for _, name in outbox.tick(moment)} for moment in (EVE, START - HOUR, EVE + DAY)}
    assert reminded == {EVE: set(), START - HOUR: set(), EVE + DAY: EVERYBODY}
    assert {name for _, name in outbox.tick(START + DAY - HOUR)} == EVERYBODY

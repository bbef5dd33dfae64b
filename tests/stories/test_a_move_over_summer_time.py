"""A discussion moves past the day on which the clocks of one reader change: each reads their own hour, old and new."""

from datetime import UTC, datetime

from foundation.database import Database
from tests.builders import DILI, JAKARTA, NOW, ZURICH
from tests.notifications.house import DAY, HOUR, RESTED, a_quiet_house, ana_registers, move
from tests.outbox import Outbox

FRIDAY, MONDAY = datetime(2027, 3, 26, 22), datetime(2027, 3, 29, 22)
"""22:00 in Jakarta, where it is Saturday in Dili already; in between lies the last Sunday of March."""
ZONES = {"ani": JAKARTA, "yosefina": "Asia/Jayapura", "domingos": DILI, "urs": ZURICH}
READ = {
    "ani": "from Friday, 26 March 2027, 22:00 WIB to Monday, 29 March 2027, 22:00 WIB",
    "yosefina": "from Saturday, 27 March 2027, 00:00 WIT (Friday, 26 March, 22:00 WIB) "
                "to Tuesday, 30 March 2027, 00:00 WIT (Monday, 29 March, 22:00 WIB)",
    "domingos": "from Saturday, 27 March 2027, 00:00 TLT (Friday, 26 March, 22:00 WIB) "
                "to Tuesday, 30 March 2027, 00:00 TLT (Monday, 29 March, 22:00 WIB)",
    "urs": "from Friday, 26 March 2027, 16:00 CET (22:00 WIB) to Monday, 29 March 2027, 17:00 CEST (22:00 WIB)",
}  # fmt: skip


def test_a_move_over_summer_time_is_told_on_every_clock(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox, starts_at_local=FRIDAY)
    for name, zone in ZONES.items():
        ana_registers(database, discussion, name.capitalize(), timezone=zone)
    outbox.tick(NOW)

    move(database, discussion, MONDAY, NOW + DAY + 6 * HOUR)
    outbox.tick(NOW + DAY + 6 * HOUR + RESTED)

    letters = {name: outbox.to(name)[-1] for name in ZONES}
    unread = [name for name, words in READ.items() if words not in " ".join(letters[name].text.split())]
    assert unread == []
    assert {letter.event.start for letter in letters.values()} == {datetime(2027, 3, 29, 15, tzinfo=UTC)}

"""A seat is given up with one tap, and the first in line has it before anybody else can take it."""

from foundation.database import Database
from tests.browsing import Visitor, visitor
from tests.builders import NOW
from tests.notifications.house import HOUR
from tests.outbox import Outbox
from tests.registrations.rows import all_registered, published

__all__ = ["visitor"]


def test_a_cancelled_seat_passes_on(database: Database, outbox: Outbox, visitor: Visitor) -> None:
    published(database, capacity=1)
    outbox.tick(NOW)
    for name in ("Ana", "Budi"):
        visitor.press(visitor.open("/discussions/talk"), "Register" if name == "Ana" else "Join the waiting list",
                      full_name=name, email=f"{name.lower()}@union.example", consent_take_part="yes")  # fmt: skip
    assert outbox.tick(NOW) == [("invited", "ana"), ("waiting", "budi")]
    link = next(word for word in outbox.to("ana")[0].text.split() if "/r/" in word)

    visitor.now = NOW + HOUR
    visitor.press(visitor.open(link.partition("rembuk.example")[2]), "Cancel my registration")

    assert [(name, status.value) for name, _, status in all_registered(database)] == [
        ("Ana", "cancelled"), ("Budi", "confirmed"),
    ]  # fmt: skip
    assert outbox.tick(NOW + HOUR) == [("withdrawn", "ana"), ("invited", "budi")]

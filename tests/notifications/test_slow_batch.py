"""Letters are claimed several at once; the last of them may wait for those before it."""

from datetime import timedelta

from sqlmodel import select

import main
from foundation.database import Database
from notifications.models import Delivery
from notifications.send import Senders
from tests.notifications.house import MINUTE, START, a_quiet_house
from tests.outbox import Outbox


def test_what_became_too_late_behind_a_slow_letter_does_not_leave(database: Database, outbox: Outbox) -> None:
    a_quiet_house(database, outbox)
    outbox.now = START - 11 * MINUTE
    clock = [outbox.now]

    def take_two_minutes(_: str) -> None:
        clock[0] += timedelta(minutes=2)

    outbox.refusing = take_two_minutes
    main.tick(database, outbox.settings, clock[0])
    Senders(database, outbox.settings, outbox, lambda: clock[0]).send_due()

    assert [posted.name for posted in outbox.posted] == ["citra"]
    assert outbox.tick(START - 8 * MINUTE) == []
    with database.reading() as session:
        letters = session.exec(select(Delivery).where(Delivery.kind == "reminder_hour")).all()
    assert sorted((letter.state.value, letter.reason) for letter in letters) == [
        ("sent", "250 taken"), ("skipped", "Too late: it would no longer be of use."),
    ]  # fmt: skip

"""Letters that may have arrived without our hearing of it, or never will: what follows must fit both. Each of these
was told wrongly once; they were found by reading while stories/test_any_history.py was built."""

from collections.abc import Callable

import pytest

from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.languages import say
from notifications.channels import Rejected, TryAgain
from registrations import seats
from registrations.models import Registration
from speakers import readiness
from tests.builders import NOW
from tests.notifications.house import HOUR, MINUTE, RESTED, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

Refusal = Callable[[str], None]


def broken(recipient: str) -> None:
    raise TryAgain(say("The line broke."), connection_lost=True, counts=True, in_doubt=True)


def busy(recipient: str) -> None:
    raise TryAgain(say("451 later"), connection_lost=False, counts=True)


def rejected(recipient: str) -> None:
    raise Rejected(say("554 this letter is not wanted"))


def nothing(recipient: str) -> None:
    """The letter is taken."""


def leave(database: Database, discussion: Discussion, registration: Registration) -> None:
    with database.writing() as session:
        seats.give_up(session, again(session, discussion), again(session, registration), NOW + 2 * HOUR)


def rename(database: Database, discussion: Discussion, title: str, *, hours: int) -> None:
    with database.writing() as session:
        found = again(session, discussion)
        readiness.change(session, found, plan_of(found, title=title), NOW + hours * HOUR)


@pytest.mark.parametrize("refusal", [busy, rejected])
def test_a_refusal_does_not_settle_the_doubt_before_it(
    database: Database, outbox: Outbox, refusal: Refusal
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana = ana_registers(database, discussion)
    outbox.breaking_after = broken
    outbox.tick(NOW)  # Ana has the invitation, and nobody told us
    outbox.breaking_after, outbox.refusing = nothing, refusal
    outbox.tick(NOW + HOUR)
    outbox.refusing = nothing

    leave(database, discussion, ana)

    assert outbox.tick(NOW + 2 * HOUR) == [("withdrawn", "ana")]
    invitation, cancellation = (letter.event for letter in outbox.to("ana"))
    assert (cancellation["UID"], cancellation["SEQUENCE"]) == (invitation["UID"], 1)


def test_an_invitation_keeps_its_uid_through_doubt_and_refusal(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.breaking_after = broken
    outbox.tick(NOW)
    outbox.breaking_after, outbox.refusing = nothing, busy
    outbox.tick(NOW + HOUR)
    outbox.refusing = nothing

    assert outbox.tick(NOW + 2 * HOUR) == [("invited", "ana")]
    first, second = (letter.event for letter in outbox.to("ana"))
    assert (first["UID"], first["SEQUENCE"]) == (second["UID"], second["SEQUENCE"])


def test_a_letter_rejected_for_good_does_not_hold_up_the_next_change(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    rename(database, discussion, "Free money, click here", hours=1)
    outbox.refusing = rejected
    outbox.tick(NOW + HOUR + RESTED)
    outbox.refusing = nothing
    assert outbox.tick(NOW + 2 * HOUR) == []

    rename(database, discussion, "Who pays", hours=3)

    heard = outbox.tick(NOW + 3 * HOUR + RESTED)
    assert (len(heard), str(outbox.to("ana")[-1].event["SUMMARY"])) == (3, "Who pays")
    assert outbox.tick(NOW + 3 * HOUR + RESTED + MINUTE) == []

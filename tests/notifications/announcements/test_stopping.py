"""An announcement that is stopped, thrown away or refused does not leave."""



from events.models import Discussion
from foundation.database import Database
from notifications.announcements.writing import announcements_in, appoint, stop, write
from notifications.plan import plan_discussion
from tests.announcing import a_writing
from tests.builders import NOW, refusals
from tests.notifications.announcements.props import announced, readers, stopped
from tests.notifications.announcements.test_leaving import EVENING, MORNING, discussion, skipped
from tests.notifications.house import DAY, HOUR, MINUTE, RESTED, START, again, ana_registers
from tests.outbox import Outbox

__all__ = ["discussion"]


def test_what_is_stopped_does_not_leave(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    announcement = announced(database, discussion, NOW + HOUR)

    stopped(database, announcement, NOW + MINUTE)
    outbox.tick(NOW + HOUR)

    assert readers(outbox) == []


def test_stopped_halfway_only_the_rest_stays_here(database: Database, discussion: Discussion, outbox: Outbox) -> None:
    ana_registers(database, discussion, "Zoe", timezone="Europe/Zurich")
    announcement = announced(database, discussion, EVENING)
    outbox.tick(EVENING)

    stopped(database, announcement, EVENING + HOUR)
    outbox.tick(MORNING)

    assert readers(outbox) == ["zoe"]


def test_what_was_planned_before_it_was_stopped_says_why_it_stays(
    database: Database, discussion: Discussion, outbox: Outbox
) -> None:
    announcement = announced(database, discussion, NOW)
    with database.writing() as session:
        plan_discussion(session, discussion.id or 0, NOW, RESTED)

    stopped(database, announcement, NOW)
    outbox.tick(NOW)

    assert readers(outbox) == []
    assert sorted(skipped(database)) == [(name, "The announcement was stopped.") for name in ("Ana", "Citra", "Rudi")]


def test_only_a_draft_is_thrown_away(database: Database, discussion: Discussion) -> None:
    with database.writing() as session:
        found = again(session, discussion)
        draft, planned = (write(session, found, a_writing(), NOW) for _ in range(2))
        appoint(session, planned, NOW + HOUR, NOW)
        for announcement in (draft, planned):
            stop(session, announcement, NOW)

        assert [(one.id, one.stopped_at) for one in announcements_in(session, found)] == [(planned.id, NOW)]


def test_hours_that_make_no_sense_are_refused(database: Database, discussion: Discussion) -> None:
    with database.writing() as session:
        announcement = write(session, again(session, discussion), a_writing(), NOW)

        assert refusals(session, appoint, announcement, NOW - MINUTE, NOW) == {
            "send_at_local": "This hour has passed. Choose a later one."
        }
        assert refusals(session, appoint, announcement, START + 31 * DAY, NOW) == {
            "send_at_local": "Personal links of this discussion end on 26 March. Write from a later discussion."
        }
        stop(session, announcement, NOW)

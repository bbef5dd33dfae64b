"""What a person is waiting for leaves before a mailing of many, however many of it wait."""

from datetime import datetime, timedelta

from sqlalchemy import text

from benchmarks.props import add_people
from events.models import Discussion
from foundation.database import Database
from notifications.claims import claim
from notifications.plan import CROWD, plan_people
from tests.builders import NOW
from tests.notifications.announcements.props import announced
from tests.notifications.house import MINUTE, RESTED, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

MANY = 50_000
WAITING = """
INSERT INTO delivery (kind, person_id, discussion_id, occasion, channel, state, priority, due_at, expires_at, attempts,
                      doubts, fence, reason, created_at)
SELECT 'announcement', id, :discussion, :occasion, 'email', 'planned', 90, created_at, :expires, 0, 0, 0, '', created_at
FROM person WHERE email LIKE 'person%'
"""


def test_a_confirmation_is_claimed_next_though_fifty_thousand_wait(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    announcement = announced(database, discussion, NOW + timedelta(days=1))
    with database.writing() as session:
        add_people(session, MANY)
        about = {"discussion": discussion.id, "occasion": announcement.id, "expires": f"{NOW + timedelta(days=9)}"}
        session.connection().execute(text(WAITING), about)

    ana_registers(database, discussion)
    plan(database, discussion)
    with database.writing() as session:
        first = claim(session, NOW, RESTED, 4, organiser="rembuk@rembuk.example") or []

    assert [(one.facts.kind, one.facts.person.email) for one in first] == [("invited", "ana@union.example")]


def test_who_registers_alone_does_not_wait_behind_a_list_that_was_read_in(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    for number in range(CROWD + 1):
        ana_registers(database, discussion, f"Listed {number}")
    plan(database, discussion)
    ana_registers(database, discussion, "Budi", NOW + MINUTE)
    plan(database, discussion, NOW + MINUTE)

    with database.writing() as session:
        first = claim(session, NOW + MINUTE, RESTED, 1, organiser="rembuk@rembuk.example") or []

    assert [one.facts.person.email for one in first] == ["budi@union.example"]


def plan(database: Database, discussion: Discussion, now: datetime = NOW) -> None:
    with database.writing() as session:
        plan_people(session, again(session, discussion).id or 0, now, RESTED)

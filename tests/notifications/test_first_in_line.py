"""What a person is waiting for leaves before a mailing of many, however many of it wait."""

from datetime import timedelta

from sqlalchemy import text

from benchmarks.props import add_people
from foundation.database import Database
from notifications.claims import claim
from notifications.plan import plan_people
from tests.builders import NOW
from tests.notifications.announcements.props import announced
from tests.notifications.house import RESTED, a_quiet_house, again, ana_registers
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
    with database.writing() as session:
        plan_people(session, again(session, discussion).id or 0, NOW, RESTED)
        first = claim(session, NOW, RESTED, 4, organiser="rembuk@rembuk.example") or []

    assert [(one.facts.kind, one.facts.person.email) for one in first] == [("invited", "ana@union.example")]

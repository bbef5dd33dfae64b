"""How a long mailing goes, while it leaves."""

from datetime import timedelta

from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from foundation.settings import Settings
from notifications.models import Delivery, DeliveryState
from notifications.progress import Progress, progress_of
from tests.browsing import Visitor
from tests.builders import NOW, registered
from tests.desk import SARI
from tests.notifications.kept_mail import desk, post_letters, published, settings

__all__ = ["desk", "settings"]

MINUTE = timedelta(minutes=1)
PROGRESS = "/desk/discussions/talk/messages/progress"


def a_mailing(database: Database, settings: Settings) -> None:
    """Of ten to participants that began two minutes ago; six have left, one failed, one waits for another attempt."""
    discussion = published(database)
    post_letters(database, settings, NOW - 10 * MINUTE)
    with database.writing() as session:
        for number in range(10):
            registered(session, session.get_one(Discussion, discussion.id), f"Ana {number}", now=NOW - 2 * MINUTE)
    post_letters(database, settings, NOW - 2 * MINUTE)
    with database.writing() as session:
        for delivery in list(_letters(session))[-4:]:
            delivery.state, delivery.sent_at = DeliveryState.PLANNED, None
        failed, put_off, *_ = list(_letters(session))[-4:]
        failed.state, put_off.due_at = DeliveryState.FAILED, NOW + MINUTE


def _letters(session: Session) -> list[Delivery]:
    return list(session.exec(select(Delivery).order_by(Delivery.id)).all())  # type: ignore[arg-type]


def test_a_mailing_says_how_far_it_is_and_how_long_it_takes(database: Database, settings: Settings) -> None:
    a_mailing(database, settings)

    with database.reading() as session:
        found = progress_of(session, session.exec(select(Discussion)).one(), NOW)

    assert found == Progress(done=7, in_all=9, failed=1, per_minute=3)
    assert (found.left, found.minutes_left) == (2, 1)


def test_the_page_follows_by_itself_until_its_reader_stops_it_or_all_has_left(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    a_mailing(database, settings)

    following = desk.open(PROGRESS)
    still = desk.open(following.links["Stop following"])
    post_letters(database, settings, NOW)
    after = desk.open(PROGRESS)

    assert following.headers["Refresh"] == "5"
    assert following.text(".note--wait") == "7 of 9 have left. 1 did not arrive. 3 a minute, about 1 minute left."
    assert ["Refresh" in page.headers for page in (still, after)] == [False, False]
    assert "Everything that was due has left." in after.text(".empty")
    assert SARI not in following.html

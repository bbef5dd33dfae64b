"""The demo looks, at any moment, like a series that is under way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from events.models import Discussion, DiscussionState
from events.plans import SeriesPlan
from events.queries import discussions_in
from events.schedule import create_series
from foundation.database import Database
from foundation.people import Role
from foundation.refusals import Conflict
from foundation.sign_in import Organiser
from registrations.demo import load_demo
from registrations.models import Registration, Status, Visit
from registrations.queries import counts
from speakers.models import Answer, Engagement
from tests.builders import JAKARTA, NOW, an_office, every_row
from tests.outbox import Outbox

DAY = timedelta(days=1)
BEFORE_MIDNIGHT = datetime(2027, 2, 3, 16, 59, 59, tzinfo=UTC)
"""The last second of a Wednesday in Jakarta."""


def loaded(session: Session, now: datetime) -> list[Discussion]:
    load_demo(session, now)
    return list(session.exec(select(Discussion).order_by(Discussion.number)).all())  # type: ignore[arg-type]


@pytest.mark.parametrize("now", [NOW, BEFORE_MIDNIGHT, BEFORE_MIDNIGHT + timedelta(seconds=1), NOW + 1000 * DAY])
def test_two_discussions_have_ended_one_is_tomorrow_and_the_others_lie_ahead(session: Session, now: datetime) -> None:
    discussions = loaded(session, now)

    today = now.astimezone(ZoneInfo(JAKARTA)).date()
    days = [(discussion.starts_at_local.date() - today).days for discussion in discussions]
    assert [discussion.is_over(now) for discussion in discussions] == [True] * 2 + [False] * 6
    assert days[2] == 1
    assert sorted(days) == days
    wednesdays = [discussion.starts_at_local.weekday() for number, discussion in enumerate(discussions) if number != 2]
    assert wednesdays == [2] * 7


def test_the_discussion_of_tomorrow_is_full_and_four_wait(session: Session) -> None:
    discussions = loaded(session, NOW)

    numbers = [discussion.id or 0 for discussion in discussions]
    counted = list(counts(session, numbers).values())
    assert counted == [
        {Status.CONFIRMED: 28, Status.CANCELLED: 2},
        {Status.CONFIRMED: 32, Status.CANCELLED: 2},
        {Status.CONFIRMED: 12, Status.WAITING: 4},
        {Status.CONFIRMED: 10, Status.CANCELLED: 1},
        {Status.CONFIRMED: 5},
        {}, {}, {},
    ]  # fmt: skip


def test_everything_but_the_last_discussion_is_public_and_some_answers_are_open(session: Session) -> None:
    discussions = loaded(session, NOW)

    last = discussions[-1]
    is_open = Engagement.answer != Answer.ACCEPTED
    open_answers = session.exec(select(Engagement).where(is_open).order_by(col(Engagement.id))).all()
    assert [discussion.state for discussion in discussions] == [DiscussionState.PUBLISHED] * 7 + [DiscussionState.DRAFT]
    assert {row.answer for row in open_answers} == {Answer.ASKED}
    assert [(row.full_name, row.discussion_id == last.id) for row in open_answers] == [
        ("Ni Luh Contoh Ayu", False), ("Nur'aini Contoh", False), ("Domingas Ezemplu dos Santos", True),
        ("Filomeno Ezemplu", True), ("Amara Exemplo", True),
    ]  # fmt: skip
    chairs = session.exec(select(Engagement.answer).where(Engagement.role == Role.CHAIR)).all()
    assert chairs == [Answer.ACCEPTED] * 8


def test_nothing_in_it_happens_after_the_present_moment(session: Session) -> None:
    loaded(session, NOW)

    columns = [Registration.registered_at, Registration.cancelled_at, Engagement.answered_at, Visit.joined_at]
    latest = [session.exec(select(func.max(column))).one() for column in columns]
    assert max(moment for moment in latest if moment) <= NOW
    assert session.exec(select(func.count()).select_from(Visit)).one() == 44


def test_loading_it_twice_changes_nothing(session: Session) -> None:
    organiser = load_demo(session, NOW)
    before = every_row(session)

    again = load_demo(session, NOW + 30 * DAY)

    assert again is organiser
    assert (organiser.full_name, organiser.email) == ("Contohyanto", "contohyanto@example.org")
    assert every_row(session) == before


def test_its_organiser_works_at_the_desk_of_its_office_alone(session: Session) -> None:
    other = an_office(session)

    organiser = load_demo(session, NOW)

    work = session.get_one(Organiser, organiser.id)
    assert work.office_id != other.id


def test_it_is_not_loaded_into_a_series_of_somebody_else(session: Session) -> None:
    taken = SeriesPlan(title="Ours", slug="trade-unions-social-protection")
    series = create_series(session, an_office(session), taken, NOW)

    with pytest.raises(Conflict), session.begin_nested():
        load_demo(session, NOW)

    assert list(discussions_in(session, series)) == []


def test_the_clock_writes_about_what_lies_ahead_and_never_about_the_past(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        past = [discussion.title for discussion in loaded(session, NOW) if discussion.is_over(NOW)]

    tried = outbox.tick(NOW)

    assert {kind for kind, _ in tried} == {"invited", "waiting", "card", "digest"}
    assert [posted for posted in outbox.posted for title in past if title in posted.text] == []
    assert len(outbox.posted) == len(tried) < 80
    assert outbox.tick(NOW + timedelta(minutes=1)) == []

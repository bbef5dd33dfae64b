"""When a discussion takes place: what is refused, what a change raises, and what the database refuses by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from events.agenda import Row, set_agenda
from events.models import Discussion, DiscussionState, LimitScope, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import (
    cancel,
    change,
    change_series,
    create_discussion,
    follow_zone_rules,
    plan_of,
    publish,
    restore,
    tell_now,
)
from foundation.database import Database, Instant
from tests.builders import (
    DILI,
    FRIDAY,
    NOW,
    THURSDAY,
    WEDNESDAY,
    a_discussion,
    a_published_discussion,
    a_series,
    only_where_others_get_in_between,
    overlapping,
    refusals,
    registered,
)

IN_THE_PAST = {"starts_at_local": "The start lies in the past. Choose a later date."}


def test_the_wall_time_and_its_zone_decide_the_instant(session: Session) -> None:
    series = a_series(session, timezone=DILI)

    discussion = create_discussion(session, series, DiscussionPlan(title="Wages", starts_at_local=WEDNESDAY), NOW)

    assert (discussion.starts_at_local, discussion.timezone) == (WEDNESDAY, DILI)
    assert discussion.starts_at.isoformat() == "2027-02-24T05:00:00+00:00"
    assert discussion.ends_at - discussion.starts_at == timedelta(minutes=90)


def test_numbers_and_addresses_are_given_in_order_and_never_twice(session: Session) -> None:
    series = a_series(session)
    for _ in range(2):
        a_discussion(session, series=series, title="Wages")

    plan = DiscussionPlan(title="Wages", starts_at_local=WEDNESDAY, slug="wages-2")
    third = a_discussion(session, series=series, title="Wages")

    assert (third.number, third.slug) == (3, "wages-3")
    assert refusals(session, create_discussion, series, plan, NOW) == {"slug": "This address is taken. Choose another."}
    plan = DiscussionPlan(title="Wages", starts_at_local=WEDNESDAY, number=2)
    assert refusals(session, create_discussion, series, plan, NOW) == {
        "number": "Discussion 2 exists already in this series."
    }


def test_two_organisers_who_take_a_number_at_once_get_one_discussion_and_one_sentence(database: Database) -> None:
    with database.writing() as session:
        series = a_series(session)
    plan = DiscussionPlan(title="Wages", starts_at_local=WEDNESDAY, number=7)

    def create(session: Session) -> int:
        return create_discussion(session, session.get_one(Series, series.id), plan, NOW).number

    first, second = overlapping(database, create, create)

    assert first == 7
    assert second in (
        "Discussion 7 exists already in this series.",  # SQLite lets the second look when the first is done
        "Somebody took this number or address a moment ago. Please try again.",
    )


def test_a_stricter_series_lets_a_discussion_that_was_planned_before_correct_its_title(session: Session) -> None:
    series = a_series(session)
    discussion = a_discussion(session, series=series)
    set_agenda(session, discussion, [Row(kind="presentation", minutes=20), Row(kind="presentation", minutes=20)])
    change_series(session, series, SeriesPlan(title="Strict", presentation_limit_scope=LimitScope.TOTAL))

    change(session, discussion, plan_of(discussion, title="Who pays"), NOW)

    assert discussion.title == "Who pays"


def test_a_discussion_cannot_become_shorter_than_its_agenda(session: Session) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, [Row(kind="panel", minutes=60)])

    said = refusals(session, change, discussion, plan_of(discussion, minutes=45), NOW)

    assert said == {"agenda": "The agenda takes 60 minutes, the discussion 45. Take away 15 minutes."}


def test_a_move_raises_both_numbers_other_news_one_and_a_typo_none(session: Session) -> None:
    discussion = a_discussion(session)
    numbers = []

    for changed in (
        {"starts_at_local": THURSDAY}, {"timezone": DILI}, {"minutes": 60}, {"title": "Who gains"},
        {"room_url": "https://room.example/2"}, {"summary": "Without a typo."}, {"capacity": 30}, {},
    ):  # fmt: skip
        change(session, discussion, plan_of(discussion, **changed), NOW)
        numbers.append((discussion.revision, discussion.moves))

    assert numbers == [(1, 1), (2, 2), (3, 3), (4, 3), (5, 3), (5, 3), (5, 3), (5, 3)]


def test_the_first_room_is_no_news_for_calendars_since_they_show_the_personal_page(session: Session) -> None:
    discussion = a_discussion(session, room_url=None)

    change(session, discussion, plan_of(discussion, room_url="https://room.example/1"), NOW)

    assert (discussion.room_url, discussion.revision) == ("https://room.example/1", 0)


def test_a_change_rests_until_it_is_told(session: Session) -> None:
    discussion = a_discussion(session)
    later = NOW + timedelta(hours=1)
    change(session, discussion, plan_of(discussion, title="Who gains"), later)

    rested = discussion.changed_at
    tell_now(session, discussion, timedelta(minutes=2), later)

    assert (rested, discussion.changed_at) == (later, later - timedelta(minutes=2))


def test_what_runs_may_be_corrected_and_what_is_over_or_cancelled_may_not(session: Session) -> None:
    discussion = a_published_discussion(session)
    during, after = discussion.starts_at + timedelta(minutes=5), discussion.ends_at

    change(session, discussion, plan_of(discussion, title="Who gains"), during)

    assert discussion.title == "Who gains"
    assert refusals(session, change, discussion, plan_of(discussion, minutes=60), after) == {
        None: "This discussion is over; it can no longer be changed."
    }
    cancel(session, discussion, "", NOW)
    assert refusals(session, change, discussion, plan_of(discussion, title="No"), NOW) == {
        None: "This discussion is cancelled."
    }


def test_there_are_never_fewer_seats_than_people_who_hold_one(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=3)
    for name in ("Ana", "Budi"):
        registered(session, discussion, name)

    said = refusals(session, change, discussion, plan_of(discussion, capacity=1), NOW)

    assert said == {"capacity": "2 people hold a seat already; there cannot be fewer seats."}


@only_where_others_get_in_between
def test_seats_taken_while_the_capacity_shrinks_are_counted(database: Database) -> None:
    with database.writing() as session:
        number = a_published_discussion(session, capacity=2).id

    with database.writing() as session:
        discussion = session.get_one(Discussion, number)
        with database.writing() as other:
            registered(other, other.get_one(Discussion, number), "Ana")
            registered(other, other.get_one(Discussion, number), "Budi")
        said = refusals(session, change, discussion, plan_of(discussion, capacity=1), NOW)

    assert said == {"capacity": "2 people hold a seat already; there cannot be fewer seats."}


@only_where_others_get_in_between
def test_of_two_organisers_who_cancel_at_once_one_is_told_that_it_is_done(database: Database) -> None:
    with database.writing() as session:
        number = a_published_discussion(session).id

    with database.writing() as session:
        discussion = session.get_one(Discussion, number)
        with database.writing() as other:
            cancel(other, other.get_one(Discussion, number), "The room is flooded", NOW)
        said = refusals(session, cancel, discussion, "Too few people", NOW)

    assert said == {None: "This discussion is cancelled already."}


def test_cancelling_says_why_and_leaves_every_calendar(session: Session) -> None:
    discussion = a_published_discussion(session)
    later = NOW + timedelta(hours=1)

    cancel(session, discussion, "The room is flooded", later)

    assert (discussion.state, discussion.cancellation_reason) == (DiscussionState.CANCELLED, "The room is flooded")
    assert (discussion.revision, discussion.moves, discussion.changed_at) == (1, 0, later)
    assert refusals(session, cancel, discussion, "", later) == {None: "This discussion is cancelled already."}


def test_a_reason_nobody_reads_to_the_end_is_refused(session: Session) -> None:
    discussion = a_published_discussion(session)

    said = refusals(session, cancel, discussion, "r" * 1001, NOW)

    assert said == {"reason": "A reason can have 1000 characters at most."}


def test_what_is_over_cannot_be_cancelled(session: Session) -> None:
    discussion = a_published_discussion(session)

    said = refusals(session, cancel, discussion, "", discussion.ends_at)

    assert said == {None: "This discussion is over; it can no longer be changed."}


def test_restoring_brings_back_what_was_and_counts_as_news(session: Session) -> None:
    published, draft = a_published_discussion(session), a_discussion(session)
    for discussion in (published, draft):
        cancel(session, discussion, "The room is flooded", NOW)

    for discussion in (published, draft):
        restore(session, discussion, NOW)

    assert (published.state, published.cancellation_reason, published.revision) == (DiscussionState.PUBLISHED, "", 2)
    assert (draft.state, draft.revision) == (DiscussionState.DRAFT, 2)
    assert refusals(session, restore, draft, NOW) == {None: "This discussion is not cancelled."}


def test_what_should_have_begun_cannot_be_restored(session: Session) -> None:
    discussion = a_published_discussion(session)
    cancel(session, discussion, "", NOW)

    said = refusals(session, restore, discussion, discussion.starts_at)

    assert said == IN_THE_PAST


def test_publishing_twice_is_publishing_once(session: Session) -> None:
    discussion = a_published_discussion(session)

    publish(session, discussion, NOW + timedelta(hours=1))

    assert (discussion.state, discussion.published_at) == (DiscussionState.PUBLISHED, NOW)


def test_new_zone_rules_move_the_instant_and_keep_the_wall_time(session: Session) -> None:
    moved, same, over = (a_discussion(session, day) for day in (WEDNESDAY, THURSDAY, FRIDAY))
    as_computed_before = text("UPDATE discussion SET starts_at = :starts, ends_at = :ends WHERE id = :id").bindparams(
        bindparam("starts", type_=Instant()), bindparam("ends", type_=Instant())
    )
    hour, long_ago = timedelta(hours=1), timedelta(days=90)
    for discussion, shift in ((moved, hour), (over, -long_ago)):
        times = {"starts": discussion.starts_at + shift, "ends": discussion.ends_at + shift, "id": discussion.id}
        session.connection().execute(as_computed_before, times)
    session.expire_all()

    followed = follow_zone_rules(session, NOW)

    assert followed == [moved]
    assert (moved.starts_at_local, moved.starts_at.isoformat()) == (WEDNESDAY, "2027-02-24T07:00:00+00:00")
    assert (moved.ends_at - moved.starts_at, moved.moves, moved.revision) == (timedelta(minutes=90), 1, 1)
    assert (same.moves, over.moves) == (0, 0)
    assert follow_zone_rules(session, NOW) == []


def test_the_database_itself_refuses_what_cannot_be(session: Session) -> None:
    a_discussion(session, capacity=2)
    by_hand = [
        "discussion SET seats_taken = -1", "discussion SET seats_taken = 3", "discussion SET capacity = 0",
        "discussion SET minutes = 14", "discussion SET minutes = 601", "discussion SET number = 0",
        "discussion SET title = ''", "discussion SET state = 'open'", "series SET presentation_limit_minutes = 26",
        "series SET presentation_limit_minutes = 0", "series SET presentation_limit_scope = 'some'",
        "series SET title = ''",
    ]  # fmt: skip

    for change_by_hand in by_hand:
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE {change_by_hand}"))
            pytest.fail(f"the database took {change_by_hand}")

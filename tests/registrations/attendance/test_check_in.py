"""When a check-in is open, who may say "here", and what does when the line breaks."""

from datetime import timedelta

from sqlmodel import Session, select

from events import schedule
from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from registrations.attendance.check_in import check_in, enter
from registrations.attendance.hours import Hours, close_check_in, hours_of, open_check_in, set_word
from registrations.attendance.models import Attendance, CheckIn, Way
from registrations.seats import give_up
from speakers import readiness
from tests.builders import FRIDAY, NOW, a_published_discussion, at_once, refusals, registered
from tests.notifications.house import again

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def spans(session: Session, discussion: Discussion) -> list[tuple[float, float]]:
    """Minutes after the start from which on and before which each check-in is open."""
    return [
        ((one.opens_at - discussion.starts_at) / MINUTE, (one.closes_at - discussion.starts_at) / MINUTE)
        for one in hours_of(session, discussion)
    ]


def noted(session: Session) -> list[tuple[int, Way]]:
    return list(session.exec(select(CheckIn.number, CheckIn.way).order_by(CheckIn.number)).all())  # type: ignore[arg-type]


def test_by_the_clock_one_is_near_the_start_and_one_near_the_end(session: Session) -> None:
    usual, short = a_published_discussion(session), a_published_discussion(session, minutes=45)
    shortest = a_published_discussion(session, minutes=15)

    assert spans(session, usual) == [(5, 60), (80, 150)]
    assert spans(session, short) == [(5, 35), (35, 105)]
    assert spans(session, shortest) == [(5, 10), (5, 75)]


def test_one_is_opened_and_closed_by_hand_whatever_the_clock_says(session: Session) -> None:
    discussion = a_published_discussion(session)
    start = discussion.starts_at

    open_check_in(session, discussion, 1, start + MINUTE)
    open_check_in(session, discussion, 2, start + 20 * MINUTE)
    close_check_in(session, discussion, 2, start + 30 * MINUTE)
    assert spans(session, discussion) == [(1, 60), (20, 30)]

    close_check_in(session, discussion, 1, start + 2 * MINUTE)
    open_check_in(session, discussion, 1, start + 70 * MINUTE)
    assert spans(session, discussion) == [(70, 150), (20, 30)]


def test_closed_before_its_hour_it_does_not_open_by_itself(session: Session) -> None:
    discussion = a_published_discussion(session)

    close_check_in(session, discussion, 1, discussion.starts_at)

    first, _ = hours_of(session, discussion)
    assert not any(first.is_open(discussion.starts_at + minute * MINUTE) for minute in range(150))


def test_what_was_opened_on_a_date_the_discussion_left_is_forgotten(session: Session) -> None:
    discussion = a_published_discussion(session)
    open_check_in(session, discussion, 1, discussion.starts_at - 20 * MINUTE)

    readiness.change(session, discussion, plan_of(discussion, starts_at_local=FRIDAY), discussion.starts_at - MINUTE)

    assert spans(session, discussion) == [(5, 60), (80, 150)]


def test_nothing_is_opened_behind_a_shut_door_or_a_cancellation(session: Session) -> None:
    discussion, cancelled = a_published_discussion(session), a_published_discussion(session)
    schedule.cancel(session, cancelled, "", NOW)

    assert refusals(session, open_check_in, discussion, 1, discussion.starts_at - HOUR) == {
        None: "A check-in can be opened while the door to the room is open."
    }
    assert refusals(session, open_check_in, cancelled, 1, cancelled.starts_at) == {
        None: "This discussion is cancelled."
    }


def test_a_tap_counts_once_and_may_be_sent_again_at_any_time(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, start = registered(session, discussion, "Ana"), discussion.starts_at

    for minute in (6, 6, 70, 900):
        check_in(session, discussion, ana, 1, now=start + minute * MINUTE)

    assert session.exec(select(CheckIn.at)).all() == [start + 6 * MINUTE]


def test_the_same_tap_from_a_page_that_tries_again_is_counted_once(database: Database) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        ana, during = registered(session, discussion, "Ana"), discussion.starts_at + 6 * MINUTE

    def tap(session: Session) -> None:
        check_in(session, again(session, discussion), again(session, ana), 1, now=during)

    assert at_once(database, [tap] * 4) == [None] * 4
    with database.reading() as session:
        lines = session.exec(select(Attendance.person_id, Attendance.check_ins)).all()
        assert (noted(session), lines) == ([(1, Way.TAP)], [(ana.person_id, 1)])


def test_before_and_after_the_hours_there_is_no_tap(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, start = registered(session, discussion, "Ana"), discussion.starts_at

    early = refusals(session, check_in, discussion, ana, 1, now=start + 5 * MINUTE - timedelta(seconds=1))
    late = refusals(session, check_in, discussion, ana, 1, now=start + 60 * MINUTE)

    assert early == {None: "This check-in is not open yet. Your page shows when it is."}
    assert late == {None: "This check-in is closed."}


def test_the_word_that_was_heard_counts_until_the_next_morning(session: Session) -> None:
    discussion = a_published_discussion(session)
    ana, ben = registered(session, discussion, "Ana"), registered(session, discussion, "Ben")
    set_word(session, discussion, 2, " Padi  Kuning ")
    end = discussion.ends_at

    wrong = refusals(session, check_in, discussion, ana, 2, word="jagung", now=end + 2 * HOUR)
    check_in(session, discussion, ana, 2, word="PADI-kuning", now=end + 12 * HOUR - MINUTE)
    late = refusals(session, check_in, discussion, ben, 2, word="padi kuning", now=end + 12 * HOUR)

    assert wrong == {"word": "This is not the word that was said in the room."}
    assert late == {None: "This check-in is closed."}
    assert noted(session) == [(2, Way.WORD)]


def test_a_word_that_nobody_chose_opens_nothing(session: Session) -> None:
    hours = Hours(1, NOW, NOW, "", NOW + HOUR)
    discussion = a_published_discussion(session)

    assert (hours.is_the_word(""), hours.is_the_word("-"), hours.takes_word(NOW)) == (False, False, False)
    assert refusals(session, set_word, discussion, 1, "a!") == {
        "word": "Please choose one short word of three letters or more."
    }


def test_without_a_seat_there_is_no_check_in(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, waiting = registered(session, discussion, "Ana"), registered(session, discussion, "Ben")
    during = discussion.starts_at + 6 * MINUTE
    sentence = {None: "The check-in is for those who hold a seat. Your page shows where you stand."}

    assert refusals(session, check_in, discussion, waiting, 1, now=during) == sentence
    give_up(session, discussion, ana, NOW)
    assert refusals(session, check_in, discussion, ana, 1, now=during) == sentence


def test_many_are_entered_at_once_and_nobody_twice(session: Session) -> None:
    discussion, other = a_published_discussion(session), a_published_discussion(session)
    people = [registered(session, discussion, name) for name in ("Ana", "Ben", "Eva")]
    stranger = registered(session, other, "Zoe")
    start, numbers = discussion.starts_at, [one.id or 0 for one in (*people, stranger)]
    check_in(session, discussion, people[0], 1, now=start + 6 * MINUTE)

    early = refusals(session, enter, discussion, [1], numbers, by_id=None, now=start - MINUTE)
    nobody = refusals(session, enter, discussion, [1], [], by_id=None, now=start)
    entered = enter(session, discussion, [1, 2], numbers, by_id=None, now=start + HOUR)

    assert early == {None: "People can be entered from the start of the discussion on."}
    assert nobody == {"people": "Please tick at least one person and one check-in."}
    assert entered == 3
    assert noted(session) == [(1, Way.TAP), *[(1, Way.ENTERED)] * 2, *[(2, Way.ENTERED)] * 3]

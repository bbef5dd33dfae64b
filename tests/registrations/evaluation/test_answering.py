"""Answers are given once, and nothing leads from an answer to whoever gave it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, SQLModel

from events.queries import series_of
from registrations.evaluation.answering import Answers, answer
from registrations.evaluation.closing import close
from registrations.evaluation.questions import asked, choose_words
from registrations.evaluation.results import evaluation_of, remarks_in
from registrations.models import Group, Sex
from tests.builders import a_published_discussion, every_row, refusals, registered

TABLES = ("opinion", "remark")
OPEN_WHEN = (
    "These questions are open from the end of the discussion, for seven days or until the organisers close them."
)
AFTER, WEEK = timedelta(hours=1), timedelta(days=7)


def test_who_has_answered_and_what_was_answered_share_no_order_and_no_moment(session: Session) -> None:
    """Also not the order in which the database keeps them, or the transaction that wrote them."""
    discussion = a_published_discussion(session)
    now = discussion.ends_at + AFTER
    for number in range(8):
        one = registered(session, discussion, f"Ana {number}")
        said = Answers(ratings={"clear": 1 + number % 5}, remarks={"use": f"remark {number}"}, sex=Sex.WOMAN)
        answer(session, discussion, one, said, now=now)

    as_kept = {name: [row[0] for row in session.connection().exec_driver_sql(f"SELECT id FROM {name}")]
               for name in TABLES}  # fmt: skip
    assert as_kept == {name: sorted(ids) for name, ids in as_kept.items()}
    assert [len(set(ids)) for ids in as_kept.values()] == [8, 8]
    assert {name: set(SQLModel.metadata.tables[name].c.keys()) for name in ("evaluated", *TABLES)} == {
        "evaluated": {"registration_id"}, "opinion": {"id", "discussion_id", "sex", "group", "ratings"},
        "remark": {"id", "discussion_id", "question", "text"},
    }  # fmt: skip
    rows = every_row(session)
    assert [row for name in TABLES for row in rows[name] if "Ana" in str(row)] == []


def test_it_is_answered_once_within_seven_days_by_those_with_a_seat(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    ana, ben = registered(session, discussion, "Ana"), registered(session, discussion, "Ben")
    now, said = discussion.ends_at + AFTER, Answers(ratings={"clear": 5})
    closed = {None: OPEN_WHEN}

    early = refusals(session, answer, discussion, ana, said, now=discussion.ends_at - AFTER)
    late = refusals(session, answer, discussion, ana, said, now=discussion.ends_at + WEEK)
    waiting = refusals(session, answer, discussion, ben, said, now=now)
    empty = refusals(session, answer, discussion, ana, Answers(sex=Sex.WOMAN, ratings={"clear": 6}), now=now)
    answer(session, discussion, ana, said, now=now)
    again = refusals(session, answer, discussion, ana, said, now=now)

    assert early == late == waiting == closed
    assert empty == {"matters": "Please answer at least one question."}
    assert again == {None: "You have answered already. Thank you."}


def test_closed_early_they_are_closed_for_good_and_the_results_stand_there(session: Session) -> None:
    discussion = a_published_discussion(session)
    people = [registered(session, discussion, f"Ana {number}") for number in range(6)]
    now, said = discussion.ends_at + AFTER, Answers(ratings={"overall": 4})
    for one in people[:5]:
        answer(session, discussion, one, said, now=now)

    early = refusals(session, close, discussion, discussion.ends_at - AFTER)
    close(session, discussion, now)

    not_open = {None: "These questions are not open, or closed already."}
    assert early == refusals(session, close, discussion, now) == not_open
    assert refusals(session, answer, discussion, people[5], said, now=now) == {None: OPEN_WHEN}
    assert evaluation_of(session, [discussion], now).items["overall"].number == 5


def test_results_are_shown_when_it_is_over_so_that_two_looks_never_differ_by_one_answer(session: Session) -> None:
    discussion = a_published_discussion(session)
    for number in range(5):
        one = registered(session, discussion, f"Ana {number}")
        said = Answers(ratings={"overall": 4}, remarks={"better": f"{number}\nmore"}, group=Group.WORKERS)
        answer(session, discussion, one, said, now=discussion.ends_at)

    before, after = (evaluation_of(session, [discussion], discussion.ends_at + at) for at in (WEEK - AFTER, WEEK))

    assert (before.items, after.items["overall"].mean) == ({}, 4.0)
    assert after.by["group"]["overall"]["workers"].number == 5
    assert remarks_in(session, discussion, discussion.ends_at + AFTER) == {}
    written = remarks_in(session, discussion, discussion.ends_at + WEEK)
    assert {name: sorted(texts) for name, texts in written.items()} == {
        "use": [], "better": [f"{number}\nmore" for number in range(5)],
    }  # fmt: skip


def test_a_series_asks_in_words_of_its_own_in_each_language(session: Session) -> None:
    series = series_of(session, a_published_discussion(session))
    choose_words(session, series, "id", {"clear": "  Paparan jelas bagi saya. ", "led": ""})

    indonesian, english = (asked(session, series, language)[0] for language in ("id", "en"))

    assert [one.words for one in indonesian if one.words != one.ours] == ["Paparan jelas bagi saya."]
    assert [one.words for one in english if one.words != one.ours] == []
    assert "clear" in refusals(session, choose_words, series, "id", {"clear": "x" * 301})


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_the_transaction_that_wrote_an_answer_is_that_of_all(session: Session) -> None:
    discussion = a_published_discussion(session)
    for number in range(3):
        one = registered(session, discussion, f"Ana {number}")
        answer(session, discussion, one, Answers(ratings={"clear": 1}), now=discussion.ends_at)
        session.commit()

    assert len(set(session.connection().exec_driver_sql("SELECT xmin::text FROM opinion").all())) == 1

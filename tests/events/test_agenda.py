"""The agenda: short presentations, derived times, nothing past the end (product.md, rules 1, 2 and 4)."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from events.agenda import (
    Row,
    items_of,
    presentation_minutes,
    set_agenda,
    timed,
    total_minutes,
    usual_agenda,
)
from events.models import Discussion, LimitScope
from foundation.database import Database
from foundation.people import Role
from tests.builders import a_discussion, a_series, accepted, overlapping, refusals


def rows(*kinds_and_minutes: tuple[str, int]) -> list[Row]:
    return [Row(kind=kind, minutes=minutes) for kind, minutes in kinds_and_minutes]


def test_times_are_the_start_and_the_minutes_of_the_rows_before(session: Session) -> None:
    discussion = a_discussion(session)

    items = set_agenda(session, discussion, usual_agenda())

    begins = [(row.starts_at - discussion.starts_at) // timedelta(minutes=1) for row in timed(discussion, items)]
    assert begins == [0, 5, 10, 35, 60, 75, 85]
    assert timed(discussion, items)[-1].ends_at == discussion.ends_at
    assert (total_minutes(items), presentation_minutes(items)) == (90, 25)


def test_a_new_agenda_takes_the_place_of_the_old(session: Session) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, usual_agenda())

    set_agenda(session, discussion, rows(("opening", 5), ("panel", 60)))

    assert [(item.position, item.kind, item.minutes) for item in items_of(session, discussion)] == [
        (0, "opening", 5), (1, "panel", 60),
    ]  # fmt: skip


def test_a_presentation_of_26_minutes_is_refused_and_so_is_any_above_the_limit_of_its_series(session: Session) -> None:
    usual = a_discussion(session)
    strict = a_discussion(session, series=a_series(session, presentation_limit_minutes=15))

    said = [
        refusals(session, set_agenda, usual, rows(("presentation", 26))),
        refusals(session, set_agenda, strict, rows(("opening", 5), ("presentation", 16))),
    ]
    set_agenda(session, usual, rows(("presentation", 25), ("panel", 26)))

    assert said == [
        {"0.minutes": "A presentation takes at most 25 minutes."},
        {"1.minutes": "A presentation takes at most 15 minutes."},
    ]


def test_an_agenda_longer_than_the_discussion_is_refused(session: Session) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, usual_agenda())

    said = refusals(session, set_agenda, discussion, [*usual_agenda(), Row(kind="break", minutes=1)])

    assert said == {"agenda": "The agenda takes 91 minutes, the discussion 90. Take away 1 minute."}


def test_a_limit_for_the_total_counts_all_presentations_together(session: Session) -> None:
    each = a_discussion(session)
    total = a_discussion(session, series=a_series(session, presentation_limit_scope=LimitScope.TOTAL))
    two = rows(("presentation", 13), ("presentation", 13), ("panel", 30))

    set_agenda(session, each, two)
    said = refusals(session, set_agenda, total, two)

    assert said == {"agenda": "All presentations together take at most 25 minutes in this series."}


def test_every_wrong_row_is_named_by_its_place(session: Session) -> None:
    discussion = a_discussion(session)

    said = refusals(session, set_agenda, discussion, [
        Row(kind="lunch", minutes=5), Row(kind="panel", minutes=0), Row(kind="panel", minutes=None),
        Row(kind="panel", minutes=-5), Row(kind="panel", minutes=2**40), Row(kind="panel", minutes=5, title="t" * 201),
    ])  # fmt: skip

    minutes = "Write how many minutes this takes, at least 1."
    assert said == {
        "0.kind": "Please choose what kind of row this is.",
        "1.minutes": minutes, "2.minutes": minutes, "3.minutes": minutes, "4.minutes": minutes,
        "5.title": "A title can have 200 characters at most.",
        "agenda": f"The agenda takes {2**40 + 5} minutes, the discussion 90. Take away {2**40 - 85} minutes.",
    }  # fmt: skip


def test_more_rows_than_anybody_reads_are_refused(session: Session) -> None:
    discussion = a_discussion(session)

    said = refusals(session, set_agenda, discussion, rows(*[("panel", 1)] * 61))

    assert said == {"agenda": "An agenda can have 60 rows at most."}


def test_an_observer_may_give_technical_input_and_no_presentation(session: Session) -> None:
    discussion = a_discussion(session)
    observer = accepted(session, discussion, "Olga", Role.OBSERVER)

    def row(kind: str) -> list[Row]:
        return [Row(kind=kind, minutes=10, presenter_id=observer.person_id, presenter_role=Role.OBSERVER)]

    set_agenda(session, discussion, row("technical_input"))
    said = refusals(session, set_agenda, discussion, row("presentation"))

    assert said == {"0.presenter": "An observer has no presentation. Choose technical input, or another presenter."}


def test_a_title_is_one_line_whatever_was_typed(session: Session) -> None:
    discussion = a_discussion(session)

    (item,) = set_agenda(session, discussion, [Row(kind="panel", minutes=5, title=" Wages\r\nBcc: x@y.example\x00 ")])

    assert item.title == "Wages Bcc: x@y.example"


def test_of_two_agendas_written_at_once_the_later_holds_whole(database: Database) -> None:
    with database.writing() as session:
        number = a_discussion(session).id
    one, other = rows(("opening", 5), ("panel", 60)), rows(("welcome", 10), ("questions", 15))

    overlapping(
        database,
        lambda session: set_agenda(session, session.get_one(Discussion, number), one),
        lambda session: set_agenda(session, session.get_one(Discussion, number), other),
    )

    with database.reading() as session:
        kinds = [item.kind for item in items_of(session, session.get_one(Discussion, number))]
    assert kinds == ["welcome", "questions"]


def test_the_database_itself_refuses_a_row_that_cannot_be(session: Session) -> None:
    discussion = a_discussion(session)
    presenter = accepted(session, discussion, "Rudi")
    set_agenda(session, discussion, [
        Row(kind="presentation", minutes=25, presenter_id=presenter.person_id, presenter_role=presenter.role),
        Row(kind="panel", minutes=25),
    ])  # fmt: skip

    for by_hand in (
        "minutes = 26", "minutes = 0", "minutes = 601, kind = 'panel'", "kind = 'lunch'", "presenter_role = 'observer'",
        "presenter_role = 'guest'", "presenter_id = NULL", "presenter_id = 99", "position = 1",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE agendaitem SET {by_hand} WHERE position = 0"))
            pytest.fail(f"the database took {by_hand}")

"""The retention clock: answers are counted and taken from the names, then people are forgotten, each when due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.backup import file_of
from foundation.database import Database
from foundation.people import Person, Role
from foundation.sign_in import add_organiser
from main import tick
from notifications.channels import channel_for
from notifications.privacy.due import steps_due
from notifications.send import Senders
from registrations.certificates.models import Certificate
from registrations.models import Registration, Sex, Visit
from registrations.privacy.models import Tally
from registrations.privacy.retention import Clock, clocks, keep_for, months_after
from speakers.models import Engagement
from tests.browsing import SETTINGS, Visitor
from tests.builders import (
    FRIDAY,
    NOW,
    a_discussion,
    a_published_discussion,
    a_series,
    an_office,
    every_row,
    refusals,
    registered,
)
from tests.desk import at_the_desk, counted_statements
from tests.notifications.privacy.test_erasing import SEEDS, bytes_of, letters, seeds_in, someone
from tests.outbox import Outbox
from tests.registrations.certificates.props import a_holder

SOON = NOW + timedelta(minutes=5)
END = datetime(2027, 2, 24, 8, 30, tzinfo=UTC)
"""When the discussion of the builders ends."""
COUNTED_AT, FORGOTTEN_AT = datetime(2027, 5, 24, 8, 30, tzinfo=UTC), datetime(2028, 2, 24, 8, 30, tzinfo=UTC)


def on_the_clock(database: Database, *moments: datetime) -> None:
    """Ticks enough for everything that is due at each moment."""
    for moment in moments:
        for _ in range(3):
            tick(database, SETTINGS, moment)


def test_the_same_day_so_many_months_later() -> None:
    last_of_november = datetime(2026, 11, 30, 14, tzinfo=UTC)

    assert [months_after(last_of_november, months).date().isoformat() for months in (1, 2, 3, 15)] == [
        "2026-12-30", "2027-01-30", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_the_clock_of_a_series_runs_from_its_last_discussion_that_is_no_draft(session: Session) -> None:
    series = a_series(session)
    for published in (None, FRIDAY):
        talk = a_published_discussion(session, *[published] if published else [], series=series)
    a_discussion(session, datetime(2027, 9, 1, 14), series=series)

    assert clocks(session) == [Clock(series, talk.ends_at)]


def test_answers_are_counted_and_taken_from_the_names_after_three_months(database: Database) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        ana = someone(session, talk)
        session.add(Visit(discussion_id=ana.discussion_id, person_id=ana.person_id, joined_at=END))
        registered(session, talk, "Budi", sex=Sex.MAN)  # and does not agree to be counted by it
    on_the_clock(database, COUNTED_AT - timedelta(seconds=1))
    with database.reading() as session:
        assert (session.exec(select(Tally)).all(), answers(session)[0]) == ([], ("Zwxkana", "woman", "Zwxk needs"))

    on_the_clock(database, COUNTED_AT)

    with database.reading() as session:
        numbers = {(row.dimension, row.value): (row.registered, row.attended) for row in session.exec(select(Tally))}
        assert answers(session) == [("Zwxkana", None, ""), ("Budi", None, "")]
        assert all(clock.is_counted and not clock.is_forgotten for clock in clocks(session))
    assert {key: numbers[key] for key in numbers if key[0] in ("everybody", "sex")} == {
        ("everybody", ""): (2, 1), ("sex", "woman"): (1, 1), ("sex", ""): (1, 0),
    }  # fmt: skip


def test_everybody_is_forgotten_after_twelve_months_and_the_programme_stays(
    database: Database, tmp_path: Path
) -> None:
    settings = replace(SETTINGS, mail_url=f"dir:{tmp_path}/outbox")
    with database.writing() as session:
        someone(session, a_published_discussion(session, slug="talk"))
    tick(database, settings, SOON)
    Senders(database, settings, channel_for(settings.mail_url, 1), lambda: SOON).send_due()
    there = letters(settings)

    for _ in range(4):
        tick(database, settings, FORGOTTEN_AT)

    assert (seeds_in(*there) != set(), letters(settings)) == (True, [])
    with database.reading() as session:
        assert session.exec(select(Registration)).all() == []
        assert sorted(session.exec(select(Engagement.full_name)).all()) == ["Citra", "Rudi"]
        assert {person.email for person in session.exec(select(Person)).all()} == {None}
        assert [clock.is_forgotten for clock in clocks(session)] == [True]
        assert session.exec(select(Tally.registered).where(Tally.dimension == "everybody")).all() == [1]
    if database.is_sqlite:
        assert seeds_in(bytes_of(file_of(database.url))) == set()


def test_a_certificate_stays_without_the_name_of_who_does_not_show_it(database: Database, visitor: Visitor) -> None:
    visitor.now, public, mine = a_holder(database, SEEDS[0])
    on_the_clock(database, FORGOTTEN_AT)
    private = visitor.open(public), visitor.open(mine)

    with database.writing() as session:
        shown = session.exec(select(Certificate).where(Certificate.role == Role.PARTICIPANT)).one()
        shown.full_name, shown.shown_at = SEEDS[0], END  # as if she had shown it before
    named = visitor.open(public).texts(".certificate__name")
    visitor.press(visitor.open(mine), "Take my name off that page")

    assert [page.texts(".certificate__name") for page in private] == [[], []]
    assert private[0].texts(".note__title") == ["Verified: this certificate was issued here and is valid."]
    assert "Download the PDF" not in private[1].buttons and named == [SEEDS[0]]
    with database.reading() as session:
        assert seeds_in(str(every_row(session))) == set()


def test_who_takes_part_in_another_series_is_forgotten_in_this_one(database: Database) -> None:
    with database.writing() as session:
        someone(session, a_published_discussion(session))
        late = a_published_discussion(session, datetime(2028, 1, 26, 14), series=a_series(session, slug="next"))
        someone(session, late)

    on_the_clock(database, FORGOTTEN_AT)

    with database.reading() as session:
        [row] = session.exec(select(Registration)).all()
        assert (row.discussion_id, session.get_one(Person, row.person_id).email) == (late.id, SEEDS[1])


def test_a_longer_time_puts_it_off_and_a_new_discussion_too(session: Session) -> None:
    series = a_series(session)
    a_published_discussion(session, series=series)
    keep_for(session, series, contact_months=24, statistics_months=3)
    before = [clock.forgets_at.date().isoformat() for clock in clocks(session)]

    a_published_discussion(session, datetime(2027, 6, 30, 14), series=series)

    assert (before, [clock.forgets_at.date().isoformat() for clock in clocks(session)]) == (
        ["2029-02-24"], ["2029-06-30"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("contact_months", "statistics_months", "field"),
    [(0, 3, "contact_months"), (61, 3, "contact_months"), (None, 3, "contact_months"), (3, 12, "statistics_months")],
)
def test_a_time_that_makes_no_sense_is_refused(
    session: Session, contact_months: int | None, statistics_months: int, field: str
) -> None:
    series = a_series(session)

    wrong = refusals(session, keep_for, series, contact_months=contact_months, statistics_months=statistics_months)

    assert list(wrong) == [field]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_series_that_is_done_costs_one_question(database: Database) -> None:
    with database.writing() as session:
        someone(session, a_published_discussion(session))
    on_the_clock(database, FORGOTTEN_AT, FORGOTTEN_AT)

    with database.reading() as session, counted_statements() as asked:
        assert list(steps_due(session, FORGOTTEN_AT)) == []

    assert len(asked) == 1


def test_organisers_are_told_once_by_letter_two_weeks_ahead(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        talk = a_published_discussion(session)
        add_organiser(session, "olga@office.example", an_office(session), NOW)
    night = FORGOTTEN_AT - timedelta(days=14) + timedelta(hours=9)  # past midnight in Jakarta
    before = [outbox.tick(moment) for moment in (FORGOTTEN_AT - timedelta(days=15), night, night)]

    told = [outbox.tick(night + timedelta(hours=hours)) for hours in (8, 8, 9, 30)]

    assert (before, told) == ([[], [], []], [[], [("forgetting", "olga")], [], []])
    letter = " ".join(outbox.to("olga")[-1].text.split())
    assert "On Thursday, 24 February 2028 the names, contacts and letters" in letter
    assert f"https://rembuk.example/desk/series/{series_slug(database, talk)}/retention" in letter


def test_the_desk_is_warned_for_two_weeks_and_chooses_the_time(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        slug = session.get_one(Series, a_published_discussion(session).series_id).slug
    warned = []
    for moment in (FORGOTTEN_AT - timedelta(days=14, seconds=1), FORGOTTEN_AT - timedelta(days=14)):
        visitor.now = moment
        warned.append("See what goes when" in at_the_desk(visitor, database).open("/desk").links)

    page = visitor.press(visitor.open(f"/desk/series/{slug}/retention"), "Save", contact_months="18")

    assert warned == [False, True]
    assert page.texts("dd")[2] == "Thursday, 24 August 2028"
    assert "See what goes when" not in visitor.open("/desk").links


def series_slug(database: Database, discussion: Discussion) -> str:
    with database.reading() as session:
        return session.get_one(Series, discussion.series_id).slug


def answers(session: Session) -> list[tuple[str, str | None, str]]:
    rows = session.exec(select(Registration).join(Discussion).order_by(col(Registration.id))).all()
    return [(row.full_name, row.sex, row.support) for row in rows]

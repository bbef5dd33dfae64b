"""The whole series on the personal page: what is behind, what lies ahead, and joining the rest with one tap."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from events.models import Discussion, Series
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Person
from registrations.door import join as come
from registrations.models import Consent, Purpose, Registration, Status
from registrations.register import personal_path
from registrations.whole_series import Part, chosen_beside, rows_of
from tests.browsing import Visitor
from tests.builders import NOW, a_discussion, a_published_discussion, a_series, registered
from tests.desk import counted_statements

WEEK = timedelta(days=7)
FIRST = datetime(2027, 2, 3, 14)
PHONE = "+6281234567890"


def a_month(session: Session, **plan: Any) -> tuple[Series, list[Discussion]]:
    """Four discussions, a week between them."""
    series = a_series(session)
    titles = ("First", "Second", "Third", "Fourth")
    return series, [
        a_published_discussion(session, FIRST + number * WEEK, series=series, title=title, **plan)
        for number, title in enumerate(titles)
    ]


def parts(session: Session, series: Series, registration: Registration, now: datetime) -> list[Part]:
    person = session.get_one(Person, registration.person_id)
    return [row.part for row in rows_of(session, series, registration, person, now=now)]


def test_each_discussion_says_what_one_has_to_do_with_it(session: Session) -> None:
    series, (first, second, third, fourth) = a_month(session, capacity=1)
    registered(session, fourth, "Somebody")
    mine = [registered(session, one, "Ana") for one in (first, second, fourth)]
    a_discussion(session, FIRST + 5 * WEEK, series=series, title="A draft")
    come(session, first, mine[0].person_id, first.starts_at)
    cancel(session, third, "", NOW)

    shown = parts(session, series, mine[1], first.ends_at)

    assert shown == [Part.CAME, Part.THIS, Part.CANCELLED, Part.LINE]


def test_behind_a_number_alone_nothing_else_is_told(session: Session) -> None:
    series, (first, second, *_) = a_month(session)
    mine = [registered(session, one, "Oki", phone=PHONE) for one in (first, second)]

    assert parts(session, series, mine[1], NOW) == [Part.OPEN, Part.THIS, Part.OPEN, Part.OPEN]


def test_one_tap_joins_with_the_same_answers_and_consents(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        _, (first, second, *_) = a_month(session)
        ana = registered(session, first, "Ana", union="Sindikat Teladan", phone=PHONE, email="ana@union.example")
        path, slug = personal_path(session, ana), second.slug

    page = visitor.post(f"{path}/series/{slug}", {})

    assert (page.status, page.text("h1"), page.path != path) == (200, "Second", True)
    with database.reading() as session:
        mine = session.exec(select(Registration).order_by(Registration.id)).all()[-1]  # type: ignore[arg-type]
        assert (mine.full_name, mine.union, mine.phone, mine.status) == ("Ana", "Sindikat Teladan", PHONE, "confirmed")
        given = session.exec(select(Consent).where(Consent.registration_id == mine.id)).all()
        assert {(one.purpose, one.given, one.channel) for one in given} == {
            (purpose, purpose is Purpose.TAKE_PART, "link") for purpose in Purpose
        }  # fmt: skip


def test_one_tap_joins_all_that_come(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        _, (first, second, *_) = a_month(session)
        registered(session, second, "Ana")
        path = personal_path(session, registered(session, first, "Ana"))

    page = visitor.press(visitor.open(path), "Take part in all that come")

    assert page.texts(".badge") == ["You have a seat"] * 3
    assert "Take part in all that come" not in page.buttons
    with database.reading() as session:
        statuses = session.exec(select(Registration.status)).all()
        assert statuses == [Status.CONFIRMED] * 4


@pytest.mark.parametrize("slug", ["another-series", "no-such-thing"])
def test_only_discussions_of_the_series_can_be_joined(database: Database, visitor: Visitor, slug: str) -> None:
    with database.writing() as session:
        _, (first, *_) = a_month(session)
        a_published_discussion(session, series=a_series(session, "Another"), slug="another-series")
        path = personal_path(session, registered(session, first, "Ana"))

    assert visitor.post(f"{path}/series/{slug}", {}).status == 404


def test_what_is_over_cannot_be_joined(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        _, (first, second, *_) = a_month(session)
        path, slug = personal_path(session, registered(session, second, "Ana")), first.slug
        visitor.now = first.ends_at

    assert visitor.post(f"{path}/series/{slug}", {}).status == 409


def test_one_form_registers_for_several_discussions(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        _, (first, second, third, _) = a_month(session)
        typed = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": "yes"}
        ticked = {"also": [third.slug, first.slug, second.slug]}

    page = visitor.press(visitor.open(f"/discussions/{second.slug}"), "Register", **typed, **ticked)  # type: ignore[arg-type]

    assert page.path == f"/discussions/{second.slug}/registered"
    with database.reading() as session:
        mine = session.exec(select(Registration.discussion_id).order_by(Registration.discussion_id)).all()  # type: ignore[arg-type]
        assert mine == [first.id, second.id, third.id]


def test_a_form_that_names_one_discussion_many_times_asks_the_database_no_more(session: Session) -> None:
    _, (first, second, *_) = a_month(session)

    with counted_statements() as asked:
        once = chosen_beside(session, second.slug, [first.slug])
    with counted_statements() as asked_often:
        often = chosen_beside(session, second.slug, [first.slug] * 50)

    assert once == often == [first]
    assert len(asked_often) == len(asked)


def test_of_a_form_that_names_what_is_not_open_nothing_is_kept(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        _, (first, second, *_) = a_month(session)
        cancel(session, first, "", NOW)
    typed = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": "yes"}

    page = visitor.post(f"/discussions/{second.slug}/registrations", {**typed, "also": first.slug})

    assert (page.status, page.texts(".wrongs")) == (409, ["Please look at this again: This discussion is cancelled."])
    with database.reading() as session:
        assert session.exec(select(Registration)).all() == []


def test_after_a_discussion_the_next_one_is_one_tap_away(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session, slug="their-series")
        talk = a_published_discussion(session, series=series)
        a_published_discussion(session, datetime(2027, 3, 31, 14), series=series, title="The one after")
        path = personal_path(session, registered(session, talk, "Ana"))
    visitor.now = talk.ends_at + timedelta(hours=1)

    next_page = visitor.press(visitor.open(path), "Take part in the next discussion")

    assert (next_page.text("h1"), next_page.texts(".note__title")) == ("The one after", ["You have a seat."])

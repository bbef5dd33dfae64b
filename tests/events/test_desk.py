"""Series and new discussions at the desk."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from events.models import Discussion, LimitScope, Series
from foundation.database import Database
from tests.browsing import Visitor
from tests.builders import a_discussion, a_series
from tests.desk import another_office, at_the_desk, said

NEW_SERIES = "/desk/series/new"


def test_an_empty_desk_leads_to_the_first_series(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)

    page = desk.open("/desk")

    assert page.text("h2") == "Welcome to your desk"
    assert page.links["Create a series"] == NEW_SERIES


def test_a_series_is_created_and_shown(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database, language="id")
    empty = desk.open(NEW_SERIES)

    page = desk.press(
        empty, button_of(empty, NEW_SERIES), title="Social protection", summary="What workers need to know.",
        presentation_limit_minutes="20", presentation_limit_scope="total",
    )  # fmt: skip

    assert (page.status, page.path.partition("?")[0], page.text("h1")) == (
        200, "/desk/series/social-protection", "Social protection",
    )  # fmt: skip
    (series,) = rows(database, Series)
    assert (series.summary, series.language, series.timezone) == ("What workers need to know.", "id", "Asia/Jakarta")
    assert (series.presentation_limit_minutes, series.presentation_limit_scope) == (20, LimitScope.TOTAL)


def test_a_series_without_a_title_is_shown_again_as_it_was_typed(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)

    page = desk.press(
        desk.open(NEW_SERIES), "Create the series", title="", summary="Typed with care", presentation_limit_minutes="26"
    )

    assert (page.status, page.wrongs) == (422, {
        "title": "Please write a title.",
        "presentation_limit_minutes": "A presentation takes at most 25 minutes; a series may set less, never more.",
    })  # fmt: skip
    assert page.form_with("Create the series").values["summary"] == "Typed with care"
    assert rows(database, Series) == []


def test_an_address_that_is_taken_is_refused_beside_its_field(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="taken")

    page = desk.press(desk.open(NEW_SERIES), "Create the series", title="Another", slug="taken")

    assert (page.status, page.wrongs) == (422, {"slug": "This address is taken. Choose another."})


def test_a_series_is_changed_where_it_is_shown(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one")

    page = desk.press(desk.open("/desk/series/one"), "Save", title="A better title")
    refused = desk.press(desk.open("/desk/series/one"), "Save", title="")

    assert (said(page), page.text("h1")) == ("Saved.", "A better title")
    assert (refused.status, refused.text("h1"), refused.wrongs) == (
        422, "A better title", {"title": "Please write a title."},
    )  # fmt: skip


def test_a_discussion_begins_with_what_is_usual(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session, slug="one", timezone="Asia/Makassar", language="id")
        a_discussion(session, series=series)
        a_discussion(session, series=series, number=7)

    page = desk.open("/desk/series/one/discussions/new")

    values = page.form_with("Create the draft").values
    assert {name: values[name] for name in ("number", "timezone", "minutes", "languages", "title")} == {
        "number": "8", "timezone": "Asia/Makassar", "minutes": "90", "languages": "id", "title": "",
    }  # fmt: skip


def test_a_draft_is_created_and_stands_on_its_overview(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one")

    page = desk.press(
        desk.open("/desk/series/one/discussions/new"), "Create the draft", title="Who pays",
        starts_at_local="2027-02-24T14:00", capacity="100", room_url="https://room.example/1",
    )  # fmt: skip

    assert (page.status, page.text("h1")) == (200, "Who pays")
    assert page.texts(".badge")[0] == "Draft"
    (discussion,) = rows(database, Discussion)
    assert (discussion.starts_at_local.isoformat(), discussion.timezone, discussion.minutes) == (
        "2027-02-24T14:00:00", "Asia/Jakarta", 90,
    )  # fmt: skip
    assert (discussion.number, discussion.capacity, discussion.room_url) == (1, 100, "https://room.example/1")


@pytest.mark.parametrize(("typed", "wrongs"), [
    ({"starts_at_local": ""}, {"starts_at_local": "Please choose the date and the time of the start."}),
    ({"starts_at_local": "tomorrow"}, {"starts_at_local": "Please write date and time like this: 2027-02-24 14:00"}),
    ({"starts_at_local": "2027-01-31T14:00"}, {"starts_at_local": "The start lies in the past. Choose a later date."}),
    ({"minutes": "ninety"}, {"minutes": "Please write a whole number, such as 25."}),
    ({"minutes": "10", "title": ""}, {
        "title": "Please write a title.", "minutes": "A discussion takes between 15 and 600 minutes.",
    }),
    ({"timezone": "Asia/Atlantis"}, {
        "timezone": "There is no time zone “Asia/Atlantis”. Choose one such as Asia/Jakarta.",
    }),
    ({"capacity": "0"}, {"capacity": "Write how many seats there are, or leave it empty for no limit."}),
    ({"room_url": "javascript:alert(1)"}, {
        "room_url": "Write the address of the room as it stands in the browser, with https://.",
    }),
    ({"number": "1"}, {"number": "Discussion 1 exists already in this series."}),
])  # fmt: skip
def test_what_is_wrong_with_a_discussion_stands_beside_its_field(
    database: Database, visitor: Visitor, typed: dict[str, str], wrongs: dict[str, str]
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, series=a_series(session, slug="one"))
    sound = {"title": "Who pays", "starts_at_local": "2027-03-24T14:00"}

    page = desk.press(desk.open("/desk/series/one/discussions/new"), "Create the draft", **{**sound, **typed})

    assert (page.status, page.wrongs) == (422, wrongs)
    assert len(rows(database, Discussion)) == 1


def test_mistakes_are_summed_up_in_the_order_of_the_page(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one")
    typed = {
        "title": "", "summary": "x" * 5001, "starts_at_local": "", "minutes": "1", "capacity": "0", "room_url": "x",
    }  # fmt: skip

    page = desk.press(desk.open("/desk/series/one/discussions/new"), "Create the draft", **typed)

    summed_up = [one.attributes["href"] for one in page.elements if one.attributes.get("href", "").startswith("#f-")]
    assert summed_up == [f"#f-{name}" for name in typed]
    assert list(page.wrongs) == list(typed)


def test_an_hour_that_the_clocks_jump_over_is_refused_with_both_readings(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one")

    page = desk.press(
        desk.open("/desk/series/one/discussions/new"), "Create the draft", title="Night",
        starts_at_local="2027-03-28T02:30", timezone="Europe/Zurich",
    )  # fmt: skip

    assert page.wrongs == {
        "starts_at_local": "Sunday, 28 March 2027, 02:30 does not exist in the time zone Europe/Zurich: the clocks go "
        "forward over it. Choose 28 Mar 2027, 01:30 CET or 28 Mar 2027, 03:30 CEST."
    }
    assert page.buttons[-3:] == ["28 Mar 2027, 01:30 CET", "28 Mar 2027, 03:30 CEST", "Create the draft"]


@pytest.mark.parametrize(("refused", "reading", "taken"), [
    ("2027-03-28T02:30", "28 Mar 2027, 01:30 CET", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
    ("2027-03-28T02:30", "28 Mar 2027, 03:30 CEST", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ("2027-10-31T02:30", "31 Oct 2027, 01:30 CEST", datetime(2027, 10, 30, 23, 30, tzinfo=UTC)),
    ("2027-10-31T02:30", "31 Oct 2027, 03:30 CET", datetime(2027, 10, 31, 2, 30, tzinfo=UTC)),
])  # fmt: skip
def test_one_tap_takes_an_hour_that_is_offered_instead(
    database: Database, visitor: Visitor, refused: str, reading: str, taken: datetime
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one")
    page = desk.press(
        desk.open("/desk/series/one/discussions/new"), "Create the draft", title="Night", starts_at_local=refused,
        timezone="Europe/Zurich",
    )  # fmt: skip

    desk.press(page, reading)

    with database.reading() as session:
        assert session.exec(select(Discussion.starts_at)).all() == [taken]


def test_the_language_of_the_series_leads(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_series(session, slug="one", language="id")
    form = desk.open("/desk/series/one/discussions/new").form_with("Create the draft")

    typed: Any = {**form.values, "title": "Two", "starts_at_local": "2027-03-24T14:00", "languages": ["en", "id"]}
    desk.post(form.action, typed)

    assert [discussion.languages for discussion in rows(database, Discussion)] == [["id", "en"]]


@pytest.mark.parametrize("path", ["/desk/series/{}", "/desk/series/{}/discussions/new"])
def test_the_series_of_another_office_look_like_none_at_all(database: Database, visitor: Visitor, path: str) -> None:
    desk = at_the_desk(visitor, database)
    office = another_office(database)
    with database.writing() as session:
        a_series(session, slug="foreign", office=office)
    token = desk.open(NEW_SERIES).form_with("Create the series").values["form_token"]

    foreign, missing = desk.open(path.format("foreign")), desk.open(path.format("nowhere"))
    posted = desk.post(path.format("foreign"), {"form_token": token, "title": "Taken over"})

    assert (foreign.status, missing.status, posted.status) == (404, 404, 404)
    assert foreign.html == missing.html == posted.html
    assert [series.title for series in rows(database, Series)] == ["Social protection"]


def button_of(page: Any, action: str) -> str:
    """The words of the button, in whatever language, of the form that goes there."""
    (form,) = [form for form in page.forms if form.action == action]
    (words,) = form.buttons
    return str(words)


def rows(database: Database, table: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.exec(select(table)).all())

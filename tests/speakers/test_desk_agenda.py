"""The agenda at the desk, as somebody without scripts plans it."""

from collections.abc import Mapping, Sequence

import pytest
from sqlmodel import select

from events.models import AgendaItem
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Role
from speakers.models import Engagement
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_discussion, a_series, accepted, asked
from tests.desk import at_the_desk, said
from tests.speakers.rows import discussion_of

AGENDA = "/desk/discussions/talk/agenda"
USUAL = [
    ("opening", 5), ("welcome", 5), ("presentation", 25), ("panel", 25), ("questions", 15), ("technical_input", 10),
    ("closing", 5),
]  # fmt: skip


@pytest.fixture
def desk(database: Database, visitor: Visitor) -> Visitor:
    """Sari at her desk, with a draft that Rudi presents in, Olga observes, and nobody has planned."""
    with database.writing() as session:
        discussion = a_discussion(session, slug="talk")
        accepted(session, discussion, "Rudi")
        asked(session, discussion, "Olga", Role.OBSERVER)
    return at_the_desk(visitor, database)


def test_an_empty_agenda_offers_the_usual_one_and_only_saving_keeps_it(database: Database, desk: Visitor) -> None:
    offered = desk.press(desk.open(AGENDA), "Begin with a usual agenda")
    before = stored(database)

    saved = desk.press(offered, "Save")

    total = "90 of 90 minutes The time is filled exactly Not saved yet."
    assert (before, offered.text(".sum__total")) == ([], total)
    assert said(saved) == "Saved."
    assert [(kind, minutes) for kind, _, minutes, _ in stored(database)] == USUAL


def test_the_usual_agenda_keeps_to_the_limit_of_its_series(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk", series=a_series(session, presentation_limit_minutes=15))
    desk = at_the_desk(visitor, database)

    page = desk.press(desk.open(AGENDA), "Begin with a usual agenda")

    assert page.form_with("Save").values["2.minutes"] == "15"
    assert page.texts(".rows__rule") == ["A presentation takes at most 15 minutes."]


def test_rows_move_as_they_were_typed_and_nothing_is_lost(database: Database, desk: Visitor) -> None:
    page = typed(desk, ROWS, move="2 up")

    again = desk.press(page, "Save")

    assert page.texts(".rows__time") == ["14:00", "14:05", "14:15"]
    assert [column(page, "title"), column(page, "minutes")] == [["Hello", "Debate", "What it costs"], ["5", "10", "20"]]
    assert said(again) == "Saved."
    assert stored(database) == [
        ("opening", "Hello", 5, None), ("panel", "Debate", 10, None), ("presentation", "What it costs", 20, "Rudi"),
    ]  # fmt: skip


@pytest.mark.parametrize("step", ["0 up", "2 down", "7 up", "-1 down", "x", "1 sideways", "99999999999999999999 up"])
def test_a_step_that_leads_nowhere_leaves_the_rows_where_they_are(desk: Visitor, step: str) -> None:
    assert column(typed(desk, ROWS, move=step), "title") == ["Hello", "What it costs", "Debate"]


def test_rows_are_added_and_taken_away_without_being_saved(database: Database, desk: Visitor) -> None:
    added, removed = typed(desk, ROWS, add="yes"), typed(desk, ROWS, remove="0")

    assert column(added, "title") == ["Hello", "What it costs", "Debate", ""]
    assert column(removed, "title") == ["What it costs", "Debate"]
    assert removed.texts(".rows__time") == ["14:00", "14:20"]
    assert stored(database) == []


def test_half_a_row_is_no_mistake_until_it_is_saved(desk: Visitor) -> None:
    page = typed(desk, [*ROWS, {"kind": "panel", "minutes": "some", "title": "Later"}], move="1 up")

    assert (page.status, page.wrongs, column(page, "minutes")) == (200, {}, ["20", "5", "10", "some"])


def test_saving_no_row_empties_the_agenda(database: Database, desk: Visitor) -> None:
    desk.press(typed(desk, ROWS, move="0 down"), "Save")

    page = typed(desk, [])

    assert (said(page), stored(database)) == ("Saved.", [])


@pytest.mark.parametrize(("row", "wrongs"), [
    ({"kind": "presentation", "minutes": "26"}, {"3.minutes": "A presentation takes at most 25 minutes."}),
    ({"kind": "panel", "minutes": ""}, {"3.minutes": "Write how many minutes this takes, at least 1."}),
    ({"kind": "panel", "minutes": "a while"}, {"3.minutes": "Please write a whole number, such as 25."}),
    ({"kind": "concert", "minutes": "5"}, {"3.kind": "Please choose what kind of row this is."}),
    ({"kind": "panel", "minutes": "5", "presenter": "999"}, {
        "3.presenter": "This presenter has no role in the discussion.",
    }),
    ({"kind": "panel", "minutes": "5", "presenter": "Rudi"}, {
        "3.presenter": "This presenter has no role in the discussion.",
    }),
    ({"kind": "presentation", "minutes": "5", "presenter": "Olga's"}, {
        "3.presenter": "An observer has no presentation. Choose technical input, or another presenter.",
    }),
])  # fmt: skip
def test_what_is_wrong_with_a_row_stands_beside_it_and_nothing_is_changed(
    database: Database, desk: Visitor, row: dict[str, str], wrongs: dict[str, str]
) -> None:
    if row.get("presenter") == "Olga's":
        row = {**row, "presenter": number_of(database, "Olga")}

    page = typed(desk, [*ROWS, row])

    assert (page.status, page.wrongs) == (422, wrongs)
    assert column(page, "title") == ["Hello", "What it costs", "Debate", ""]
    assert stored(database) == []


def test_an_agenda_longer_than_the_discussion_is_refused_with_the_minutes_to_take_away(
    database: Database, desk: Visitor
) -> None:
    page = typed(desk, [*ROWS, {"kind": "panel", "minutes": "60"}])

    assert (page.status, page.text(".sum__total")) == (422, "95 of 90 minutes 5 minutes too many")
    assert page.text(".wrongs") == (
        "Please look at this again: The agenda takes 95 minutes, the discussion 90. Take away 5 minutes."
    )
    assert stored(database) == []


def test_long_presentations_together_are_warned_of_or_refused_as_the_series_says(
    database: Database, desk: Visitor
) -> None:
    two = [{"kind": "presentation", "minutes": "20"}, {"kind": "presentation", "minutes": "20"}]

    warned = typed(desk, two)
    with database.writing() as session:
        series = a_series(session, "Strict", presentation_limit_scope="total")
        a_discussion(session, series=series, slug="strict")
    refused = typed(desk, two, at="/desk/discussions/strict/agenda")

    assert warned.texts(".note--wait") == [
        "The presentations take 40 minutes together. Is there enough time to discuss?"
    ]
    assert (refused.status, refused.texts(".note--wait")) == (
        422, ["The presentations take 40 minutes together; this series allows 25 in total."],
    )  # fmt: skip


def test_the_agenda_of_a_cancelled_discussion_is_only_read(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        discussion = session.merge(discussion_of(database, "talk"))
        plan_agenda(session, discussion, [SlotRow(kind="opening", minutes=5)], NOW)
        cancel(session, discussion, "", NOW)

    page = desk.open(AGENDA)
    posted = desk.post(AGENDA, {"form_token": page.form_with("Sign out").values["form_token"]})

    assert (page.texts(".agenda"), "Save" in page.buttons) == (["14:00 Opening 5 minutes"], False)
    assert (posted.status, posted.text(".wrongs")) == (
        422, "Please look at this again: This discussion is cancelled.",
    )  # fmt: skip


ROWS = [
    {"kind": "opening", "title": "Hello", "minutes": "5"},
    {"kind": "presentation", "title": "What it costs", "minutes": "20", "presenter": "Rudi's"},
    {"kind": "panel", "title": "Debate", "minutes": "10"},
]


def typed(desk: Visitor, rows: Sequence[Mapping[str, str]], *, at: str = AGENDA, **button: str) -> Page:
    """The form with these rows, sent by this button; without one it is saved. Rudi presents what is his."""
    form_token = desk.open(at).form_with("Sign out").values["form_token"]
    one_row = desk.post(at, {"form_token": form_token, "add": "yes"})
    rudi = next((value for value, words in options(one_row).items() if words.startswith("Rudi")), "")
    values = {"form_token": form_token, **button}
    for number, row in enumerate(rows):
        for name in ("kind", "title", "minutes", "presenter"):
            values[f"{number}.{name}"] = row.get(name, "").replace("Rudi's", rudi)
    return desk.post(at, values)


def options(page: Page) -> dict[str, str]:
    return {one.attributes["value"]: one.text for one in page.elements if one.tag == "option"}


def column(page: Page, name: str) -> list[str]:
    values = page.form_with("Save").values
    return [values[f"{number}.{name}"] for number in range(len(page.texts(".rows__time")))]


def number_of(database: Database, full_name: str) -> str:
    with database.reading() as session:
        return str(session.exec(select(Engagement.id).where(Engagement.full_name == full_name)).one())


def stored(database: Database) -> list[tuple[str, str, int, str | None]]:
    """Kind, title, minutes and presenter of each row."""
    with database.reading() as session:
        items = session.exec(select(AgendaItem).order_by(AgendaItem.position)).all()  # type: ignore[arg-type]
        names = dict(session.exec(select(Engagement.person_id, Engagement.full_name)).all())
    return [(item.kind.value, item.title, item.minutes, names.get(item.presenter_id or 0)) for item in items]

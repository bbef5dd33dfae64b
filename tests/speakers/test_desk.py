"""A discussion's details, its life, and the people who are asked, at the desk."""

from itertools import chain

import pytest

from events.queries import series_of
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Role
from registrations.register import personal_path as participants_path
from speakers.engagements import personal_path
from tests.browsing import Page, Visitor
from tests.builders import NOW, TUESDAY, a_discussion, a_published_discussion, accepted, asked, registered
from tests.desk import another_office, at_the_desk, said
from tests.speakers.rows import discussion_of, foreign_discussion

TALK = "/desk/discussions/talk"


def test_what_is_missing_is_named_and_leads_to_where_it_is_mended(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = desk.open(TALK)

    sentence = "Ask somebody to chair. A discussion has exactly one chair who has not declined."
    assert page.text(".note--wait") == f"Missing before you can publish {sentence} Ask at least one resource person."
    assert (page.links[sentence], page.links["Ask at least one resource person."]) == (f"{TALK}/people",) * 2
    assert "Publish" not in page.buttons


def test_a_discussion_is_published_when_nothing_is_missing(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_discussion(session, slug="talk")
        asked(session, discussion, "Citra", Role.CHAIR)
        asked(session, discussion, "Rudi")

    page = desk.press(desk.open(TALK), "Publish")

    assert said(page) == "The discussion is published. Anybody with the link can register."
    assert visitor.open("/discussions/talk").status == 200


def test_publishing_too_early_is_refused_with_each_reason(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = desk.post(f"{TALK}/publication", {"form_token": token_of_page(desk.open(TALK))})

    assert (page.status, page.texts(".lead")) == (422, [
        "Ask somebody to chair. A discussion has exactly one chair who has not declined.",
        "Ask at least one resource person.",
    ])  # fmt: skip
    assert discussion_of(database, "talk").is_draft


def test_every_field_can_be_changed(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = desk.press(
        desk.open(f"{TALK}/edit"), "Save", title="A better title", summary="Why it matters",
        starts_at_local="2027-02-25T09:30", timezone="Asia/Dili", minutes="60", capacity="40",
        room_url="https://room.example/2", languages="pt",
    )  # fmt: skip

    assert (said(page), page.text("h1")) == ("Saved.", "A better title")
    changed = discussion_of(database, "talk")
    assert (changed.title, changed.summary, changed.timezone, changed.minutes, changed.capacity, changed.languages) == (
        "A better title", "Why it matters", "Asia/Dili", 60, 40, ["pt"],
    )  # fmt: skip
    assert (changed.starts_at_local.isoformat(), changed.room_url) == ("2027-02-25T09:30:00", "https://room.example/2")


def test_language_channels_stand_beside_the_way_into_the_room(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        talk = a_published_discussion(session, slug="talk")
        ana = participants_path(session, registered(session, talk, "Ana"))
        rudi = personal_path(session, accepted(session, talk, "Tono"))
    desk.press(desk.open(f"{TALK}/edit"), "Save", channels="Indonesian: 1\n\nTetum: 2")
    early = visitor.open(ana).html

    visitor.now = talk.door_opens_at()
    assert [[one for one in visitor.open(path).texts("li") if ": " in one][:2] for path in (ana, rudi)] == [
        ["Indonesian: 1", "Tetum: 2"]
    ] * 2
    desk = at_the_desk(visitor, database)
    page = desk.press(desk.open(f"{TALK}/edit"), "Save", channels="x" * 301)
    assert ("Tetum" in early, page.wrongs) == (False, {"channels": "Please write at most 300 characters."})
    desk.press(desk.open(f"{TALK}/edit"), "Save", channels="")
    assert "Language channels" not in visitor.open(ana).html


def test_saving_what_stands_there_changes_nothing(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        before = a_published_discussion(session, slug="talk", languages=["en"], summary="A\nB")

    desk.press(desk.open(f"{TALK}/edit"), "Save")

    after = discussion_of(database, "talk")
    assert (after.revision, after.moves, after.summary) == (before.revision, before.moves, "A\nB")


def test_before_saving_the_page_says_who_will_hear_of_it(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_published_discussion(session, slug="talk")

    page = desk.open(f"{TALK}/edit")

    assert page.text(".note") == (
        "Who hears of a change 2 people have this discussion in their calendars. A new start, length, title or room is "
        "told to all of them 2 minutes after you save, so that you can still correct it. Nothing else is."
    )


def test_a_move_onto_another_role_of_a_speaker_is_refused_and_the_page_shows_what_still_holds(
    database: Database, visitor: Visitor
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        talk = a_discussion(session, slug="talk", title="This one")
        other = a_discussion(session, TUESDAY, series=series_of(session, talk), title="The other one")
        accepted(session, talk, "Rudi")
        accepted(session, other, "Rudi")

    page = desk.press(desk.open(f"{TALK}/edit"), "Save", title="Moved", starts_at_local="2027-02-23T14:30")

    assert page.status == 422
    assert page.wrongs == {"starts_at_local": "Rudi has a role in “The other one” at the same time."}
    assert (page.text("h1"), page.form_with("Save").values["title"]) == ("This one", "Moved")
    assert discussion_of(database, "talk").title == "This one"


def test_cancelling_asks_once_more_and_keeps_the_reason(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_published_discussion(session, slug="talk")
    question = desk.open(desk.open(TALK).links["Cancel this discussion"])

    page = desk.press(question, "Cancel the discussion", reason="The chair is ill.")

    assert said(page) == "The discussion is cancelled."
    assert page.text(".note--bad").startswith("This discussion is cancelled The chair is ill.")
    assert discussion_of(database, "talk").is_cancelled


def test_a_cancelled_discussion_is_restored(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_published_discussion(session, slug="talk")
    cancelled = desk.press(desk.open(f"{TALK}/cancellation"), "Cancel the discussion")

    page = desk.press(cancelled, "Restore the discussion")

    assert said(page) == "The discussion takes place again."
    assert discussion_of(database, "talk").is_published


def test_a_discussion_is_not_restored_over_another_role_of_its_speaker(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        talk = a_discussion(session, slug="talk")
        accepted(session, talk, "Rudi")
        cancel(session, talk, "", NOW)
        accepted(session, a_discussion(session, series=series_of(session, talk), title="The other one"), "Rudi")

    page = desk.press(desk.open(TALK), "Restore the discussion")

    assert (page.status, page.texts(".lead")) == (409, ["Rudi has a role in “The other one” at the same time."])
    assert discussion_of(database, "talk").is_cancelled


def test_what_is_over_is_shown_and_can_no_longer_be_changed(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
    desk.now = discussion.ends_at
    desk = at_the_desk(desk, database)

    pages = [desk.open(f"{TALK}{part}") for part in ("", "/edit", "/cancellation", "/people", "/agenda")]

    assert [page.status for page in pages] == [200] * 5
    assert [page.texts(".badge")[0] for page in pages] == ["Over"] * 5
    buttons = set(chain.from_iterable(page.buttons for page in pages))
    assert not {"Publish", "Save", "Cancel the discussion", "Ask", "Take it back"} & buttons


# Another office


@pytest.mark.parametrize("part", [
    "", "/edit", "/people", "/agenda", "/cancellation", "/registrations", "/messages",
])  # fmt: skip
def test_the_discussions_of_another_office_look_like_none_at_all(
    database: Database, visitor: Visitor, part: str
) -> None:
    desk = at_the_desk(visitor, database)
    foreign_discussion(database, another_office(database))

    foreign, missing = desk.open(f"/desk/discussions/foreign{part}"), desk.open(f"/desk/discussions/nowhere{part}")

    assert (foreign.status, missing.status, foreign.html) == (404, 404, missing.html)


@pytest.mark.parametrize("part", [
    "/edit", "/people", "/agenda", "/publication", "/cancellation", "/restoration", "/announcement", "/reversal",
    "/renewal",
])  # fmt: skip
def test_nothing_is_changed_in_another_office(database: Database, visitor: Visitor, part: str) -> None:
    desk = at_the_desk(visitor, database)
    foreign_discussion(database, another_office(database))
    token = desk.open("/desk/series/new").form_with("Create the series").values["form_token"]
    before = discussion_of(database, "foreign").model_dump()

    page = desk.post(f"/desk/discussions/foreign{part}", {"form_token": token, "title": "Taken over"})

    assert (page.status, discussion_of(database, "foreign").model_dump()) == (404, before)


def token_of_page(page: Page) -> str:
    return page.form_with("Sign out").values["form_token"]

"""The room in the form of a discussion, at the desk, and at the door."""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from events.queries import public_discussion
from events.rooms import providers
from events.rooms.supply import supply
from foundation.database import Database
from foundation.settings import Settings
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import a_published_discussion, registered
from tests.desk import at_the_desk
from tests.machines.rooms import RoomServer
from tests.warm import warm_app

TALK = "/desk/discussions/talk"


@pytest.fixture
def visitor(database: Database, settings: Settings) -> Iterator[Visitor]:
    visitor = Visitor(None, "en")
    with TestClient(warm_app(settings, database, lambda: visitor.now), base_url=settings.base_url) as client:
        visitor.client = client
        yield visitor


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_room_is_chosen_fails_is_tried_again_and_lets_people_in(
    database: Database, visitor: Visitor, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", room_url=None)
        path = personal_path(session, registered(session, discussion, "Ana"))
    rooms.faults = [(503, {}, b"")]

    form = desk.open(f"{TALK}/edit")
    desk.press(form, "Save", room_kind="bigbluebutton")
    visitor.now = discussion.starts_at
    supply(database, providers(settings), lambda: visitor.now)
    desk = at_the_desk(visitor, database)
    failed = desk.open(f"{TALK}/edit")
    closed = desk.press(visitor.open(path), "Join the discussion")
    desk.press(failed, "Try again now")
    supply(database, providers(settings), lambda: visitor.now)
    room = visitor.press(visitor.open(path), "Join the discussion")
    other = visitor.press(room, "Show this name", shown_name="  Peserta   1 ")

    assert form.form_with("Save").values["room_kind"] == "link"
    assert failed.form_with("Save").values["room_kind"] == "bigbluebutton"
    assert "BigBlueButton is out of order at the moment." in failed.text(".note--bad")
    assert closed.texts(".lead") == ["The room has no address yet. Please try again in a few minutes."]
    assert "fullName=Ana&" in room.links["Enter the room"] and "role=VIEWER" in room.links["Enter the room"]
    assert "fullName=Peserta+1&" in other.links["Enter the room"]
    with database.reading() as session:
        assert public_discussion(session, "talk").room_url is None
    assert rooms.url not in visitor.open("/discussions/talk").html + desk.open(TALK).html

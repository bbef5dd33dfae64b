"""The report of a room at Zoom, fetched by a button, with places of people's own matched without a doubt."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from events.models import Discussion
from events.rooms import providers
from events.rooms.choosing import choose_room, room_of, standing_of
from events.rooms.models import RoomPlace
from foundation.database import Database
from foundation.people import Person
from foundation.settings import Settings
from registrations.attendance.models import Attendance
from registrations.door import join
from registrations.models import Registration
from registrations.rooms import see_to_rooms
from tests.browsing import Visitor
from tests.builders import NOW, a_published_discussion, registered
from tests.desk import at_the_desk
from tests.events.rooms.conftest import room_settings, rooms
from tests.machines.rooms import RoomServer, as_json
from tests.warm import warm_app

__all__ = ["rooms"]

REPORTS = "/desk/discussions/talk/attendance/reports"


@pytest.fixture
def settings(rooms: RoomServer) -> Settings:
    return room_settings(rooms, zoom_places="yes")


@pytest.fixture
def visitor(database: Database, settings: Settings) -> Iterator[Visitor]:
    visitor = Visitor(None, "en")
    with TestClient(warm_app(settings, database, lambda: visitor.now), base_url=settings.base_url) as client:
        visitor.client = client
        yield visitor


def test_a_report_is_fetched_looked_at_and_counted(
    database: Database, visitor: Visitor, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", room_url=None)
        choose_room(session, discussion, "zoom", offered=providers(settings), now=NOW)
        ana, budi = (registered(session, discussion, name, phone=phone).person_id
                     for name, phone in (("Ana", "+6281200000001"), ("Budi", "+6281200000002")))  # fmt: skip
        session.get_one(Person, budi).discreet = True

    visitor.now = discussion.starts_at - timedelta(hours=23)
    rooms.faults = []
    for _ in range(2):
        see_to_rooms(database, providers(settings), lambda: visitor.now)
    with database.writing() as session:
        own = join(session, session.get_one(Discussion, discussion.id), ana, discussion.starts_at,
                   offered=providers(settings), name="Ana")  # fmt: skip
        aliases = dict(session.exec(select(RoomPlace.person_id, RoomPlace.alias)).all())
    hours = {"join_time": f"{discussion.starts_at:%FT%TZ}", "leave_time": f"{discussion.ends_at:%FT%TZ}"}
    rooms.participants = [{"name": "iPhone", "user_email": "", "registrant_id": "reg-1", **hours},
                          {"name": "iPhone", "user_email": aliases[budi], **hours}]  # fmt: skip
    visitor.now = discussion.ends_at + timedelta(minutes=10)
    desk = at_the_desk(visitor, database)
    rooms.faults = [as_json(404, {"code": 3001, "message": "Meeting does not exist"})]
    desk.press(desk.open(REPORTS), "Fetch the report from Zoom")
    see_to_rooms(database, providers(settings), lambda: visitor.now)
    failed = desk.open(REPORTS)
    waiting = desk.press(failed, "Fetch the report from Zoom")
    see_to_rooms(database, providers(settings), lambda: visitor.now)
    desk.press(desk.open(desk.open(REPORTS).links["Zoom"]), "It is right: count it")

    assert [(one["first_name"], one["email"]) for one in rooms.registrants[:2]] == [
        ("Ana", aliases[ana]), ("Participant", aliases[budi])]  # fmt: skip
    assert len(rooms.registrants) == 4 and own.endswith("?tk=reg-1")
    assert "Zoom does not know this room any more." in failed.text(".note--bad")
    assert "The report is being fetched. It stands below in a moment" in waiting.text("#main")
    with database.reading() as session:
        told = session.exec(select(Attendance.person_id, Attendance.minutes).join(
            Registration, Registration.person_id == Attendance.person_id)).all()  # type: ignore[arg-type]
    assert sorted(told) == [(ana, 90), (budi, 90)]


def test_what_went_wrong_with_places_is_said_until_they_are_given(
    database: Database, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = a_published_discussion(session, room_url=None)
        choose_room(session, discussion, "zoom", offered=providers(settings), now=NOW)
    before = discussion.starts_at - timedelta(hours=23)
    see_to_rooms(database, providers(settings), lambda: before)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")

    stands = []
    for hours in (0, 1, 2):
        rooms.faults = [] if hours else [as_json(500, {})]
        see_to_rooms(database, providers(settings), lambda hours=hours: before + timedelta(hours=hours))  # type: ignore[misc]
        with database.reading() as session:
            stands.append(str(standing_of(discussion, room_of(session, discussion)).state))

    assert (stands, len(rooms.registrants)) == (["Not opened", "Ready", "Ready"], 3)

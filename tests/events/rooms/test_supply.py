"""The room that is missing is opened by itself, follows its discussion, and is closed when nobody needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.rooms import Opened, RoomPlan, RoomProvider, TryAgain, TurnedDown, providers
from events.rooms.choosing import choose_room, room_of, standing_of, try_now
from events.rooms.models import Room
from events.rooms.supply import pause_after, supply
from events.schedule import cancel, change, plan_of, restore
from foundation.database import Database
from foundation.languages import say
from foundation.settings import Settings
from registrations.door import join
from tests.builders import NOW, a_discussion, a_published_discussion, refusals, registered
from tests.machines.rooms import RoomServer

MINUTE = timedelta(minutes=1)


def chosen(session: Session, settings: Settings, kind: str, **plan: object) -> Discussion:
    discussion = a_published_discussion(session, room_url=None, **plan)  # type: ignore[arg-type]
    choose_room(session, discussion, kind, offered=providers(settings), now=NOW)
    return discussion


def supplied(database: Database, settings: Settings, now: datetime) -> int:
    return supply(database, providers(settings), lambda: now)


def test_a_meeting_at_zoom_follows_its_discussion(database: Database, rooms: RoomServer, settings: Settings) -> None:
    with database.writing() as session:
        discussion = chosen(session, settings, "zoom")

    rounds = [supplied(database, settings, NOW) for _ in range(2)]
    opened = list(rooms.meetings.values())
    with database.writing() as session:
        found = session.get_one(Discussion, discussion.id)
        change(session, found, plan_of(found, title="Another title"), NOW)
    supplied(database, settings, NOW)
    changed = list(rooms.meetings.values())
    with database.writing() as session:
        cancel(session, session.get_one(Discussion, discussion.id), "", NOW)
    supplied(database, settings, NOW)
    gone = dict(rooms.meetings)
    with database.writing() as session:
        restore(session, session.get_one(Discussion, discussion.id), NOW)
    supplied(database, settings, NOW)

    assert rounds == [1, 0]
    assert [[one["topic"] for one in at] for at in (opened, changed, gone.values(), rooms.meetings.values())] == [
        ["Who pays, and who gains"], ["Another title"], [], ["Another title"]]  # fmt: skip
    over = discussion.door_closes_at()
    assert [supplied(database, settings, over) for _ in range(2)] == [1, 0]
    assert len(rooms.meetings) == 1  # its report is still wanted


def test_a_room_that_nobody_enters_is_opened_with_the_door_and_asked_for_again(
    database: Database, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = chosen(session, settings, "bigbluebutton")
    opens = discussion.door_opens_at()

    assert [supplied(database, settings, at) for at in (NOW, opens - 3 * MINUTE)] == [0, 0]
    assert [supplied(database, settings, at) for at in (opens, opens + MINUTE, opens + 2 * MINUTE)] == [1, 0, 1]
    rooms.rooms.clear()
    supplied(database, settings, discussion.ends_at)
    assert len(rooms.rooms) == 1
    assert [supplied(database, settings, discussion.door_closes_at()) for _ in range(3)] == [1, 1, 0]
    assert rooms.rooms == {}


def test_a_provider_that_fails_is_asked_again_after_a_while_and_the_desk_says_why(
    database: Database, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = chosen(session, settings, "zoom")
    rooms.faults = [(503, {}, b""), (429, {"Retry-After": "600"}, b"")]

    tried = [at for at in range(15) if supplied(database, settings, NOW + at * MINUTE)]

    assert tried == [0, 1, 11]
    with database.reading() as session:
        assert standing_of(discussion, room_of(session, discussion)).tone == "good"
    with database.writing() as session:
        other = chosen(session, settings, "zoom", title="Other", series=None)
    rooms.faults = [(503, {}, b"")]
    supplied(database, settings, NOW)
    with database.reading() as session:
        stands = standing_of(other, room_of(session, other))
    assert (str(stands.state), stands.tone, str(stands.wrong)) == (
        "Not opened", "bad", "Zoom is out of order at the moment.")  # fmt: skip


def test_of_two_rooms_that_were_chosen_the_first_is_closed(
    database: Database, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = chosen(session, settings, "zoom")
    supplied(database, settings, NOW)

    with database.writing() as session:
        choose_room(session, session.get_one(Discussion, discussion.id), "jitsi", offered=providers(settings), now=NOW)
    for _ in range(2):
        supplied(database, settings, NOW)

    with database.reading() as session:
        kept = session.exec(select(Room.kind, Room.finished_at).order_by(Room.id)).all()  # type: ignore[arg-type]
    assert (rooms.meetings, kept) == ({}, [("zoom", NOW), ("jitsi", None)])


@pytest.mark.parametrize("press", [
    try_now,
    lambda session, found: choose_room(session, found, "link", offered={}, now=NOW),
], ids=["try again", "another room"])  # fmt: skip
def test_what_is_pressed_while_a_provider_opens_a_room_leaves_no_second_one_behind(
    database: Database, press: Callable[[Session, Discussion], None]
) -> None:  # fmt: skip
    def meanwhile() -> None:
        with database.writing() as session:
            press(session, session.get_one(Discussion, discussion.id))
        supply(database, slow, lambda: NOW)

    provider = Slow(meanwhile)
    slow: dict[str, RoomProvider] = {"zoom": provider}  # type: ignore[dict-item]  # it is asked for no address
    with database.writing() as session:
        discussion = a_published_discussion(session, room_url=None)
        choose_room(session, discussion, "zoom", offered=slow, now=NOW)

    for at in (NOW, NOW + 2 * MINUTE):
        supply(database, slow, at.replace)

    with database.reading() as session:
        is_wanted = room_of(session, discussion) is not None
    assert provider.open_rooms == is_wanted


@dataclass
class Slow:
    """While it opens its first room, something else happens."""

    meanwhile: Callable[[], None]
    open_rooms: int = 0
    name = "Slow"
    lasts = None
    shows_name = False

    def open(self, plan: RoomPlan) -> Opened:
        self.open_rooms += 1
        if self.open_rooms == 1:
            self.meanwhile()
        return Opened(plan.key, "1", "https://rooms.example/1")

    def change(self, room: Opened, plan: RoomPlan) -> None: ...

    def close(self, room: Opened) -> None:
        self.open_rooms -= 1


def test_everybody_comes_in_by_an_address_of_their_own_and_a_pasted_one_wins(
    database: Database, rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    with database.writing() as session:
        discussion = chosen(session, settings, "jitsi")
        ana = registered(session, discussion, "Ana").person_id
        early = refusals(session, join, discussion, ana, discussion.door_opens_at(), offered=providers(settings))
    supplied(database, settings, NOW)

    with database.writing() as session:
        found = session.get_one(Discussion, discussion.id)
        told = {"offered": providers(settings), "name": "Ana", "moderates": False}
        own = join(session, found, ana, discussion.starts_at, **told)  # type: ignore[arg-type]
        found.room_url = "https://room.example/2"
        pasted = join(session, found, ana, discussion.starts_at, **told)  # type: ignore[arg-type]

    assert early == {None: "The room has no address yet. Please try again in a few minutes."}
    assert own.startswith(f"{rooms.url}/jitsi/rembuk-") and "?jwt=" in own
    assert pasted == "https://room.example/2"


def test_only_rooms_that_are_offered_can_be_chosen(session: Session) -> None:
    discussion = a_discussion(session)

    assert refusals(session, choose_room, discussion, "zoom", offered={}, now=NOW) == {
        "room_kind": "Please choose one of the rooms offered."}  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "attempts", "ahead", "minutes"),
    [(TryAgain(say("…")), 1, 600, 1), (TryAgain(say("…")), 5, 600, 30), (TryAgain(say("…")), 9, 600, 60),
     (TryAgain(say("…")), 5, 30, 2), (TryAgain(say("…"), 10 * MINUTE), 1, 30, 10), (TurnedDown(say("…")), 1, 600, 60),
     (TurnedDown(say("…")), 1, 30, 2)],
)  # fmt: skip
def test_pauses_grow_and_are_short_near_the_start(
    fault: TryAgain | TurnedDown, attempts: int, ahead: int, minutes: int
) -> None:  # fmt: skip
    assert pause_after(fault, attempts, ahead * MINUTE) == minutes * MINUTE

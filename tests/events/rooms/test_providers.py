"""Each provider against a server of our own that answers as the published documentation does."""

import hmac
import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from events.rooms import Gone, Guest, Opened, RoomPlan, RoomProvider, RoomVisit, TryAgain, TurnedDown, providers
from events.rooms.bigbluebutton import checksum
from events.rooms.calling import wait_of
from events.rooms.zoom import Zoom
from foundation.settings import Settings
from tests.events.rooms.conftest import room_settings
from tests.machines.rooms import RoomServer, as_json, xml

PLAN = RoomPlan("rembuk-5f", "Siapa membayar?", datetime(2027, 2, 24, 7, tzinfo=UTC), 90, "Asia/Jakarta")
CITRA = Guest("key-1", "Citra & Co", moderates=True, until=datetime(2027, 2, 24, 9, 30, tzinfo=UTC))
ANA = Guest("key-2", "Ana", moderates=False, until=CITRA.until)


def test_checksums_are_those_that_are_published() -> None:
    """The first is of the API reference of BigBlueButton, the second and third of a guide by bbbserver.com."""
    query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    passwords = "attendeePW=replace-with-password&moderatorPW=replace-with-password"
    guide = f"name=Demo&meetingID=replace-with-meeting-id&{passwords}"

    assert checksum("create", query, "639259d4-9dd8-4b25-bf01-95f9567eaf4b", "sha1") == (
        "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17")  # fmt: skip
    assert checksum("create", guide, "replace-with-secret", "sha1") == "7030bd96ede6a7ac41da848fe3bfc562e52a5914"
    assert checksum("create", guide, "replace-with-secret", "sha256") == (
        "7e5a0a48f1542462e56ca034dc83d741bff1deb5feab0cd9ef74fa6e009fe1fd")  # fmt: skip


def test_a_room_of_bigbluebutton_is_created_once_entered_by_role_and_ended(
    rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    provider = providers(settings)["bigbluebutton"]

    opened, again = provider.open(PLAN), provider.open(PLAN)
    moderator, viewer = (read(rooms, provider.address(opened, guest)) for guest in (CITRA, ANA))
    made = dict(rooms.rooms[PLAN.key])
    for _ in range(2):
        provider.close(opened)

    assert (again, made["name"], made["record"]) == (opened, "Siapa membayar?", "false")
    assert moderator == {"fullName": "Citra & Co", "meetingID": PLAN.key, "password": made["moderatorPW"],
                         "role": "MODERATOR", "userID": "key-1"}  # fmt: skip
    assert viewer == {"fullName": "Ana", "meetingID": PLAN.key, "password": made["attendeePW"], "role": "VIEWER",
                      "userID": "key-2"}  # fmt: skip
    assert made["moderatorPW"] != made["attendeePW"] and rooms.rooms == {}


def read(rooms: RoomServer, address: str) -> dict[str, str]:
    """What a browser would bring to the server; refused unless its checksum is right."""
    parts = urlsplit(address)
    assert b"SUCCESS" in rooms.answer("GET", f"{parts.path}?{parts.query}", {}, b"")[2]
    return {name: value[0] for name, value in parse_qs(parts.query).items() if name != "checksum"}


def test_a_room_of_jitsi_is_a_name_and_a_token_that_is_good_for_it_alone(
    rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    provider = providers(settings)["jitsi"]
    opened = provider.open(PLAN)

    address, token = provider.address(opened, CITRA).split("?jwt=")
    head, claims, signature = token.split(".")

    assert address == f"{rooms.url}/jitsi/rembuk-5f"
    assert json.loads(unpadded(head)) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(unpadded(claims)) == {
        "aud": "jitsi", "iss": "rembuk", "sub": "127.0.0.1", "room": "rembuk-5f", "exp": 1803461400, "moderator": True,
        "context": {"user": {"id": "key-1", "name": "Citra & Co", "moderator": "true", "affiliation": "owner"}},
    }  # fmt: skip
    assert unpadded(signature) == hmac.digest(b"a secret of both", f"{head}.{claims}".encode(), "sha256")
    bare = providers(replace(settings, jitsi_app_id="", jitsi_secret=""))["jitsi"]
    assert (bare.address(opened, CITRA), bare.shows_name) == (opened.address, False)


def unpadded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_meeting_of_zoom_is_made_changed_and_deleted_with_one_token(rooms: RoomServer, settings: Settings) -> None:
    provider = Zoom(settings)

    opened = provider.open(PLAN)
    made = rooms.meetings[opened.number]
    provider.change(opened, RoomPlan(PLAN.key, "Another title", PLAN.starts_at + timedelta(days=1), 60, PLAN.timezone))
    changed = rooms.meetings[opened.number]
    for _ in range(2):
        provider.close(opened)

    assert provider.address(opened, ANA) == f"https://zoom.example/j/{opened.number}?pwd=x"
    assert {name: made[name] for name in ("topic", "type", "start_time", "duration", "timezone")} == {
        "topic": "Siapa membayar?", "type": 2, "start_time": "2027-02-24T07:00:00Z", "duration": 90,
        "timezone": "Asia/Jakarta"}  # fmt: skip
    assert (changed["topic"], changed["start_time"]) == ("Another title", "2027-02-25T07:00:00Z")
    assert (rooms.meetings, rooms.tokens) == ({}, 1)


def test_a_meeting_of_zoom_whose_answer_was_lost_is_found_and_not_made_twice(
    rooms: RoomServer, settings: Settings
) -> None:  # fmt: skip
    provider, rooms.page_size = Zoom(settings), 1
    provider.open(replace(PLAN, key="rembuk-of-another"))
    rooms.lost = 1

    with pytest.raises(TryAgain):
        provider.open(PLAN)
    found, again = provider.open(PLAN), provider.open(PLAN)

    assert [one["agenda"] for one in rooms.meetings.values()] == ["rembuk-of-another", PLAN.key]
    number = list(rooms.meetings)[1]
    assert [found, again] == [Opened(PLAN.key, number, f"https://zoom.example/j/{number}?pwd=x")] * 2


def test_a_token_that_is_not_good_any_more_is_renewed_once(rooms: RoomServer, settings: Settings) -> None:
    provider = Zoom(settings)
    opened = provider.open(PLAN)

    rooms.expire()
    provider.change(opened, PLAN)
    renewed = rooms.tokens
    rooms.faults = [as_json(401, {"code": 124, "message": "Invalid access token."}), as_json(200, {
        "access_token": "never good", "expires_in": 3600}), as_json(401, {"code": 124, "message": "…"})]  # fmt: skip

    assert renewed == 3
    with pytest.raises(TurnedDown, match="does not let us in"):
        provider.change(opened, PLAN)


def test_the_report_of_zoom_is_read_page_by_page(rooms: RoomServer, settings: Settings) -> None:
    provider, rooms.page_size = Zoom(settings), 2
    opened = provider.open(PLAN)
    stay = {"join_time": "2027-02-24T07:01:00Z", "leave_time": "2027-02-24T08:30:00Z", "user_email": ""}
    rooms.participants = [
        {"name": "Ana", "registrant_id": "reg-1", **stay}, {"name": "Ben", **stay, "user_email": "ben@union.example"},
        {"name": "Waits", **stay, "status": "in_waiting_room"}, {"name": "Ana", "registrant_id": "reg-1", **stay},
        {"name": "Nobody", "join_time": "", "leave_time": ""},
    ]  # fmt: skip

    visits = provider.visits(opened)

    hours = datetime(2027, 2, 24, 7, 1, tzinfo=UTC), datetime(2027, 2, 24, 8, 30, tzinfo=UTC)
    assert visits == [RoomVisit("Ana", "", *hours, "reg-1"), RoomVisit("Ben", "ben@union.example", *hours),
                      RoomVisit("Ana", "", *hours, "reg-1")]  # fmt: skip
    assert sum("/participants" in call for call in rooms.asked) == 3


def test_a_place_at_zoom_is_for_one_person_alone(rooms: RoomServer) -> None:
    provider = Zoom(room_settings(rooms, zoom_places="yes"))
    opened = provider.open(PLAN)

    place = provider.place_for(opened, Guest("key-3", "Siti Nur Aminah", moderates=False, until=ANA.until))

    assert provider.gives_places and rooms.meetings[opened.number]["settings"]["approval_type"] == 0
    assert rooms.registrants == [{"email": "key-3@rembuk.example", "first_name": "Siti", "last_name": "Nur Aminah",
                                  "auto_approve": True, "registrant_id": "reg-1"}]  # fmt: skip
    assert (place.address, place.number) == (f"https://zoom.example/w/{opened.number}?tk=reg-1", "reg-1")


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ((429, {"Retry-After": "90"}, b""), TryAgain, "Zoom asks us to wait, as it was asked too often."),
        ((503, {}, b"<html>"), TryAgain, "Zoom is out of order at the moment."),
        (as_json(404, {"code": 3001, "message": "Meeting does not exist: 1."}), Gone,
         "Zoom does not know this room any more."),
        (as_json(400, {"code": 4711, "message": "Invalid access token, does not contain scopes"}), TurnedDown,
         "Zoom does not allow this: check the scopes of its app."),
        (as_json(400, {"code": 300, "message": "Validation Failed."}), TurnedDown, "Zoom says no: 400 300."),
        ((302, {"Location": "https://elsewhere.example"}, b""), TurnedDown, "Zoom says no: 302."),
    ],
)  # fmt: skip
def test_what_zoom_refuses_is_tried_again_or_not(
    rooms: RoomServer, settings: Settings, answer: tuple[int, dict[str, str], bytes], kind: type, said: str
) -> None:  # fmt: skip
    provider = Zoom(settings)
    provider.check()
    rooms.faults = [answer]

    with pytest.raises(kind) as caught:
        provider.change(Opened("rembuk-5f", "1"), PLAN)

    assert (str(caught.value), caught.type) == (said, kind)
    assert getattr(caught.value, "after", timedelta(0)) == (timedelta(seconds=90) if "wait" in said else timedelta(0))


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (xml("FAILED", "checksumError", ""), TurnedDown,
         "BigBlueButton does not let us in: check the secret in the settings."),
        (xml("FAILED", "idNotUnique", ""), TurnedDown, "BigBlueButton says no: idNotUnique."),
        ((200, {}, b"<html><body>starting"), TryAgain, "BigBlueButton is out of order at the moment."),
        ((200, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><response/>"), TryAgain,
         "BigBlueButton is out of order at the moment."),
    ],
)  # fmt: skip
def test_what_bigbluebutton_refuses_is_tried_again_or_not(
    rooms: RoomServer, settings: Settings, answer: tuple[int, dict[str, str], bytes], kind: type, said: str
) -> None:  # fmt: skip
    rooms.faults = [answer]

    with pytest.raises(kind, match=said) as caught:
        providers(settings)["bigbluebutton"].open(PLAN)

    assert caught.type == kind


def test_each_says_whether_it_answers_and_knows_us(rooms: RoomServer, settings: Settings) -> None:
    wrong = replace(settings, jitsi_url="http://127.0.0.1:9", bbb_secret="other", zoom_client_secret="other")

    assert [said(provider) for provider in providers(settings).values()] == ["sound"] * 3
    assert {word: said(provider) for word, provider in providers(wrong).items()} == {
        "jitsi": "Jitsi does not answer.",
        "bigbluebutton": "BigBlueButton does not let us in: check the secret in the settings.",
        "zoom": "Zoom does not let us in: check the secret in the settings.",
    }


def said(provider: RoomProvider) -> str:
    try:
        provider.check()
    except (TryAgain, TurnedDown) as refusal:
        return str(refusal)
    return "sound"


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("", 0), ("7", 7), ("2027-02-24T00:00:30Z", 30), ("Wed, 24 Feb 2027 00:01:00 GMT", 60), ("soon", 0),
     ("2027-02-23T00:00:00Z", 0), ("99999999999", 86400)],
)  # fmt: skip
def test_how_long_to_wait_is_read_in_each_way_it_is_written(retry_after: str, seconds: int) -> None:
    assert wait_of(retry_after, "Wed, 24 Feb 2027 00:00:00 GMT") == timedelta(seconds=seconds)

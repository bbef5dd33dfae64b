"""A server with every provider on it, and the settings that lead there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from foundation.settings import Settings
from tests.browsing import SETTINGS, visitor
from tests.machines.rooms import RoomServer, running_rooms

__all__ = ["visitor"]


@pytest.fixture
def rooms() -> Iterator[RoomServer]:
    with running_rooms() as rooms:
        yield rooms


@pytest.fixture
def settings(rooms: RoomServer) -> Settings:
    return room_settings(rooms)


def room_settings(rooms: RoomServer, **other: Any) -> Settings:
    return replace(
        SETTINGS, jitsi_url=f"{rooms.url}/jitsi", jitsi_app_id="rembuk", jitsi_secret="a secret of both",
        bbb_url=f"{rooms.url}/bigbluebutton", bbb_secret=rooms.secret, zoom_account_id="account",
        zoom_client_id="client", zoom_client_secret="secret", zoom_api_url=f"{rooms.url}/v2",
        zoom_token_url=f"{rooms.url}/oauth/token", **other,
    )  # fmt: skip

"""The round of the clock about rooms of video: opened and changed, places in them given out, reports fetched."""

from collections.abc import Callable, Mapping
from datetime import datetime

from events.rooms import RoomProvider
from events.rooms.supply import supply
from foundation.database import Database
from registrations.attendance.fetching import fetch_reports
from registrations.room_places import give_places


def see_to_rooms(database: Database, offered: Mapping[str, RoomProvider], now: Callable[[], datetime]) -> None:
    """Beside the tick: whoever waits for a letter does not wait for a provider of rooms."""
    for see_to in (supply, give_places, fetch_reports):
        see_to(database, offered, now)

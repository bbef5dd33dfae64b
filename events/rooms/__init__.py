"""Who makes video rooms. A new provider is a file here, a line in `PROVIDERS`, and its settings; a pasted address needs
none of them, and always wins (decisions/0055)."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from events.rooms.bigbluebutton import big_blue_button
from events.rooms.contract import (
    GivesPlaces,
    Gone,
    Guest,
    Opened,
    Place,
    ReportsVisits,
    RoomFault,
    RoomPlan,
    RoomProvider,
    RoomVisit,
    TryAgain,
    TurnedDown,
)
from events.rooms.jitsi import jitsi
from events.rooms.zoom import zoom
from foundation.settings import Settings

__all__ = ["GivesPlaces", "Gone", "Guest", "Opened", "Place", "ReportsVisits", "RoomFault", "RoomPlan", "RoomProvider",
           "RoomVisit", "TryAgain", "TurnedDown", "providers"]  # fmt: skip

PROVIDERS: dict[str, Callable[[Settings], RoomProvider | None]] = {
    "jitsi": jitsi, "bigbluebutton": big_blue_button, "zoom": zoom,
}  # fmt: skip


@lru_cache(4)
def providers(settings: Settings) -> Mapping[str, RoomProvider]:
    """Those that the settings name, by their word, in the order in which they are offered."""
    made = {word: make(settings) for word, make in PROVIDERS.items()}
    return {word: provider for word, provider in made.items() if provider is not None}

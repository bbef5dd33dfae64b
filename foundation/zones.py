"""Time zones: which exist, what people call them, which are offered."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from foundation.languages import Message, say
from foundation.refusals import Refused

HOME_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Dili")
"""The zones of the readers this was made for, west to east."""

_SUPPLIED_LABELS = {"Asia/Dili": "TLT"}  # tzdata has only "+09"
_PLACES = {
    "Africa/Abidjan": "Abidjan, Accra, Dakar",
    "America/New_York": "New York, Washington",
    "America/Sao_Paulo": "São Paulo, Brasília",
    "Asia/Bangkok": "Bangkok, Phnom Penh",
    "Asia/Ho_Chi_Minh": "Hanoi, Ho Chi Minh City",
    "Asia/Kolkata": "New Delhi",
    "Asia/Shanghai": "Beijing, Shanghai",
    "Australia/Sydney": "Sydney, Canberra",
    "Europe/Rome": "Rome, Turin",
    "Europe/Zurich": "Geneva, Zurich",
}
"""What people call a zone where its name does not say it."""
_REGIONS: Mapping[str, tuple[str, ...]] = {
    "Asia": (
        "Bangkok", "Colombo", "Dhaka", "Dubai", "Ho_Chi_Minh", "Hong_Kong", "Karachi", "Kathmandu", "Kolkata",
        "Kuala_Lumpur", "Manila", "Riyadh", "Seoul", "Shanghai", "Singapore", "Taipei", "Tokyo", "Yangon",
    ),
    "Australia": ("Adelaide", "Brisbane", "Darwin", "Perth", "Sydney"),
    "Pacific": ("Auckland", "Fiji", "Port_Moresby"),
    "Europe": ("Berlin", "Brussels", "Lisbon", "London", "Madrid", "Paris", "Rome", "Zurich"),
    "Africa": ("Abidjan", "Addis_Ababa", "Cairo", "Johannesburg", "Lagos", "Luanda", "Maputo", "Nairobi"),
    "America": ("Lima", "Los_Angeles", "Mexico_City", "New_York", "Santiago", "Sao_Paulo"),
}  # fmt: skip
_REGION_TITLES = {
    "Asia": say("Asia"), "Australia": say("Australia"), "Pacific": say("Pacific"),
    "Europe": say("Europe"), "Africa": say("Africa"), "America": say("America"),
}  # fmt: skip
_LONGEST_ECHO = 60
_forgetting: list[Callable[[], None]] = []

P = ParamSpec("P")
R = TypeVar("R")


class UnknownZone(Refused):
    """A name that the IANA time zone database does not have."""

    def __init__(self, name: str, field: str = "timezone") -> None:
        sentence = say("There is no time zone “{name}”. Choose one such as Asia/Jakarta.", name=name[:_LONGEST_ECHO])
        super().__init__(sentence, field)


class ZoneGroup(NamedTuple):
    """One `<optgroup>`: its title, and for each zone the IANA name and what people call it."""

    title: Message
    zones: tuple[tuple[str, str], ...]


def zone(name: str) -> ZoneInfo:
    """The zone with this IANA name, written exactly so; `UnknownZone` for any other text."""
    if name not in _known_names():
        raise UnknownZone(name)
    return _opened(name)


def kept_with_rules(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `lru_cache`, for what the rules of zones decide: forgotten when they are read anew."""

    def keep(function: Callable[P, R]) -> Callable[P, R]:
        kept = lru_cache(size)(function)
        _forgetting.append(kept.cache_clear)
        return cast(Callable[P, R], kept)

    return keep


def read_anew() -> None:
    """Forget the zones that were read: the time zone database may have been updated under the running program."""
    for forget in _forgetting:
        forget()
    _opened.cache_clear()
    _known_names.cache_clear()
    ZoneInfo.clear_cache()


def zone_label(instant: datetime, zone_name: str) -> str:
    """WIB, WITA, WIT, TLT, CEST: what people write behind the time. "UTC+5:45" where they write nothing."""
    if zone_name in _SUPPLIED_LABELS:
        return _SUPPLIED_LABELS[zone_name]
    local = instant.astimezone(zone(zone_name))
    abbreviation = local.tzname() or ""
    return abbreviation if abbreviation.isalpha() else _offset_label(local.utcoffset() or timedelta(0))


def place(zone_name: str) -> str:
    """The towns a zone is known by."""
    return _PLACES.get(zone_name) or zone_name.rpartition("/")[2].replace("_", " ")


def offered_zones(now: datetime, chosen: str | None = None) -> list[ZoneGroup]:
    """Zones for a select, home first, each as "Jakarta (WIB)" with the label of `now`.

    Any other zone of the database may be sent as well; `chosen`, the one the person has, is always among them.
    """
    groups = [_group(say("Indonesia and Timor-Leste"), HOME_ZONES, now)]
    for region, towns in _REGIONS.items():
        groups.append(_group(_REGION_TITLES[region], [f"{region}/{town}" for town in towns], now))
    if chosen is not None and not any(chosen == name for group in groups for name, _ in group.zones):
        groups.insert(0, _group(say("Your time zone"), [chosen], now))
    return groups


_opened = cache(ZoneInfo)  # ZoneInfo itself keeps eight; a page that offers sixty would read their files each time


@cache
def _known_names() -> frozenset[str]:
    return frozenset(available_timezones())  # reads some 600 files: once


def _offset_label(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "−" if offset < timedelta(0) else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "") if minutes else "UTC"


def _group(title: Message, names: tuple[str, ...] | list[str], now: datetime) -> ZoneGroup:
    return ZoneGroup(title, tuple((name, f"{place(name)} ({zone_label(now, name)})") for name in names))

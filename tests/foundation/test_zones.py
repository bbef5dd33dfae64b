"""Zones: which there are, and what people call them."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation.moments import wall_of
from foundation.zones import HOME_ZONES, UnknownZone, kept_with_rules, offered_zones, place, read_anew, zone, zone_label
from tests.zone_rules import EIGHT_HOURS, file_with

JAKARTA, _MAKASSAR, _JAYAPURA, DILI = HOME_ZONES
ZURICH = "Europe/Zurich"
WINTER = datetime(2027, 2, 24, 7, 0, tzinfo=UTC)
SUMMER = datetime(2027, 7, 28, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    ["Mars/Olympus", "asia/jakarta", "WIB", "", "Asia", "../../etc/passwd", "right/Asia/Jakarta", "Asia/Jakarta\0"],
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)

    sentence = f"There is no time zone “{name}”. Choose one such as Asia/Jakarta."
    assert (refused.value.field, refused.value.message.in_language("en")) == ("timezone", sentence)


def test_the_refusal_of_a_zone_does_not_repeat_pages_of_text() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone("x" * 1_000_000)

    assert len(str(refused.value)) < 200


def test_a_zone_is_labelled_as_people_write_it() -> None:
    names = (*HOME_ZONES, ZURICH, "UTC", "Asia/Singapore", "Asia/Kathmandu", "America/Sao_Paulo")

    assert [zone_label(SUMMER, name) for name in names] == [
        "WIB", "WITA", "WIT", "TLT", "CEST", "UTC", "UTC+8", "UTC+5:45", "UTC−3",
    ]  # fmt: skip


def test_the_zones_on_offer_begin_at_home() -> None:
    groups = offered_zones(WINTER)

    assert (str(groups[0].title), groups[0].zones) == (
        "Indonesia and Timor-Leste",
        (
            ("Asia/Jakarta", "Jakarta (WIB)"), ("Asia/Makassar", "Makassar (WITA)"),
            ("Asia/Jayapura", "Jayapura (WIT)"), ("Asia/Dili", "Dili (TLT)"),
        ),
    )  # fmt: skip
    assert [str(group.title) for group in groups[1:]] == [
        "Asia", "Australia", "Pacific", "Europe", "Africa", "America",
    ]  # fmt: skip
    assert dict(groups[4].zones)[ZURICH] == "Geneva, Zurich (CET)"


def test_every_zone_on_offer_exists_and_stands_there_once() -> None:
    names = [name for group in offered_zones(WINTER) for name, _ in group.zones]

    assert [zone(name).key for name in names] == names
    assert len(set(names)) == len(names)


def test_the_zone_a_person_has_is_always_on_offer() -> None:
    groups = offered_zones(WINTER, "Asia/Kabul")

    assert (str(groups[0].title), groups[0].zones) == ("Your time zone", (("Asia/Kabul", "Kabul (UTC+4:30)"),))
    assert offered_zones(WINTER, JAKARTA) == offered_zones(WINTER)


def test_a_zone_is_known_by_its_towns() -> None:
    assert [place(name) for name in (DILI, ZURICH, "America/Port_of_Spain")] == [
        "Dili", "Geneva, Zurich", "Port of Spain",
    ]  # fmt: skip


@pytest.fixture
def database_of_zones(tmp_path: Path) -> Iterator[Path]:
    """Where the rules of the zones lie during the test."""
    zoneinfo.reset_tzpath([str(tmp_path)])
    yield tmp_path
    zoneinfo.reset_tzpath()
    read_anew()


def test_an_update_of_the_zone_database_is_seen_without_a_new_start(database_of_zones: Path) -> None:
    hour = kept_with_rules(10)(lambda: wall_of(WINTER, JAKARTA).hour)
    assert (wall_of(WINTER, JAKARTA).hour, hour()) == (14, 14)
    (database_of_zones / "Asia").mkdir()
    (database_of_zones / JAKARTA).write_bytes(file_with(EIGHT_HOURS))

    read_anew()

    assert (wall_of(WINTER, JAKARTA).hour, hour()) == (15, 15)

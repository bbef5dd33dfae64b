"""A calendar as two libraries read it, in one form: what both make of our bytes is compared as a whole.

`icalendar` wrote most of them, `ical.js` shares nothing with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Component, vDuration

from tests.machines.second_reader import SecondReader, running_second_reader


@dataclass(frozen=True, order=True)
class Property:
    """`value` is what the property means: text without escapes, instants as 2027-02-24T07:00:00Z."""

    name: str
    value: str
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        return dict(self.parameters).get(name)


@dataclass(frozen=True)
class Reading:
    """A component: its properties in alphabetical order, and what stands inside."""

    name: str
    properties: tuple[Property, ...]
    components: tuple["Reading", ...] = ()

    def __getitem__(self, name: str) -> str:
        """The value of a property that stands here once."""
        return self.one(name).value

    def one(self, name: str) -> Property:
        (found,) = (found for found in self.properties if found.name == name)
        return found

    def has(self, name: str) -> bool:
        return any(found.name == name for found in self.properties)

    @property
    def event(self) -> "Reading":
        (found,) = self.components
        return found


class BothReaders:
    """Reads with both and refuses a difference."""

    def __init__(self, second: SecondReader) -> None:
        self._second = second

    def read(self, content: bytes) -> Reading:
        first, second = read_by_icalendar(content), self.read_by_ical_js(content)
        assert first == second
        return first

    def read_by_ical_js(self, content: bytes) -> Reading:
        answer = self._second.read(content)
        assert "refused" not in answer, answer["refused"]
        return _as_reading(answer)


@pytest.fixture(scope="session")
def readers() -> Iterator[BothReaders]:
    with running_second_reader() as second:
        yield BothReaders(second)


def read_by_icalendar(content: bytes) -> Reading:
    """As icalendar reads it; refused when it had to overlook anything."""
    calendar = Calendar.from_ical(content)
    assert [part.errors for part in calendar.walk()] == [[] for _ in calendar.walk()]
    return _of_component(calendar)


def _of_component(component: Component) -> Reading:
    items = component.property_items(recursive=False)
    properties = (_of_item(name, value) for name, value in items if name not in ("BEGIN", "END"))
    return Reading(str(component.name), tuple(sorted(properties)), tuple(map(_of_component, component.subcomponents)))


def _of_item(name: str, value: Any) -> Property:
    parameters = {key: ",".join([given] if isinstance(given, str) else given) for key, given in value.params.items()}
    return Property(name, _meaning(value), _without_type(parameters))


def _meaning(value: Any) -> str:
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        utc = moment.tzinfo is not None and moment.utcoffset() == UTC.utcoffset(None)
        return f"{moment:%Y-%m-%dT%H:%M:%S}{'Z' if utc else ''}"
    return _duration(moment) if isinstance(moment, timedelta) else str(value)


def _duration(length: timedelta) -> str:
    written: bytes = vDuration(length).to_ical()  # type: ignore[no-untyped-call]
    return written.decode()


def _as_reading(answer: dict[str, Any]) -> Reading:
    properties = (
        Property(name.upper(), ",".join(values), _without_type(parameters))
        for name, parameters, _, values in answer["properties"]
    )
    inner = tuple(map(_as_reading, answer["components"]))
    return Reading(answer["name"].upper(), tuple(sorted(properties)), inner)


def _without_type(parameters: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """VALUE says how to read the rest, and is part of no meaning."""
    return tuple(sorted((name.upper(), value) for name, value in parameters.items() if name.upper() != "VALUE"))

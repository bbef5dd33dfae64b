"""A letter's entry written once for many attendees: what is one attendee's own is left blank, and filled in later.

The rest is what `events.calendar` has written. Values are encoded as the library does it, and each line that had a
blank is folded after it is filled in.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from icalendar import Parameters
from icalendar.parser import param_value

from events.calendar import Organiser, checked_uid, folded, refuse_the_organiser
from events.calendar_values import address_in_url, instant
from foundation.blanks import Form, mark


class OwnEntry(NamedTuple):
    """What is one attendee's own in an entry. `name` is as `calendar_values.spoken` leaves it; empty is none."""

    uid: str
    sequence: int
    dtstamp: datetime
    name: str
    email: str


BLANK = OwnEntry(mark("u"), 0, datetime(2000, 1, 1, tzinfo=UTC), mark("c"), mark("e"))
SEQUENCE, DTSTAMP = mark("s"), mark("d")
BY_LINE = {"SEQUENCE": SEQUENCE, "DTSTAMP": DTSTAMP}
"""No text of anybody can begin a line, and a number or an instant cannot hold a mark."""


class EntryForm:
    """Made of what `request` or `cancel` has written for `BLANK`, or for a `BLANK` without a name."""

    def __init__(self, content: bytes, organiser: Organiser) -> None:
        self._organiser = organiser
        self._form = Form(_lines(content), folded)

    def filled(self, own: OwnEntry, others: Mapping[str, str]) -> bytes:
        """The entry of one attendee. `others` are values for further marks, the same in a text and in an address.

        Raises OrganiserIsAttendee."""
        refuse_the_organiser(self._organiser, own.email)
        return self._form.filled({
            BLANK.uid: checked_uid(own.uid), SEQUENCE: str(own.sequence), DTSTAMP: _written(own.dtstamp),
            BLANK.name: _parameter(own.name), BLANK.email: address_in_url(own.email), **others,
        })  # fmt: skip


def _lines(content: bytes) -> Iterator[str]:
    for line in content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name = line.partition(":")[0]
        yield f"{name}:{BY_LINE[name]}" if name in BY_LINE else line


@lru_cache(256)
def _written(at: datetime) -> str:
    """Alike for the letters of one second."""
    return str(instant(at).to_ical().decode())  # type: ignore[no-untyped-call]


def _parameter(name: str) -> str:
    return param_value(name, always_quote=any(sign in name for sign in Parameters.quote_also["CN"]))

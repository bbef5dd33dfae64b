"""Calendar programs in small: what a person sees after a row of letters, whatever happened to them on the way.

`CarefulClient` does what RFC 5546 says, `NaiveClient` what several programs do: believe the last letter.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.calendar_lines import read_lines, value

ROLE = re.compile(r"Your role: ([A-Z][a-z ]+)")
OWN_PART = re.compile(r"\\nYour part: (\d\d:\d\d–\d\d:\d\d) ")


@dataclass(frozen=True)
class Said:
    """What one letter says to a calendar."""

    method: str
    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    parts: tuple[str, ...]
    status: str | None
    role: str = ""

    @property
    def place(self) -> tuple[int, datetime]:
        """Its place in the order of all that was said of this UID (RFC 5546, 2.1.5)."""
        return self.sequence, self.dtstamp

    @property
    def entry(self) -> "Shown":
        return Shown(self.title, self.starts_at, self.ends_at, self.parts, self.status, self.role)


@dataclass(frozen=True)
class Shown:
    """An entry as its owner sees it; `parts` are the times at which they speak, on their own clock."""

    title: str
    starts_at: datetime
    ends_at: datetime
    parts: tuple[str, ...] = ()
    status: str | None = "CONFIRMED"
    role: str = ""
    """In words, of who does more than take part."""


@dataclass
class CarefulClient:
    """Takes what is newer by SEQUENCE and then DTSTAMP, and remembers what was cancelled."""

    last: dict[str, Said] = field(default_factory=dict)

    def receive(self, said: Said) -> None:
        known = self.last.get(said.uid)
        if known is None or said.place > known.place:
            self.last[said.uid] = said

    @property
    def entries(self) -> list[Shown]:
        return [said.entry for said in self.last.values() if said.method == "REQUEST"]


@dataclass
class NaiveClient:
    """Takes everything in the order in which it comes."""

    shown: dict[str, Said] = field(default_factory=dict)

    def receive(self, said: Said) -> None:
        self.shown.pop(said.uid, None)
        if said.method == "REQUEST":
            self.shown[said.uid] = said

    @property
    def entries(self) -> list[Shown]:
        return [said.entry for said in self.shown.values()]


def said_by(content: bytes) -> Said:
    """The letter that a calendar of ours is."""
    written = read_lines(content)
    event = {found.name: found.value for found in written.event}
    return Said(
        method=written.method or "", uid=event["UID"], sequence=int(event["SEQUENCE"]),
        dtstamp=_instant(event["DTSTAMP"]), starts_at=_instant(event["DTSTART"]), ends_at=_instant(event["DTEND"]),
        title=re.sub(r"\\(.)", r"\1", event["SUMMARY"]), parts=tuple(OWN_PART.findall(event["DESCRIPTION"])),
        status=value(written.event, "STATUS"), role="".join(ROLE.findall(event["DESCRIPTION"])),
    )  # fmt: skip


def _instant(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

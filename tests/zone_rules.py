"""Zone rules of tomorrow: what a new release of the time zone database could say of a zone."""

import struct
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from foundation import zones

EIGHT_HOURS = "NEW-8"
SKIPS_TWO_TO_THREE = "OLD-7NEW-8,J55/14,J300/2"
"""Seven hours ahead; on 24 February the clocks jump from 14:00 to 15:00."""
REPEATS_TWO_TO_THREE = "OLD-7NEW-8,J300/2,J55/15"
"""Eight hours ahead; on 24 February the clocks go back from 15:00 to 14:00."""


def install(monkeypatch: pytest.MonkeyPatch, zone_name: str, rules: str) -> None:
    """From now on the clocks of the zone follow `rules` (POSIX TZ), as if tzdata had been updated."""
    known = zones._opened
    changed = {zone_name: ZoneInfo.from_file(BytesIO(file_with(rules)), key=zone_name)}
    monkeypatch.setattr(zones, "_opened", lambda name: changed.get(name) or known(name))


def file_with(rules: str) -> bytes:
    """A file of the database without a single past change, its rules in the footer (RFC 8536, 3.3)."""
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    block = header + struct.pack(">lbb", 0, 0, 0) + b"OLD\0"
    return block + block + f"\n{rules}\n".encode()

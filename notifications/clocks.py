"""Moments in words on the clocks of a letter: the reader's, and the one the discussion was agreed by where that shows
another."""

from dataclasses import dataclass
from datetime import datetime

from foundation import moments
from foundation.zones import kept_with_rules

KEPT_MOMENTS = 1024  # one discussion is told to thousands in a handful of zones


@dataclass(frozen=True)
class Clocks:
    """The zone the reader lives in, the zone the discussion was agreed in, and the language both are said in."""

    zone: str
    home: str
    language: str

    @kept_with_rules(KEPT_MOMENTS)
    def when(self, at: datetime) -> str:
        """Wednesday, 24 February 2027, 15:00 WITA (14:00 WIB)"""
        return moments.both_zones(at, self.zone, self.home, self.language)

    @kept_with_rules(KEPT_MOMENTS)
    def hour(self, at: datetime) -> str:
        """14:30 WITA (13:30 WIB)"""
        told = moments.time_with_zone(at, self.zone, self.language)
        (home,) = moments.in_zones(at, self.language, (self.home,), agreed=self.zone)
        other = f"{home.day}, {home.time} {home.label}" if home.day else f"{home.time} {home.label}"
        return told if told == other else f"{told} ({other})"

    @kept_with_rules(KEPT_MOMENTS)
    def span(self, starts_at: datetime, ends_at: datetime) -> str:
        """15:10–15:35 WITA (14:10–14:35 WIB)"""
        return moments.both_spans((starts_at, ends_at), self.zone, self.home, self.language)

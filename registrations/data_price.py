"""What the room costs in mobile data, so that people can choose before they pay for it (domain.md, People and
conditions)."""

from dataclasses import dataclass

MEASURED_MINUTES = 90
MEGABYTES = {"audio": 50, "slides": 105, "video": 405}
"""For 90 minutes, as measured: voice alone, voice with slides, all cameras on."""


@dataclass(frozen=True)
class DataPrice:
    """Megabytes for a whole discussion, rounded to 5: the cheapest ways of taking part come first."""

    audio: int
    slides: int
    video: int


def data_price(minutes: int) -> DataPrice:
    return DataPrice(**{way: _rounded(megabytes * minutes / MEASURED_MINUTES) for way, megabytes in MEGABYTES.items()})


def _rounded(megabytes: float) -> int:
    return max(5, round(megabytes / 5) * 5)

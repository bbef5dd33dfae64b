"""The one table: what was measured, the ceiling beside it, and whether that is enough."""

from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = ("what", "measured", "ceiling", "ratio", "wanted", "")
WIDTHS = (58, 15, 40, 6, 12, 6)


@dataclass(frozen=True)
class Ceiling:
    """What the machine gives at best for the same bytes or rows, in the unit of the line."""

    value: float
    what: str


@dataclass(frozen=True)
class Wanted:
    """`at_least` or `below` a number: of what was measured, or of its ratio to the ceiling."""

    sign: str
    number: float
    of_ceiling: bool = False

    def is_met(self, line: "Line") -> bool:
        value = line.ratio if self.of_ceiling else line.measured
        assert value is not None, "a share of a ceiling needs a ceiling"
        return {"≥": value >= self.number, "<": value < self.number, "≤": value <= self.number}[self.sign]

    def __str__(self) -> str:
        return f"{self.sign} {_short(self.number)}{' ×' if self.of_ceiling else ''}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure. `unit` stands behind it, such as `/s`; without `wanted` it is there to compare with."""

    what: str
    measured: float
    unit: str = ""
    ceiling: Ceiling | None = None
    wanted: Wanted | None = None

    @property
    def ratio(self) -> float | None:
        return self.measured / self.ceiling.value if self.ceiling else None

    @property
    def is_ok(self) -> bool:
        return self.wanted is None or self.wanted.is_met(self)

    def cells(self) -> tuple[str, ...]:
        ceiling = f"{_short(self.ceiling.value)}{self.unit} {self.ceiling.what}" if self.ceiling else ""
        verdict = "" if self.wanted is None else "ok" if self.is_ok else "NOT OK"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        wanted = "" if self.wanted is None else str(self.wanted)
        return (self.what, f"{_short(self.measured)}{self.unit}", ceiling, ratio, wanted, verdict)


@dataclass(frozen=True)
class NotMeasured:
    """A line that could not be measured, and the sentence why."""

    what: str
    reason: str
    is_ok: bool = False

    def cells(self) -> tuple[str, ...]:
        return (self.what, self.reason)


def at_least(number: float, *, of_ceiling: bool = False) -> Wanted:
    return Wanted("≥", number, of_ceiling)


def below(number: float) -> Wanted:
    return Wanted("<", number)


def at_most(number: float, *, of_ceiling: bool = False) -> Wanted:
    return Wanted("≤", number, of_ceiling)


def print_table(lines: Iterable[Line | NotMeasured]) -> bool:
    """Print each line as it comes. The answer is whether all of them are as wanted."""
    all_ok = True
    _print_row(COLUMNS)
    _print_row(["-" * width for width in WIDTHS])
    for line in lines:
        _print_row(line.cells())
        all_ok = all_ok and line.is_ok
    return all_ok


def _print_row(cells: Iterable[str]) -> None:
    print("  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)).rstrip(), flush=True)


def _short(number: float) -> str:
    """Three digits that count, thousands parted."""
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.3g}"

"""Small groups are merged before anything is printed, so that no number under five stands anywhere or can be computed
from others (decisions/0040).

The values of one answer in one discussion are merged until each group has at least five, counted by those who came, or
before anybody came by those who registered. The other number stands beside it only where nobody can be told apart by
the difference. Everything that is printed is a sum of such groups.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from registrations.privacy.counting import FEWEST, NOT_SAID

OTHERS = NOT_SAID
"""Where small groups go, together with who did not say."""


@dataclass(frozen=True)
class Cell:
    """So many held a seat, and so many of them came."""

    registered: int = 0
    attended: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.registered + other.registered, self.attended + other.attended)

    @property
    def tells_nobody_apart(self) -> bool:
        """Neither those who came, nor those who did not, nor both together are a few."""
        return all(map(is_enough, (self.registered, self.attended, self.registered - self.attended)))


@dataclass(frozen=True)
class Said:
    """What a report says of a group; None is not said."""

    registered: int | None
    attended: int | None

    def __add__(self, other: "Said") -> "Said":
        return Said(_sum(self.registered, other.registered), _sum(self.attended, other.attended))


def is_enough(number: int) -> bool:
    """Nobody, or five at least."""
    return number == 0 or number >= FEWEST


def merged(cells: Mapping[str, Cell]) -> dict[str, Said]:
    """What may be said of each value, the rest under OTHERS; empty when not even all together are enough."""
    by_attendance = _by_attendance(cells)
    groups = _groups(cells)
    both = _where_both_are_said(groups)
    return {
        value: Said(cell.registered if value in both or not by_attendance else None,
                    cell.attended if value in both or by_attendance else None)
        for value, cell in groups.items()
    }  # fmt: skip


def key_of_union(top: str, name: str) -> str:
    """Of the cell of an organisation; two lines where it belongs to another."""
    return f"{top}\n{name}" if top else name


def name_in(key: str) -> str:
    return key.rpartition("\n")[2]


def top_in(key: str) -> str:
    """What it belongs to."""
    return key.partition("\n")[0] if "\n" in key else OTHERS


def in_pools(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Organisations too small to stand alone go with the other small ones of the same confederation first: then it is
    counted in full where those are enough together."""
    size = _size_in(cells)
    found: dict[str, Cell] = defaultdict(Cell)
    for key, cell in cells.items():
        found[key if size(cell) >= FEWEST else key_of_union(top_in(key), OTHERS)] += cell
    return dict(found)


def summed(groups: Mapping[str, Said], to: Callable[[str], str]) -> dict[str, Said]:
    """Coarser groups: sums of what is said of finer ones, and nothing more; else the small ones could be computed."""
    found: dict[str, Said] = defaultdict(lambda: Said(0, 0))
    for value, said in groups.items():
        found[to(value)] += said
    return dict(found)


def total(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())


def _by_attendance(cells: Mapping[str, Cell]) -> bool:
    return total(cells.values()).attended >= FEWEST


def _size_in(cells: Mapping[str, Cell]) -> Callable[[Cell], int]:
    """What decides whether a group is enough."""
    return attrgetter("attended" if _by_attendance(cells) else "registered")


def _groups(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Values with enough people, and the rest: it takes in the smallest until it has enough, or is all there are."""
    size = _size_in(cells)
    alone = {value: cell for value, cell in cells.items() if value != OTHERS and size(cell) >= FEWEST}
    rest = total(cell for value, cell in cells.items() if value not in alone)
    for value in sorted(alone, key=lambda value: (size(alone[value]), value)):
        if is_enough(size(rest)):
            break
        rest += alone.pop(value)
    if not is_enough(size(rest)):
        return {}
    return alone | ({OTHERS: rest} if rest.registered else {})


def _where_both_are_said(groups: Mapping[str, Cell]) -> set[str]:
    """The groups of which both numbers are said: of the others together both can be computed, so they too must tell
    nobody apart."""
    both = {value for value, cell in groups.items() if cell.tells_nobody_apart}
    for value in sorted(both, key=lambda value: (value != OTHERS, groups[value].registered, value)):
        if total(cell for other, cell in groups.items() if other not in both).tells_nobody_apart:
            break
        both.discard(value)
    return both


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other

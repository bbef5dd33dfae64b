"""What the answers say: means, numbers and shares, of nobody's group under five.

Each discussion is read by itself, once its evaluation is over: nothing changes any more. Small groups are merged as in
the other reports (registrations/reports/merging.py), item by item, so that none can be computed from the rest. Several
discussions together say the sum of what each says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import add

from sqlmodel import Session, col, func, select

from events.models import Discussion
from registrations.evaluation.closing import are_closed, closes_at
from registrations.evaluation.models import Opinion, Remark
from registrations.evaluation.questions import ITEMS, OPEN
from registrations.privacy.counting import FEWEST, NOT_SAID

GOOD = 4
DIMENSIONS = ("sex", "group")


@dataclass(frozen=True)
class Rated:
    """So many people rated something; the sum of what they gave, and how many gave four or five."""

    number: int = 0
    total: int = 0
    good: int = 0

    def __add__(self, other: "Rated") -> "Rated":
        return Rated(self.number + other.number, self.total + other.total, self.good + other.good)

    @property
    def mean(self) -> float:
        return round(self.total / self.number, 2)

    @property
    def percent_good(self) -> int:
        return round(100 * self.good / self.number)


@dataclass(frozen=True)
class Evaluation:
    """`items` is name → rated, of those that enough people rated; `by` is dimension → item → value → rated, the rest
    under NOT_SAID. Empty where fewer than five answered, or while answers still come."""

    items: Mapping[str, Rated] = field(default_factory=dict)
    by: Mapping[str, Mapping[str, Mapping[str, Rated]]] = field(default_factory=dict)


def evaluation_of(session: Session, discussions: Sequence[Discussion], now: datetime) -> Evaluation:
    """Of one discussion or of several together."""
    numbers = are_closed(session, discussions, now)
    opinions = session.exec(select(Opinion).where(col(Opinion.discussion_id).in_(numbers))).all()
    of_each: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        of_each[opinion.discussion_id].append(opinion)
    return together([said_in(found) for found in of_each.values()])


def said_in(opinions: Sequence[Opinion]) -> Evaluation:
    """Of one discussion."""
    found = {item: [one for one in opinions if item in one.ratings] for item in ITEMS}
    rated = {item: of for item, of in found.items() if len(of) >= FEWEST}
    return Evaluation(
        {item: _sum(_rated(one, item) for one in of) for item, of in rated.items()},
        {dimension: {item: groups for item, of in rated.items() if (groups := merged(_cells(of, item, dimension)))}
         for dimension in DIMENSIONS},
    )  # fmt: skip


def together(each: Sequence[Evaluation]) -> Evaluation:
    """The sum of what each says by itself."""
    items: dict[str, Rated] = defaultdict(Rated)
    by: dict[str, dict[str, dict[str, Rated]]] = {
        name: defaultdict(lambda: defaultdict(Rated)) for name in DIMENSIONS
    }
    for one in each:
        for item, rated in one.items.items():
            items[item] += rated
        for dimension, of_items in one.by.items():
            for item, groups in of_items.items():
                for value, rated in groups.items():
                    by[dimension][item][value] += rated
    return Evaluation(
        dict(items), {name: {item: dict(groups) for item, groups in of.items()} for name, of in by.items()}
    )


def merged(cells: Mapping[str, Rated]) -> dict[str, Rated]:
    """Groups of five at least, and the rest, which takes in the smallest until it is nobody or enough; empty where all
    would be the rest."""
    alone = {value: cell for value, cell in cells.items() if value != NOT_SAID and cell.number >= FEWEST}
    rest = _sum(cell for value, cell in cells.items() if value not in alone)
    for value in sorted(alone, key=lambda value: (alone[value].number, value)):
        if rest.number == 0 or rest.number >= FEWEST:
            break
        rest += alone.pop(value)
    return alone | ({NOT_SAID: rest} if rest.number and alone else {})


def answered(session: Session, discussion: Discussion) -> int | None:
    """How many answers there are; None while they are too few to be counted."""
    found = select(func.count()).select_from(Opinion).where(Opinion.discussion_id == discussion.id)
    number = session.exec(found).one()
    return number if number >= FEWEST else None


def remarks_in(session: Session, discussion: Discussion, now: datetime) -> dict[str, Sequence[str]]:
    """What was written to each open question, shuffled; nothing while answers still come, or of fewer than five."""
    if now < closes_at(session, discussion) or answered(session, discussion) is None:
        return {}
    rows = session.exec(select(Remark).where(Remark.discussion_id == discussion.id).order_by(col(Remark.id))).all()
    return {name: [row.text for row in rows if row.question == name] for name in OPEN}


def _cells(opinions: Iterable[Opinion], item: str, dimension: str) -> dict[str, Rated]:
    cells: dict[str, Rated] = defaultdict(Rated)
    for one in opinions:
        cells[getattr(one, dimension) or NOT_SAID] += _rated(one, item)
    return cells


def _rated(opinion: Opinion, item: str) -> Rated:
    mark = opinion.ratings[item]
    return Rated(1, mark, int(mark >= GOOD))


def _sum(cells: Iterable[Rated]) -> Rated:
    return reduce(add, cells, Rated())

"""The numbers of discussions: counted where people are still here, taken from the tallies where they are forgotten, and
merged discussion by discussion (`merging`)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlmodel import Session, col

from events.models import Discussion, Series
from registrations.models import Registration
from registrations.privacy.counting import EVERYBODY, ORGANISATION, counted
from registrations.privacy.models import Tally
from registrations.reports.merging import (
    Cell,
    Said,
    in_pools,
    is_enough,
    key_of_union,
    merged,
    name_in,
    summed,
    top_in,
    total,
)
from registrations.unions.matching import in_one_name

DIMENSIONS = ("sex", "age", "group", "level", ORGANISATION, "province", "support")
CONFEDERATION = "confederation"
"""Follows from what is said of organisations."""
Found = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True)
class Numbers:
    """Of one discussion, or of several together; `by` is dimension → value → what may be said."""

    everybody: Said
    by: Mapping[str, Mapping[str, Said]]


def numbers_of(session: Session, discussions: Sequence[Discussion]) -> dict[int, Numbers]:
    """By discussion. One question, however many they are."""
    numbers = [one.id for one in discussions if one.id is not None]
    found = _found(session, numbers)
    return {number: merged_numbers(found.get(number, {})) for number in numbers}


def merged_numbers(found: Found) -> Numbers:
    """Of one discussion. In the totals alone it may be seen that a few did not come."""
    cell = total(found.get(EVERYBODY, {}).values())
    everybody = Said(cell.registered if is_enough(cell.registered) else None,
                     cell.attended if is_enough(cell.attended) else None)  # fmt: skip
    by = {dimension: merged(found.get(dimension, {})) for dimension in DIMENSIONS}
    unions = merged(in_pools(found.get(ORGANISATION, {})))
    return Numbers(everybody, by | {ORGANISATION: summed(unions, name_in), CONFEDERATION: summed(unions, top_in)})


def together(each: Sequence[Numbers]) -> Numbers:
    """The sum of what each says by itself: a series says nothing that its discussions do not. What one of them does not
    say of a group, or in total, is not said of all."""
    by: dict[str, dict[str, Said]] = {name: defaultdict(lambda: Said(0, 0)) for name in (*DIMENSIONS, CONFEDERATION)}
    everybody = Said(0, 0)
    for one in each:
        everybody += one.everybody
        for dimension, groups in one.by.items():
            for value, said in groups.items():
                by[dimension][value] += said
    return Numbers(everybody, {dimension: dict(groups) for dimension, groups in by.items()})


def _found(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, dict[str, Cell]]]:
    here = col(Registration.discussion_id).in_(numbers)
    kept = select(
        col(Tally.discussion_id), col(Tally.dimension), col(Tally.value), col(Tally.registered), col(Tally.attended)
    ).where(col(Tally.discussion_id).in_(numbers))
    rows = union_all(counted(here, EVERYBODY, *DIMENSIONS), kept).subquery("both").c
    summed = select(
        rows.discussion_id, rows.dimension, rows.value, func.sum(rows.registered), func.sum(rows.attended)
    ).group_by(rows.discussion_id, rows.dimension, rows.value)  # fmt: skip
    found: dict[int, dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Cell)))
    called = _called(session, numbers)
    for number, dimension, value, registered, attended in session.execute(summed).all():
        name = key_of_union(*called(value)) if dimension == ORGANISATION else value
        found[number][dimension][name] += Cell(int(registered), int(attended))
    return found


def _called(session: Session, numbers: Sequence[int]) -> Callable[[str], tuple[str, str]]:
    """What an organisation is called, after what it belongs to: other spellings of a union that the directory knows are
    that union."""
    if not numbers:
        return lambda union: ("", union)
    office = select(col(Series.office_id)).join(Discussion, col(Discussion.series_id) == col(Series.id))
    return in_one_name(session, session.execute(office.where(col(Discussion.id) == numbers[0])).scalar_one())

"""No group under five stands in a report, or can be computed from all the reports there are."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import pytest

from registrations.reports.merging import OTHERS, Cell, Said, in_pools, key_of_union, merged, top_in
from registrations.reports.numbers import CONFEDERATION, DIMENSIONS, Numbers, merged_numbers, together

Atom = tuple[int, str, bool]
"""A discussion, an answer, and whether they came: the smallest groups that there are."""
Row = Mapping[Atom, int]
Truth = Mapping[int, Mapping[str, Cell]]
UNIONS = ("K\na", "K\nb", "S\nc", "K\nd", "e", "S\nf", "g")
"""Each after what it belongs to."""
PERIODS = ((0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2))


def test_small_groups_go_together_until_they_are_enough() -> None:
    few = {"woman": Cell(12, 12), "man": Cell(3, 3), OTHERS: Cell(1, 1)}

    assert merged(few) == {OTHERS: Said(16, 16)}
    assert merged(few | {OTHERS: Cell(2, 2)}) == {"woman": Said(12, 12), OTHERS: Said(5, 5)}


def test_once_people_came_those_are_counted_and_who_registered_only_where_no_few_are_missing() -> None:
    assert merged({"woman": Cell(12, 11), "man": Cell(9, 9), OTHERS: Cell(20, 6)}) == {
        "woman": Said(None, 11), "man": Said(9, 9), OTHERS: Said(None, 6),
    }  # fmt: skip


def test_before_anybody_came_those_who_registered_are_counted() -> None:
    assert merged({"woman": Cell(12, 0), "man": Cell(9, 0)}) == {"woman": Said(12, 0), "man": Said(9, 0)}


def test_where_all_together_are_too_few_nothing_is_said() -> None:
    assert merged({"woman": Cell(3, 3)}) == {}
    assert merged_numbers({"everybody": {"": Cell(4, 4)}}).everybody == Said(None, None)


def test_every_dimension_of_a_report_is_merged() -> None:
    cells = {"a": Cell(7, 7), "b": Cell(2, 2)}

    found = merged_numbers({"everybody": {"": Cell(9, 9)}} | dict.fromkeys(DIMENSIONS, cells))

    assert found.by == {dimension: {OTHERS: Said(9, 9)} for dimension in (*DIMENSIONS, CONFEDERATION)}


def test_small_unions_of_one_confederation_are_counted_under_it() -> None:
    cells = {"KSPI\nFSPMI": Cell(8, 8), "KSPI\nA": Cell(3, 3), "KSPI\nB": Cell(3, 3), "KSBSI\nC": Cell(3, 3),
             "Alone": Cell(6, 6), OTHERS: Cell(2, 2)}  # fmt: skip

    by = merged_numbers({"organisation": cells}).by

    assert by["organisation"] == {"FSPMI": Said(8, 8), "Alone": Said(6, 6), OTHERS: Said(11, 11)}
    assert by[CONFEDERATION] == {"KSPI": Said(14, 14), OTHERS: Said(11, 11)}


@pytest.mark.parametrize("seed", range(40))
def test_whoever_has_all_reports_isolates_no_group_under_five(seed: int) -> None:
    """Linear algebra: a group can be computed when its row is a combination of the rows that are printed."""
    truth = people(random.Random(seed))
    tables = (rows_of_report, rows_of_unions)
    printed = basis([row for rows in tables for period in PERIODS for row in rows(truth, period)])

    small = [row for row, size in groups_of(truth) if 0 < size < 5]

    assert small, "or the test sees nothing"
    assert [row for row in small if is_combination(printed, row)] == []


def test_the_algebra_finds_a_group_where_a_report_says_too_much() -> None:
    truth = {0: {"a": Cell(10, 10), "b": Cell(3, 3)}}
    everybody, only_a = dict.fromkeys(atoms(truth), 1), {(0, "a", True): 1, (0, "a", False): 1}

    assert is_combination(basis([everybody, only_a]), {(0, "b", True): 1, (0, "b", False): 1})


def people(chance: random.Random) -> Truth:
    """Three discussions with many small groups in them."""
    return {
        number: {value: cell(chance) for value in (OTHERS, *UNIONS[: chance.randint(1, len(UNIONS))])}
        for number in range(3)
    }


def cell(chance: random.Random) -> Cell:
    registered = chance.choice([0, 1, 2, 3, 4, 5, 6, 9, 12, 30])
    return Cell(registered, chance.choice([0, registered, chance.randint(0, registered)]))


def rows_of_report(truth: Truth, period: Sequence[int]) -> Iterator[Row]:
    """Each number that the report of these discussions prints, as the people it counts. Proves that it is right."""
    each = {number: merged_numbers({"everybody": truth[number], "sex": truth[number]}) for number in period}
    report = together(list(each.values()))
    groups = {value: behind(each, truth, value) for value in report.by["sex"]}
    for counted, said in [(atoms({number: truth[number] for number in period}), report.everybody),
                          *((groups[value], said) for value, said in report.by["sex"].items())]:  # fmt: skip
        for number, row in ((said.registered, counted), (said.attended, [atom for atom in counted if atom[2]])):
            if number is not None:
                assert sum(size_of(truth, atom) for atom in row) == number
                yield dict.fromkeys(row, 1)


def rows_of_unions(truth: Truth, period: Sequence[int]) -> Iterator[Row]:
    """The groups of which the tables of unions and of confederations are sums: who has them has both tables."""
    for number in period:
        pools = in_pools(truth[number])
        groups = merged(pools)
        for key, said in groups.items():
            counted = [(number, one, came) for one in truth[number] if home(one, pools, groups) == key
                       for came in (True, False)]  # fmt: skip
            for total, row in ((said.registered, counted), (said.attended, [atom for atom in counted if atom[2]])):
                if total is not None:
                    assert sum(size_of(truth, atom) for atom in row) == total
                    yield dict.fromkeys(row, 1)


def home(union: str, pools: Mapping[str, Cell], groups: Mapping[str, Said]) -> str:
    """The group that a union is counted in."""
    pool = union if union in pools else key_of_union(top_in(union), OTHERS)
    return pool if pool in groups else OTHERS


def behind(each: Mapping[int, Numbers], truth: Truth, value: str) -> list[Atom]:
    """The atoms behind a value, in the discussions that name it: itself, or all that were merged there."""
    return [
        (number, one, came)
        for number, report in each.items() if value in report.by["sex"]
        for one in truth[number] if one == value or (value == OTHERS and one not in report.by["sex"])
        for came in (True, False)
    ]  # fmt: skip


def groups_of(truth: Truth) -> list[tuple[Row, int]]:
    """Everybody with one answer in one discussion, those of them who came, those who did not; and over all."""
    found: dict[tuple[object, ...], dict[Atom, int]] = defaultdict(dict)
    for number, value, came in atoms(truth):
        for name in ((number, value), (number, value, came), (value,), ("all", value, came)):
            found[name][number, value, came] = 1
    return [(row, sum(size_of(truth, atom) for atom in row)) for row in found.values()]


def atoms(truth: Truth) -> list[Atom]:
    return [(number, value, came) for number, cells in truth.items() for value in cells for came in (True, False)]


def size_of(truth: Truth, atom: Atom) -> int:
    found = truth[atom[0]][atom[1]]
    return found.attended if atom[2] else found.registered - found.attended


def basis(rows: Sequence[Row]) -> list[dict[Atom, Fraction]]:
    """The rows in echelon form, exactly."""
    found: list[dict[Atom, Fraction]] = []
    for row in rows:
        if left := reduced(found, row):
            first = next(iter(left.values()))
            found.append({atom: value / first for atom, value in left.items()})
    return found


def is_combination(rows: Sequence[dict[Atom, Fraction]], row: Row) -> bool:
    return not reduced(rows, row)


def reduced(rows: Sequence[dict[Atom, Fraction]], row: Row) -> dict[Atom, Fraction]:
    """What is left of a row when each of `rows` is subtracted so often that its first atom is gone."""
    left = {atom: Fraction(value) for atom, value in row.items()}
    for one in rows:
        factor = left.get(next(iter(one)), Fraction(0))
        for atom, value in one.items() if factor else ():
            left[atom] = left.get(atom, Fraction(0)) - factor * value
    return {atom: value for atom, value in left.items() if value}

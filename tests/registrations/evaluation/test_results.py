"""What the answers say, and that no group under five can be told apart from it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registrations.evaluation.models import Opinion
from registrations.evaluation.results import Evaluation, Rated, merged, said_in, together
from registrations.evaluation.words import rows
from registrations.models import Sex
from registrations.privacy.counting import NOT_SAID

CELL = st.builds(lambda number, mark: Rated(number, number * mark, number if mark >= 4 else 0),
                 st.integers(0, 12), st.integers(1, 5))  # fmt: skip
CELLS = st.dictionaries(st.sampled_from(["woman", "man", "undisclosed", NOT_SAID]), CELL)


def opinions(sex: Sex | None, *marks: int) -> list[Opinion]:
    return [Opinion(id="", discussion_id=1, sex=sex, ratings={"clear": mark}) for mark in marks]


@settings(max_examples=60)
@given(cells=CELLS)
def test_every_group_is_nobody_or_five_and_so_is_whatever_can_be_computed_from_them(cells: dict[str, Rated]) -> None:
    groups = merged(cells)

    all_of_them = sum(cells.values(), Rated())
    assert [cell for cell in groups.values() if 0 < cell.number < 5] == []
    if groups:  # then they are the whole: nothing is left to be computed as a difference
        assert sum(groups.values(), Rated()) == all_of_them


def test_means_and_shares_are_said_and_small_groups_go_together() -> None:
    said = said_in([*opinions(Sex.WOMAN, 5, 5, 4, 3, 4, 5), *opinions(Sex.MAN, 1, 2), *opinions(None, 4, 4, 4)])

    assert said.items == {"clear": Rated(11, 41, 8)}
    assert (said.items["clear"].mean, said.items["clear"].percent_good) == (3.73, 73)
    assert said.by["sex"] == {"clear": {"woman": Rated(6, 26, 5), NOT_SAID: Rated(5, 15, 3)}}


def test_a_file_has_a_row_for_each_sentence_and_each_of_its_groups() -> None:
    said = said_in([*opinions(Sex.WOMAN, 5, 5, 4, 3, 4, 5), *opinions(Sex.MAN, 1, 2, 3, 4, 5)])

    assert rows(said, {"clear": "Jelas."}, "id") == [
        ["Jelas.", "Semua", "Semua", 11, 3.73, 64],
        ["Jelas.", "Menurut jenis kelamin", "Perempuan", 6, 4.33, 83],
        ["Jelas.", "Menurut jenis kelamin", "Laki-laki", 5, 3.0, 40],
    ]


def test_of_fewer_than_five_nothing_is_said_and_a_series_adds_what_each_discussion_says() -> None:
    few, enough = said_in(opinions(Sex.WOMAN, 5, 5, 5, 5)), said_in(opinions(Sex.MAN, 1, 2, 3, 4, 5))

    assert few.items == {}
    assert together([few, enough, enough]).items == {"clear": Rated(10, 30, 4)}
    assert together([]) == Evaluation({}, {"sex": {}, "group": {}})

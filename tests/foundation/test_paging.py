"""The pages of a list that are offered, however many there are."""

import pytest

from foundation.paging import pages_offered


@pytest.mark.parametrize(("in_all", "page", "offered"), [
    (0, 1, []), (1, 1, []), (3, 2, [1, 2, 3]), (9, 1, [1, 2, None, 9]), (9, 5, [1, None, 4, 5, 6, None, 9]),
    (9, 9, [1, None, 8, 9]), (1000, 4, [1, None, 3, 4, 5, None, 1000]), (9, 700, [1, None, 9]),
])  # fmt: skip
def test_the_ends_and_what_lies_around_are_offered(in_all: int, page: int, offered: list[int | None]) -> None:
    assert pages_offered(in_all, page) == offered

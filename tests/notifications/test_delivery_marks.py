"""The mark of a letter: the number of its delivery, and a proof that nobody can make up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery_marks import mark, marked_delivery
from notifications.letters import MESSAGE_ID

KEY = "the same for every test, and no secret"


@given(number=st.integers(1, 2**31 - 1))
def test_a_mark_is_read_back_whatever_case_it_comes_in(number: int) -> None:
    assert marked_delivery(KEY, mark(KEY, number)) == marked_delivery(KEY, mark(KEY, number).upper()) == number
    assert MESSAGE_ID.fullmatch(f"<{mark(KEY, number)}@rembuk.example>")
    assert len(f"+b-{mark(KEY, number)}") <= 34  # 30 octets are left for the mailbox (RFC 5321, 4.5.3.1.1)


def test_a_mark_is_of_one_letter_and_one_installation() -> None:
    marks = {mark(key, number) for key in (KEY, "another key") for number in (1, 2, 12)}

    assert len(marks) == 6


@pytest.mark.parametrize(
    "forged",
    ["", "1", "1.", "1.0", f"1.{'0' * 20}", f"01.{mark(KEY, 1)[2:]}", f"2.{mark(KEY, 1)[2:]}", f" {mark(KEY, 1)}",
     f"{mark(KEY, 1)}\n", f"{mark(KEY, 1)}0", mark("another key", 1), f"¹.{mark(KEY, 1)[2:]}", "9" * 5000, "1.\0"],
)  # fmt: skip
def test_a_forged_mark_is_none(forged: str) -> None:
    assert marked_delivery(KEY, forged) is None

"""How long somebody was there, compared with a computation that goes second by second."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registrations.attendance.minutes_there import Evidence, minutes_there
from tests.builders import NOW

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
LENGTH = 20
END = NOW + LENGTH * MINUTE
MOMENTS = st.integers(-600, LENGTH * 60 + 600)
EVIDENCE = st.tuples(
    st.lists(st.tuples(MOMENTS, st.integers(0, 1500)), max_size=6), st.lists(MOMENTS, max_size=3),
    st.lists(MOMENTS, max_size=3), st.dictionaries(st.integers(1, 2), st.integers(0, 90), max_size=2),
)  # fmt: skip


def second_by_second(
    stays: list[tuple[int, int]], clicks: list[int], taps: list[int], sums: dict[int, int]
) -> int:  # fmt: skip
    """An independent count: each second of the discussion is asked whether anybody vouches for it."""
    vouched = [False] * (LENGTH * 60)
    spans = [(joined, joined + length) for joined, length in stays]
    for click in clicks:
        later = [tap for tap in taps if tap >= click]
        if later:
            spans.append((click, min(later)))
    for second in range(LENGTH * 60):
        vouched[second] = any(joined <= second < left for joined, left in spans)
    best = vouched.count(True) // 60
    for minutes in sums.values():
        best = max(best, min(minutes, LENGTH))
    return best


@settings(max_examples=150)
@given(EVIDENCE)
def test_merged_minutes_are_those_of_a_count_second_by_second(
    given_evidence: tuple[list[tuple[int, int]], list[int], list[int], dict[int, int]],
) -> None:
    stays, clicks, taps, sums = given_evidence
    evidence = Evidence(
        spans=[(NOW + joined * SECOND, NOW + (joined + length) * SECOND) for joined, length in stays], sums=sums,
        clicks=[NOW + at * SECOND for at in clicks], taps=[NOW + at * SECOND for at in taps],
    )  # fmt: skip

    assert minutes_there(evidence, NOW, END) == second_by_second(stays, clicks, taps, sums)


def test_two_devices_at_once_count_once_and_waiting_before_the_start_does_not() -> None:
    evidence = Evidence(spans=[(NOW - 9 * MINUTE, NOW + 4 * MINUTE), (NOW + 2 * MINUTE, NOW + 7 * MINUTE)])

    assert minutes_there(evidence, NOW, END) == 7


def test_a_click_without_a_word_afterwards_says_nothing_of_how_long() -> None:
    clicked, taps = [NOW + 2 * MINUTE], [NOW + 12 * MINUTE]

    assert minutes_there(Evidence(clicks=clicked), NOW, END) == 0
    assert minutes_there(Evidence(taps=taps), NOW, END) == 0
    assert minutes_there(Evidence(clicks=clicked, taps=taps), NOW, END) == 10

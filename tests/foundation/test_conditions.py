"""Conditional requests: what a reader holds already is not sent again, and nothing that changed is kept back."""

import pytest

from foundation.conditions import REMEMBERED, Sightings, holds

MONDAY, A_SECOND_LATER = b"Mon, 01 Feb 2027 03:00:00 GMT", b"Mon, 01 Feb 2027 03:00:01 GMT"
TUESDAY, SUNDAY = b"Tue, 02 Feb 2027 03:00:00 GMT", b"Sun, 31 Jan 2027 03:00:00 GMT"


@pytest.mark.parametrize(
    ("sent", "is_held"),
    [
        ({}, False),
        ({"if-none-match": b'"new"'}, True),
        ({"if-none-match": b'W/"new"'}, True),
        ({"if-none-match": b'"old", "new"'}, True),
        ({"if-none-match": b"*"}, True),
        ({"if-none-match": b'"old"'}, False),
        ({"if-modified-since": MONDAY}, True),
        ({"if-modified-since": TUESDAY}, True),
        ({"if-modified-since": SUNDAY}, False),
        ({"if-modified-since": b"Monday, 01-Feb-27 03:00:00 GMT"}, True),
        ({"if-modified-since": b"Mon Feb  1 03:00:00 2027"}, True),
        ({"if-modified-since": b"yesterday"}, False),
        ({"if-modified-since": b"Mon, 01 Feb 99999999999999999999 03:00:00 GMT"}, False),
        ({"if-modified-since": b"\xff\x00"}, False),
        ({"if-none-match": b'"old"', "if-modified-since": TUESDAY}, False),
        ({"if-none-match": b'"new"', "if-modified-since": SUNDAY}, True),
    ],
)
def test_a_tag_decides_and_a_date_only_where_no_tag_is_sent(sent: dict[str, bytes], is_held: bool) -> None:
    scope = {"headers": [(name.encode(), value) for name, value in sent.items()]}

    assert holds(scope, b'"new"', MONDAY) == is_held


def test_a_date_never_holds_what_has_none() -> None:
    assert not holds({"headers": [(b"if-modified-since", TUESDAY)]}, b'"new"', b"")


def test_the_same_bytes_stand_since_they_were_first_seen() -> None:
    seen = Sightings()

    dates = [seen.since("/a", b'"1"', MONDAY), seen.since("/a", b'"1"', TUESDAY), seen.since("/b", b'"1"', TUESDAY)]

    assert dates == [MONDAY, MONDAY, TUESDAY]


def test_other_bytes_are_always_later_even_within_a_second_or_when_the_clock_steps_back() -> None:
    seen = Sightings()

    dates = [seen.since("/a", tag, date) for tag, date in ((b'"1"', MONDAY), (b'"2"', MONDAY), (b'"1"', SUNDAY))]

    assert dates == [MONDAY, A_SECOND_LATER, b"Mon, 01 Feb 2027 03:00:02 GMT"]


def test_what_was_forgotten_counts_as_new() -> None:
    seen = Sightings()
    seen.since("/a", b'"1"', MONDAY)
    for number in range(REMEMBERED):
        seen.since(number, b'"1"', MONDAY)

    assert seen.since("/a", b'"1"', TUESDAY) == TUESDAY

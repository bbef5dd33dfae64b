"""Lines with blanks: what is filled in is folded with its line, and nobody's value stays for the next."""

from foundation.blanks import Form, mark

NAME, PLACE = mark("n"), mark("p")


def in_tens(line: str) -> bytes:
    return "".join(f"{line[start : start + 10]}\n " for start in range(0, len(line), 10)).encode()


def test_a_line_is_folded_after_it_is_filled_in() -> None:
    form = Form([f"Dear {NAME} of {PLACE},", "welcome to us all", f"in {PLACE}"], in_tens)

    assert form.filled({NAME: "Ñu", PLACE: "Dili"}) == in_tens("Dear Ñu of Dili,") + in_tens(
        "welcome to us all"
    ) + in_tens("in Dili")


def test_two_readers_share_nothing_but_what_is_alike() -> None:
    form = Form([f"Dear {NAME},", "welcome"], lambda line: f"{line}\n")

    assert form.filled({NAME: "Ana"}) == "Dear Ana,\nwelcome\n"
    assert form.filled({NAME: ""}) == "Dear ,\nwelcome\n"


def test_a_value_that_looks_like_a_blank_is_no_blank() -> None:
    form = Form([f"{NAME} {PLACE}"], str)

    assert form.filled({NAME: PLACE, PLACE: "Dili"}) == f"{PLACE} Dili"

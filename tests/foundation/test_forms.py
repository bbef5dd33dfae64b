"""Forms: what was typed is kept, and each wrong field has its sentence beside it."""

import pytest

from foundation.forms import UNSAID, Form
from foundation.languages import say
from foundation.refusals import Conflict, Forbidden, Missing, Refused, SeveralRefused, SignInNeeded, TooMany

TYPED = {"full_name": [" Ana "], "kind": ["opening", " panel"], "discreet": ["yes"], "email": [""]}
SHORT, LONG = say("Write more."), say("Write less.")


def test_what_was_typed_is_found_again() -> None:
    form = Form(TYPED)

    assert (form["full_name"], form["kind"], form["phone"]) == ("Ana", "panel", "")
    assert (form.all("kind"), form.all("phone")) == (["opening", "panel"], [])
    assert [form.has(name) for name in ("discreet", "email", "phone")] == [True, False, False]


def test_a_form_shows_what_is_stored_before_anybody_typed() -> None:
    form = Form.showing(title="Wages", capacity=None, minutes=90)

    assert [form[name] for name in ("title", "capacity", "minutes")] == ["Wages", "", "90"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("25", 25), (" 25 ", 25), ("", None), ("0", 0), ("007", 7), ("1.200", 1200), ("1 200", 1200),
     ("999999999", 999_999_999)],
)  # fmt: skip
def test_a_whole_number_is_read_as_people_write_it(typed: str, number: int | None) -> None:
    assert Form({"minutes": [typed]}).whole_number("minutes") == number


@pytest.mark.parametrize(
    "typed", ["2.5", "25.0", "1,5", "-5", "25 minutes", "٢٥", "1e3", "²", "9999999999", "1.2.3", ".", "25\n5"]
)
def test_anything_else_is_no_whole_number(typed: str) -> None:
    with pytest.raises(Refused, match=r"Please write a whole number, such as 25\.") as caught:
        Form({"minutes": [typed]}).whole_number("minutes")

    assert caught.value.field == "minutes"


def test_what_a_rule_refuses_stands_beside_its_field() -> None:
    form = Form(TYPED)

    with form.refusing():
        raise SeveralRefused([Refused(SHORT, "title"), Conflict(LONG, "title"), Refused(LONG)])

    assert form.errors == {"title": [SHORT, LONG], UNSAID: [LONG]}
    assert (form.error("title"), form.error("full_name")) == (SHORT, None)


def test_too_many_attempts_are_said_above_the_form() -> None:
    form = Form()

    with form.refusing():
        raise TooMany

    assert [str(message) for message in form.errors[UNSAID]] == [str(TooMany())]


@pytest.mark.parametrize("refusal", [Missing(), Forbidden(), SignInNeeded()])
def test_who_may_not_be_here_sees_no_form(refusal: Refused) -> None:
    with pytest.raises(type(refusal)), Form().refusing():
        raise refusal

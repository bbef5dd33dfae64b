"""The registration form as a rule: what is read from it, by a page or by a program, and what is refused."""

from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.forms import Form
from foundation.people import NAME_LIMIT
from foundation.refusals import Refused, all_of
from registrations.form import FIELDS, form_of, read_answers
from registrations.models import Group, Purpose, Sex, UnionLevel
from registrations.provinces import province_code, province_name
from registrations.register import Answers

NEEDED = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": True}
ONLY_TAKE_PART = {purpose: purpose is Purpose.TAKE_PART for purpose in Purpose}


def test_the_least_that_is_needed_takes_language_and_zone_from_the_page() -> None:
    answers = read_answers(form_of(NEEDED), language="id", timezone="Asia/Dili")

    assert answers == Answers(
        full_name="Ana", email="ana@union.example", language="id", timezone="Asia/Dili", consents=ONLY_TAKE_PART
    )


def test_everything_that_can_be_answered_is_read() -> None:
    sent = NEEDED | {
        "phone": "0812 3456 7890", "union": "  Port\tWorkers ", "union_level": "plant", "group": "workers",
        "sex": "woman", "province": "Jawa Barat", "language": "pt", "timezone": "Asia/Makassar",
        "support": "Captions,\nplease",
        "question": "Who decides?", "discreet": True, "consent_news": True, "consent_statistics": False,
        "consent_recording": None,
    }  # fmt: skip

    answers = read_answers(form_of(sent), channel="api")

    assert answers == Answers(
        full_name="Ana", email="ana@union.example", phone="+6281234567890", union="Port Workers",
        union_level=UnionLevel.PLANT, group=Group.WORKERS, sex=Sex.WOMAN, province="ID-JB", language="pt",
        timezone="Asia/Makassar", support="Captions,\nplease", question="Who decides?", discreet=True,
        consents=ONLY_TAKE_PART | {Purpose.NEWS: True}, channel="api",
    )  # fmt: skip


def test_every_mistake_is_named_at_once_in_the_order_of_the_page() -> None:
    sent = {"full_name": "", "union_level": "galaxy", "sex": "x", "discreet": "maybe", "timezone": "Mars/Olympus",
            "question": "?" * 1001}  # fmt: skip

    assert list(_refusals(sent).items()) == list({
        "full_name": "Please write your name. A single name is fine.",
        "email": "Please give an email address or a phone number. One of the two is enough.",
        "union_level": "Please choose one of the answers offered.",
        "sex": "Please choose one of the answers offered.",
        "timezone": "There is no time zone “Mars/Olympus”. Choose one such as Asia/Jakarta.",
        "question": "Please write at most 1000 characters.",
        "discreet": "Please answer yes or no.",
        "consent_take_part": "Without this consent we cannot register you. Please tick the box.",
    }.items())  # fmt: skip


@pytest.mark.parametrize("refused", [False, "no", "", None])
def test_without_consent_nobody_is_registered(refused: object) -> None:
    assert _refusals(NEEDED | {"consent_take_part": refused}) == {
        "consent_take_part": "Without this consent we cannot register you. Please tick the box."
    }


@pytest.mark.parametrize("value", [7, ["Ana"], {"first": "Ana"}])
def test_a_program_that_sends_no_text_is_told_where(value: object) -> None:
    with pytest.raises(Refused) as caught:
        form_of(NEEDED | {"full_name": value})

    assert caught.value.field == "full_name"


@pytest.mark.parametrize(
    ("written", "code", "name"),
    [("ID-BA", "ID-BA", "Bali"), ("bali", "ID-BA", "Bali"), ("tl-di", "TL-DI", "Díli"), ("Geneva", "Geneva", "Geneva")],
)
def test_a_province_is_known_by_code_or_name_and_others_stay_as_written(written: str, code: str, name: str) -> None:
    assert (province_code(written), province_name(code)) == (code, name)


@given(st.sampled_from([field.name for field in FIELDS]), st.text(max_size=300))
def test_whatever_is_typed_is_read_as_one_clean_line_or_refused(name: str, typed: str) -> None:
    """No text reaches a header, a calendar or a page with a control character in it."""
    form = Form({key: ["yes" if value is True else str(value)] for key, value in (NEEDED | {name: typed}).items()})
    try:
        answers = read_answers(form)
    except Refused as refusal:
        assert {single.field for single in all_of(refusal)} <= {name, "email"}
        return

    texts = [answers.full_name, answers.union, answers.province, answers.email or "", answers.phone or ""]
    assert [letter for letter in "".join(texts) if category(letter) in ("Cc", "Zl", "Zp")] == []
    assert 0 < len(answers.full_name) <= NAME_LIMIT


def _refusals(sent: dict[str, Any]) -> dict[str | None, str]:
    with pytest.raises(Refused) as caught:
        read_answers(form_of(sent))
    return {single.field: str(single.message) for single in all_of(caught.value)}

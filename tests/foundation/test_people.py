"""Names, addresses and phone numbers as people type them, and as those type them who mean harm."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from foundation.people import (
    NAME_LIMIT,
    Person,
    checked_email,
    checked_name,
    checked_phone,
    clean_lines,
    clean_text,
    contact_of,
    find_person,
    person_for,
)
from foundation.refusals import Refused
from tests.builders import DILI, JAKARTA, NOW

NO_NAME = ("full_name", "Please write your name. A single name is fine.")
TOO_LONG = ("full_name", "A name can have 120 characters at most.")
NO_ADDRESS = ("email", "Please enter a valid email address.")
NO_NUMBER = ("phone", "Please enter a phone number with its country code, such as +62 812 3456 7890.")
MANY_ACCENTS = "a" + "\u0301\u0316" * 250_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("O", "O"),
        ("Contohan", "Contohan"),
        ("  Dr. Siti   Nurhaliza, S.H., M.Si. ", "Dr. Siti Nurhaliza, S.H., M.Si."),
        ("d’Arc O'Brien-Núñez", "d’Arc O'Brien-Núñez"),
        ("siti NURHALIZA", "siti NURHALIZA"),
        ("Ana 🌺👩‍🏭", "Ana 🌺👩‍🏭"),
        ("José", "José"),
        ("नमस्ते", "नमस्ते"),
        ("علی‌رضا", "علی‌رضا"),
        ("李", "李"),
        ("Ana\r\nBcc: x@y.example", "Ana Bcc: x@y.example"),
        ("Ana\u2028Subject: free\u0085", "Ana Subject: free"),
        ("A\x00n\x1ba\x7f", "Ana"),
        ("Ana\u202egnp.exe\u2066\ufeff\u200b", "Anagnp.exe"),
        ("Ana \x00 Dewi\ud800", "Ana Dewi"),
        ("x" * 120, "x" * 120),
        ("=?utf-8?q?hi=0ABcc:_x@y?=", "=?utf-8?q?hi=0ABcc:_x@y?="),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7*7 }} {name} %s", "{{ 7*7 }} {name} %s"),
    ],
)
def test_a_name_is_one_line_in_any_script_and_otherwise_as_typed(typed: str, kept: str) -> None:
    assert checked_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", NO_NAME),
        (" \t\r\n", NO_NAME),
        ("\x00\x01", NO_NAME),
        ("\u200b\u200d\ufeff", NO_NAME),
        ("\u0301", NO_NAME),
        ("\u3164\u2800\u115f", NO_NAME),
        ("\ud800", NO_NAME),
        ("x" * 121, TOO_LONG),
        ("Ana " * 75, TOO_LONG),
        ("x" * 1_000_000, TOO_LONG),
        (MANY_ACCENTS, TOO_LONG),
    ],
)
def test_what_shows_nothing_or_fits_nowhere_is_no_name(typed: str, said: tuple[str, str]) -> None:
    assert refused(checked_name, typed) == said


def test_a_megabyte_of_accents_costs_no_time() -> None:
    begins = time.perf_counter()

    for check in (checked_name, checked_email, checked_phone):
        refused(check, MANY_ACCENTS)
    clean_lines(MANY_ACCENTS)

    assert time.perf_counter() - begins < 5  # minutes, when all of it is brought in order


def test_lines_stay_lines() -> None:
    typed = "\n\n  One \r\n\r\n two\x00\ud800\u2028three\t\tfour \n\n"

    assert clean_lines(typed) == "One\n\ntwo\nthree four"


@given(typed=st.text())
def test_clean_text_is_one_line_that_every_database_takes_and_stays_as_it_is(typed: str) -> None:
    clean = clean_text(typed)

    assert clean.splitlines() in ([], [clean])
    assert "\x00" not in clean
    assert clean_text(clean) == clean == clean.encode().decode()


@given(name=st.text(min_size=1, max_size=NAME_LIMIT))
def test_a_name_is_either_kept_in_its_length_or_refused_with_a_sentence(name: str) -> None:
    try:
        kept = checked_name(name)
    except Refused as refusal:
        assert (refusal.field, str(refusal.message)) in (NO_NAME, TOO_LONG)
    else:
        assert 1 <= len(kept) <= NAME_LIMIT


@pytest.mark.parametrize(
    "address",
    [
        "ana@union.example", "Ana.Dewi+diskusi@mail.union.example", "o'brien@union.example", "ana_1-2@u.example",
        "用户@例子.广告", "ana@xn--fsqu00a.example", "a" * 64 + "@union.example",
    ],
)  # fmt: skip
def test_an_address_is_kept_as_typed(address: str) -> None:
    assert checked_email(f" {address}\n") == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "ana", "ana@", "@union.example", "ana@union", "ana.union.example", "ana@@union.example",
        "ana@budi@union.example", "ana @union.example", "ana@union .example", "ana@union.example, budi@union.example",
        "ana@union.example;budi@union.example", "Ana <ana@union.example>", '"ana"@union.example', "ana@[127.0.0.1]",
        "ana@union.example\r\nBcc: x@y.example", "ana\x00@union.example", "ana\u200b@union.example",
        "ana@\u202eunion.example", "ana@union..example", "ana..dewi@union.example", ".ana@union.example",
        "ana.@union.example", "ana@.union.example", "ana@union.example.", "ana@-union.example", "ana@union-.example",
        "a" * 65 + "@union.example", "ana@" + "u" * 250 + ".example", "ana@" + "\u0390" * 110 + ".example",
        "ana\ud800@union.example", "mailto:ana@union.example", "ana@union.example?cc=x", "ana@union_1.example",
        MANY_ACCENTS + "@union.example",
    ],
)  # fmt: skip
def test_what_no_post_delivers_is_no_address(typed: str) -> None:
    assert refused(checked_email, typed) == NO_ADDRESS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+62 812-3456-7890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+670 7723 4567", "+67077234567"),
        ("+41/22/799 61 11", "+41227996111"),
        ("＋６２８１２３４５６７８９０", "+6281234567890"),
        ("\u00a0+62\u2009812 3456 7890 ", "+6281234567890"),
    ],
)
def test_a_phone_number_is_kept_in_its_international_form(typed: str, kept: str) -> None:
    assert checked_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "+", "0812", "+62 812 ABCD", "+62 812 3456 7890 12345", "++6281234567890",
     "+6281234567890\r\nBcc: x@y.example",
     "+62٨١٢٣٤٥٦٧٨٩٠", "tel:+6281234567890", "+0812345678", "1" * 1_000_000, MANY_ACCENTS, "+62812345\x007890"],
)  # fmt: skip
def test_what_no_telephone_dials_is_no_number(typed: str) -> None:
    assert refused(checked_phone, typed) == NO_NUMBER


def test_a_person_is_known_by_one_contact_and_never_by_a_name(session: Session) -> None:
    ana = a_person(session, "Contohan", email="Ana@Union.Example")

    same = a_person(session, "Somebody else", email="ana@union.EXAMPLE")
    budi = a_person(session, "Contohan", email="budi@union.example")
    caca = a_person(session, "Contohan", phone="+628111")

    assert same is ana
    assert len({ana.contact, budi.contact, caca.contact}) == 3
    assert find_person(session, "ANA@union.example", "+628111") is ana


def test_what_is_kept_of_a_person_is_not_overwritten_since_anybody_can_type_an_address(session: Session) -> None:
    ana = a_person(session, "Ana", email="ana@union.example")
    before = ana.model_dump()

    person_for(
        session, full_name="Mallory", email="ANA@union.example", phone="+62666", language="en", timezone=DILI,
        discreet=True, now=NOW,
    )  # fmt: skip

    session.expire_all()
    assert session.exec(select(Person)).one().model_dump() == before


def test_the_longest_contact_fits_where_it_is_kept(session: Session) -> None:
    longest = "\u0390" * 20 + "@" + "\u0390" * 50 + ".example"

    person = a_person(session, "Ana", email=checked_email(longest))

    session.expire_all()
    assert person.contact == contact_of(longest, None)


def a_person(session: Session, full_name: str, *, email: str | None = None, phone: str | None = None) -> Person:
    return person_for(
        session, full_name=full_name, email=email, phone=phone, language="id", timezone=JAKARTA, now=NOW
    )


def refused(check: Callable[[str], str], typed: str) -> tuple[str | None, str]:
    with pytest.raises(Refused) as caught:
        check(typed)
    return caught.value.field, str(caught.value.message)

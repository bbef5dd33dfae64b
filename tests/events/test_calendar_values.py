"""No name, title, text or address of anybody's can write a property, end a line, or get lost on the way."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from icalendar import Calendar

from events import calendar
from events.calendar import Attendee, Organiser
from events.calendar_values import mail_address
from tests.events.calendars import ANNA, ENTRY, OFFICE, SHOWN, parsed_event, property_names, refuse_broken_lines

any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)
calendar_text = st.text(
    st.sampled_from("aZ9 ,;:\\\"'^\r\n\0\t\x0b\x1c\x85\u2028\u2029nN%=é\U0001f91d\ufeff"), max_size=200
)
texts = any_text | calendar_text


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anna+siswa@union.example", "mailto:anna+siswa@union.example"),
        ("-anna@union.example", "mailto:-anna@union.example"),
        ("anna@büro.example", "mailto:anna@xn--bro-hoa.example"),
        ("josé@union.example", "mailto:jos%C3%A9@union.example"),
        ("o'brien=x@union.example", "mailto:o'brien=x@union.example"),
        ("50%@union.example", "mailto:50%25@union.example"),
        ("anna@" + "ü" * 80 + ".example", "mailto:anna@" + "%C3%BC" * 80 + ".example"),
        ("a\r\nATTENDEE:mailto:b@c.example", "mailto:a%0D%0AATTENDEE%3Amailto%3Ab@c.example"),
    ],
)
def test_an_address_is_written_so_that_it_can_be_read_back(address: str, written: str) -> None:
    letter = calendar.request(ENTRY, OFFICE, replace(ANNA, email=address))

    assert parsed_event(letter)["ATTENDEE"] == written


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Agus "Gus" Salim', "Agus Gus Salim"),
        ("^nBudi^^", "nBudi"),
        ("Budi\\", "Budi"),
        ("Siti; RSVP=FALSE: x, y", "Siti; RSVP=FALSE: x, y"),
        ("Ana\r\nMETHOD:REPLY", "Ana METHOD:REPLY"),
        ("Na\x00ma\x07", "Nama"),
        ("José da Conceição \U0001f91d", "José da Conceição \U0001f91d"),
        ("D'Souza", "D'Souza"),
        ("O", "O"),
    ],
)
def test_a_name_is_shown_without_what_ends_a_parameter(name: str, shown: str) -> None:
    letter = calendar.request(ENTRY, OFFICE, replace(ANNA, name=name))

    assert parsed_event(letter)["ATTENDEE"].params["CN"] == shown
    assert property_names(letter) == property_names(calendar.request(ENTRY, OFFICE, ANNA))


def test_a_name_of_nothing_visible_is_left_out() -> None:
    letter = calendar.request(ENTRY, OFFICE, replace(ANNA, name='\x00"^"\n'))

    assert "CN" not in parsed_event(letter)["ATTENDEE"].params


def test_text_keeps_its_backslashes_and_its_lines() -> None:
    text = "C:\\New\\notes; a, b\r\nsecond\rthird\u2028fourth\x85fifth\x0bsixth\tend \\"

    letter = calendar.request(replace(ENTRY, description=text, summary=text), OFFICE, ANNA)

    event = parsed_event(letter)
    assert event["DESCRIPTION"] == "C:\\New\\notes; a, b\nsecond\nthird\nfourth\nfifth\nsixth\tend \\"
    assert event["SUMMARY"] == "C:\\New\\notes; a, b second third fourth fifth sixth\tend \\"


@pytest.mark.parametrize("piece", ["x", "é", "\U0001f91d", "\\", ";", "\n", "\\;"])
@pytest.mark.parametrize("shift", range(4))
def test_five_thousand_characters_without_a_space_are_folded_and_come_back(piece: str, shift: int) -> None:
    text = "-" * shift + piece * (5000 // len(piece))

    letter = calendar.request(replace(ENTRY, description=text), OFFICE, ANNA)

    refuse_broken_lines(letter)
    assert parsed_event(letter)["DESCRIPTION"] == text


@given(summary=texts, description=texts, organiser=texts, url=texts)
@example(summary="\\N", description="\\N\\n", organiser="\\", url="https://x.example/\\n?a=1;b=2,3")
@example(summary="=?utf-8?q?x=0AMETHOD:REPLY?=", description="\r\nEND:VEVENT\r\n", organiser="", url="\r\nATTENDEE:x")
def test_no_text_can_write_a_property_or_break_a_line(summary: str, description: str, organiser: str, url: str) -> None:
    office = Organiser(organiser, OFFICE.email)
    entry = replace(ENTRY, summary=summary, description=description, page_url=without_surrogates(url))

    letter = calendar.request(entry, office, ANNA)

    event = parsed_event(letter)
    refuse_broken_lines(letter)
    assert property_names(letter) == property_names(calendar.request(ENTRY, OFFICE, ANNA))
    assert event["SUMMARY"] == said(summary).replace("\n", " ")
    assert event["DESCRIPTION"] == said(description)
    assert unquote(str(event["URL"])) == unquote(without_surrogates(url))
    assert event["URL"] == event["CONFERENCE"] == event["LOCATION"]


@given(name=texts, email=texts)
def test_no_name_or_address_can_write_a_property(name: str, email: str) -> None:
    assume(not re.search("%(2C|3A|3B|5C)", name, re.IGNORECASE))  # icalendar reads these as escapes; nobody writes them
    address = without_surrogates(email)

    letter = calendar.request(ENTRY, OFFICE, Attendee(name, address, "observer"))

    attendee = parsed_event(letter)["ATTENDEE"]
    refuse_broken_lines(letter)
    assert property_names(letter) == property_names(calendar.request(ENTRY, OFFICE, ANNA))
    assert attendee.params.get("CN", "") == " ".join(re.sub(r'["^\\]', "", said(name)).split())
    assert unquote(str(attendee).removeprefix("mailto:")) == mail_address(address)


@given(name=texts, summary=texts, description=texts)
def test_no_text_can_write_a_property_of_a_feed(name: str, summary: str, description: str) -> None:
    entry = replace(SHOWN, summary=summary, description=description)

    content = calendar.feed(name, [entry], "https://rembuk.example/")

    (event,) = Calendar.from_ical(content).events
    refuse_broken_lines(content)
    assert property_names(content) == property_names(calendar.feed("", [SHOWN], ""))
    written = Calendar.from_ical(content)
    assert unescaped(str(written["NAME"])) == unescaped(str(written["X-WR-CALNAME"])) == said(name).replace("\n", " ")
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (said(summary).replace("\n", " "), said(description))


def said(text: str) -> str:
    """What a reader must see of a text, told without the expressions of the product."""
    seen = []
    for character in text.replace("\r\n", "\n"):
        code = ord(character)
        if character in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
            seen.append("\n")
        elif character == "\t" or not (code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000 or code == 0xFEFF):
            seen.append(character)
    return "".join(seen)


def unescaped(value: str) -> str:
    """TEXT of a property that icalendar hands out as it stands, having no type for it."""
    return re.sub(r"\\([\\;,n])", lambda found: "\n" if found[1] == "n" else found[1], value)


def without_surrogates(text: str) -> str:
    """An address of the program's own, or one that passed the form, holds no half characters."""
    return text.encode("utf-8", "ignore").decode()

"""Letters written once and filled in for many: each is the letter that would be written for its reader alone."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from events.calendar_values import mail_address, spoken
from foundation.languages import LANGUAGES
from foundation.people import Role, checked_email, checked_name
from foundation.refusals import Refused
from foundation.settings import Settings
from foundation.zones import HOME_ZONES
from notifications import render
from notifications.calendars import Saying
from notifications.facts import Announced, Bringer, CalendarLetter, Facts
from notifications.letters import Letter, compose, header_text
from notifications.render import Draft, finished, letter_of, written
from notifications.run_sheet import RunSheet
from notifications.told import Own, Told, line, own_of, told_in
from tests.events import calendars
from tests.events.calendars import parsed_event, property_names
from tests.notifications.cast import (
    ALL_OF_IT,
    ANOTHER,
    CHAIR,
    MONDAY,
    NEXT,
    OBSERVER,
    SERIES,
    SETTINGS,
    TO_PEOPLE,
    cancelled,
    discussion,
    facts,
    person,
    shown,
)
from tests.notifications.letters import read, refuse_broken_lines
from tests.notifications.reading import folded, part, people_in

HOSTILE = [
    '"', ",", ";", ":", "\\", "\r\n", "\n", "=?utf-8?", "q?=0ABcc:_x?=", "\u2028", "\u2019", "'", "^", "<b>", "&amp;",
    "%(n)s", "{{ 1 }}", "🌱", "👩‍🌾", "ñ", "é" * 30, "ሀ", "Ani ", " Teladan", "mailto:", "@", "+", "a" * 70,
    "日本" * 20, "END:VEVENT", "SEQUENCE:",
]  # fmt: skip
IN_ADDRESSES = [
    "ana", "+siswa", ".b", "-", "'", "é", "ñu", "%", "&", "=?utf-8?q?x?=", "^", "!", "{x}", "🌱", "/", "#", "a" * 40,
]  # fmt: skip
DOMAINS = ["union.example", "büro.example", "xn--bro-hoa.example", "例え.example", "a-b.c1.example", "ß.example"]
LINE_LIMIT = 998  # RFC 5322, 2.1.1


def accepted(text: str, check: Callable[[str], str]) -> str | None:
    """As the product keeps it; None when it refuses it."""
    try:
        return check(text)
    except Refused:
        return None


typed = st.text(max_size=120) | st.lists(st.sampled_from(HOSTILE), max_size=12).map("".join)
names = st.none() | typed.map(lambda text: accepted(text, checked_name))
locals_ = st.lists(st.sampled_from(IN_ADDRESSES), min_size=1, max_size=6).map("".join)
emails = st.builds(lambda *parts: accepted("@".join(parts), checked_email), locals_, st.sampled_from(DOMAINS))
tokens = st.text("abcXYZ019-_", min_size=24, max_size=24)
uids = st.text("0123456789abcdef", min_size=32, max_size=32)


def letter_to(
    kind: str, role: Role, *, email: str, token: str, uid: str, sequence: int = 0, seconds: int = 0, **about: Any
) -> Facts:  # fmt: skip
    made = facts(kind, role, personal_path=f"/r/{token}", **about)
    made.person.email = email
    stamp = MONDAY + timedelta(seconds=seconds)
    entry = made.calendar and replace(made.calendar, uid=uid, sequence=sequence, dtstamp=stamp)
    return replace(made, calendar=entry)


def alone(made: Facts) -> Letter:
    """The letter as templates and libraries write it for this reader and nobody else, with no blank in it."""
    own = own_of(made)
    message_id = letter_of(made, SETTINGS).message_id
    return finished(written(told_in(made), own, SETTINGS), own.name, own.email, message_id)


@given(
    role=st.sampled_from(Role), discreet=st.booleans(), place=st.none() | st.integers(1, 3), is_off=st.booleans(),
    language=st.sampled_from(list(LANGUAGES)), zone=st.sampled_from([*HOME_ZONES, "Europe/Zurich"]),
    kind=st.sampled_from(TO_PEOPLE), also=st.sampled_from([[], [ANOTHER], [ANOTHER, NEXT]]),
    following=st.sampled_from([None, NEXT]), before=st.sampled_from([shown(), ALL_OF_IT]), name=names, email=emails,
    token=tokens, uid=uids, sequence=st.integers(0, 10**6), seconds=st.integers(0, 10**9),
)  # fmt: skip
def test_a_letter_that_is_filled_in_is_the_one_written_for_its_reader_alone(
    kind: str, role: Role, email: str | None, is_off: bool, place: int | None, **about: Any
) -> None:
    assume((kind, role) != ("card", Role.PARTICIPANT) and email is not None)
    off = cancelled() if is_off else discussion()
    made = letter_to(kind, role, email=str(email), discussion=off, place_in_line=place, **about)

    letter = letter_of(made, SETTINGS)

    assert letter == alone(made)
    content = compose(letter, MONDAY)
    assert content == compose(alone(made), MONDAY)
    assert max(map(len, content.split(b"\r\n"))) <= LINE_LIMIT


@given(name=names, email=emails, token=tokens, uid=uids, sequence=st.integers(0, 10**6))
@example('"', "o'brien+x@büro.example", "A" * 24, "0" * 32, 0)
@example("é" * 120, "ana@union.example", "A" * 24, "0" * 32, 1)
def test_an_invitation_is_read_back_as_its_reader_s_own(
    name: str | None, email: str | None, token: str, uid: str, sequence: int
) -> None:
    assume(email is not None and mail_address(email).isascii())
    made = letter_to("invited", Role.PARTICIPANT, name=name, email=str(email), token=token, uid=uid, sequence=sequence)

    letter = letter_of(made, SETTINGS)

    assert letter.calendar is not None
    calendars.refuse_broken_lines(letter.calendar)
    event, content = parsed_event(letter.calendar), compose(letter, MONDAY)
    assert property_names(letter.calendar).count("ATTENDEE") == 1
    assert unquote(str(event["ATTENDEE"])) == f"mailto:{mail_address(str(email))}"
    assert event["ATTENDEE"].params.get("CN", "") == spoken(name or str(email))
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid, sequence)
    assert str(event["URL"]) == f"https://rembuk.example/r/{token}"
    refuse_broken_lines(content)
    assert people_in(content, "To") == [(header_text(name or ""), mail_address(str(email)))]
    assert folded(f"Dear {name}," if name else "Hello,") in folded(part(read(content), "text/plain"))


def test_nothing_of_one_reader_is_left_in_the_letter_of_the_next() -> None:
    words = [("Ani", "1@union.example", "token1", "uid1"), ("Budi", "2@union.example", "token2", "uid2")]
    everybody = [
        letter_to("invited", Role.PARTICIPANT, name=name, email=email, token=token, uid=uid)
        for name, email, token, uid in words * 2
    ]

    letters = [f"{letter}{letter.calendar!r}" for letter in (letter_of(made, SETTINGS) for made in everybody)]

    found = [[word for group in words for word in group if word in letter] for letter in letters]
    assert found == [list(group) for group in words * 2]


def test_many_who_are_told_the_same_are_written_to_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts: list[Draft] = []
    new = discussion(title="Told to many, and to nobody before")

    def counted(told: Told, own: Own, settings: Settings) -> Draft:
        drafts.append(written(told, own, settings))
        return drafts[-1]

    monkeypatch.setattr(render, "written", counted)
    for n in map(str, range(20)):
        made = letter_to("invited", CHAIR, name=f"Ani {n}", email=f"{n}@union.example", token=n, uid=n, discussion=new)
        letter_of(made, SETTINGS)

    assert len(drafts) == 1


def test_a_form_is_kept_for_those_who_are_told_the_same_and_nobody_else() -> None:
    alike: dict[str, Any] = {"kind": "changed", "role": OBSERVER, "before": shown()}
    others: list[dict[str, Any]] = [
        {"before": ALL_OF_IT}, {"role": CHAIR}, {"language": "id"}, {"name": None}, {"zone": "Asia/Dili"},
        {"kind": "withdrawn"}, {"discreet": True}, {"discussion": discussion(title="Else")},
    ]  # fmt: skip

    told = {told_in(facts(**alike | changed)) for changed in ({}, *others)}

    assert len(told) == 1 + len(others)
    assert told_in(letter_to(**alike, name="Ani", email="1@union.example", token="x", uid="u")) in told


# Whatever stands in the facts is told, or filled in

OTHER_FACTS: dict[str, Any] = {
    "delivery_id": 1, "kind": "withdrawn", "person": person(CHAIR, email="else@union.example"), "role": OBSERVER,
    "about": facts("invited", series=SERIES.model_copy(update={"title": "Else"})).about, "name": "Else",
    "personal_path": "/r/else", "agenda": (), "place_in_line": 9, "calendar": None,
    "also": [ANOTHER], "following": ANOTHER, "seen": 9,
    "announced": Announced(False, "en", "Else", "Else"), "news_path": "/news/else",
    "own_words": "Else", "brought_by": Bringer("Else", "Else"), "certificate": True, "seat_until": MONDAY,
    "refused_because": "Else", "parting_words": "Else", "sheet": RunSheet(questions=("Else",)), "answers_for": "Else",
    "is_elsewhere": True, "questions_left": 9,
}  # fmt: skip
OTHER_LETTER: dict[str, Any] = {
    "uid": "else", "sequence": 9, "dtstamp": MONDAY + timedelta(days=1), "saying": ALL_OF_IT, "before": ALL_OF_IT,
    "partstat": "ACCEPTED", "is_doubtful": True,
}  # fmt: skip
OTHER_SAYING: dict[str, Any] = {
    "revision": 9, "title": "Else", "starts_at": MONDAY, "ends_at": MONDAY, "room": "https://else.example",
    "part": "5+5", "role": "chair", "text": "else", "organiser": "else@office.example", "discreet": True,
}  # fmt: skip


def test_every_fact_but_the_row_that_is_told_of_is_tried() -> None:
    assert {field.name for field in fields(Facts)} - set(OTHER_FACTS) == {"discussion"}


def halves(made: Facts) -> object:
    return told_in(made), own_of(made), letter_of(made, SETTINGS).message_id


@pytest.mark.parametrize("field", OTHER_FACTS)
def test_no_fact_of_a_letter_is_forgotten(field: str) -> None:
    made = facts("invited")

    assert halves(replace(made, **{field: OTHER_FACTS[field]})) != halves(made)


@pytest.mark.parametrize("field", [field.name for field in fields(CalendarLetter)])
def test_no_field_of_the_calendar_part_is_forgotten(field: str) -> None:
    made = facts("changed", before=shown())
    assert made.calendar is not None

    other = replace(made.calendar, **{field: OTHER_LETTER[field]})

    assert halves(replace(made, calendar=other)) != halves(made)


@pytest.mark.parametrize("field", [field.name for field in fields(Saying)])
@pytest.mark.parametrize("side", ["saying", "before"])
def test_no_field_of_what_a_calendar_shows_is_forgotten(side: str, field: str) -> None:
    made = facts("changed", before=shown())
    assert made.calendar is not None

    other = replace(getattr(made.calendar, side), **{field: OTHER_SAYING[field]})

    assert halves(replace(made, calendar=replace(made.calendar, **{side: other}))) != halves(made)


def test_names_and_words_stand_on_one_line() -> None:
    assert line("Ani\u2028 Budi\r\n\tCitra ") == header_text("Ani\u2028 Budi\r\n\tCitra ") == "Ani Budi Citra"

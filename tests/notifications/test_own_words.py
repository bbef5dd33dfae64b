"""Organisers' own words at the top of letters: what may stand in them, who reads them, and what they can never do."""

import pytest
from sqlmodel import Session

from events.queries import series_of
from foundation.database import Database
from foundation.languages import LANGUAGES
from foundation.people import Role
from notifications.kinds import KINDS
from notifications.letters import compose
from notifications.own_words import PLACEHOLDERS, own_texts, said_to, say_it, words_by_discussion
from notifications.plan_changes import back_to_default
from notifications.plan_places import Place
from notifications.render import letter_of
from tests.builders import DILI, NOW, a_discussion, a_series, refusals
from tests.notifications.cast import MONDAY, NAMES, SETTINGS, TITLE, facts
from tests.notifications.house import EVE, a_quiet_house, again, ana_registers
from tests.notifications.letters import read, refuse_broken_lines
from tests.notifications.reading import folded, part, visible_text
from tests.outbox import Outbox

EVERY_ONE = " | ".join(f"{{{name}}}" for name in PLACEHOLDERS)
NAMES_THEM = "You can use: {name}, {title}, {series}, {day}, {time}, {length}, {door}, {role}."
HOSTILE_TITLE = "{name} {{time}} {0.__class__} <b>%(n)s</b>"


def test_words_stand_above_the_facts_which_stay() -> None:
    said = letter_of(facts("reminder_day", own_words="Bring your questions, {name}.\n\nWe begin at {time}."), SETTINGS)

    plain = letter_of(facts("reminder_day"), SETTINGS)
    greeting, rest = plain.text.split("\n\n", 1)
    words = f"Bring your questions, {NAMES[Role.PARTICIPANT]}.\n\nWe begin at 14:00 WIB."
    assert said.text == f"{greeting}\n\n{words}\n\n{rest}"
    assert said.subject == plain.subject
    assert folded(words) in folded(visible_text(said.html))


@pytest.mark.parametrize(("language", "zone", "said"), [
    ("en", "Asia/Dili", "Wednesday, 24 February | 16:00 TLT | 90 minutes | 15:30 TLT (13:30 WIB) | Participant"),
    ("id", "Asia/Jakarta", "Rabu, 24 Februari | 14.00 WIB | 90 menit | 13.30 WIB | Peserta"),
])  # fmt: skip
def test_every_placeholder_is_filled_on_the_clock_and_in_the_language_of_the_reader(
    language: str, zone: str, said: str
) -> None:
    letter = letter_of(facts("invited", own_words=EVERY_ONE, language=language, zone=zone), SETTINGS)

    words = f"{NAMES[Role.PARTICIPANT]} | {TITLE} | Trade Unions Discussions on Social Protection | {said}"
    assert words in folded(letter.text) and words in folded(visible_text(letter.html))


@pytest.mark.parametrize(("language", "called"), [("en", "colleague"), ("id", "rekan"), ("pt", "colega")])
def test_whose_name_nobody_knows_is_a_colleague(language: str, called: str) -> None:
    said = letter_of(facts("invited", name=None, own_words="Until soon, {name}.", language=language), SETTINGS)

    assert f"Until soon, {called}." in said.text


@pytest.mark.parametrize("role", Role)
def test_a_discreet_reader_gets_no_words(role: Role) -> None:
    plain, worded = (
        letter_of(facts("reminder_day", role, discreet=True, own_words=words), SETTINGS)
        for words in ("", "Our union meets")
    )

    assert worded == plain


def test_what_a_value_contains_is_never_looked_up_again() -> None:
    about = facts("reminder_day").discussion
    about.title = HOSTILE_TITLE

    said = letter_of(facts("reminder_day", discussion=about, own_words="{title} + {name}", name="{title}"), SETTINGS)

    assert f"{HOSTILE_TITLE} + {{title}}" in folded(said.text)
    assert f"{HOSTILE_TITLE} + {{title}}" in folded(visible_text(said.html))


@pytest.mark.parametrize("words", [
    "Hello\r\nBcc: x@else.example", "=?utf-8?q?Hello=0ABcc:_x=40else.example?=", "<script>alert(1)</script>",
    "%(name)s %s", "\x00\u2028\u202eevil", "&lt;b&gt; \"'", "日本" * 400, "x" * 999,
])  # fmt: skip
def test_hostile_words_are_shown_as_they_are_and_reach_no_header(session: Session, words: str) -> None:
    place = Place(a_series(session))
    say_it(session, place, "invited", {"en": words})
    kept = own_texts(session, place, "invited")["en"]

    letter = letter_of(facts("invited", own_words=kept), SETTINGS)
    content = compose(letter, MONDAY)

    refuse_broken_lines(content)
    message = read(content)
    assert message.keys() == read(compose(letter_of(facts("invited"), SETTINGS), MONDAY)).keys()
    assert folded(kept) in folded(part(message, "text/plain"))
    assert folded(kept) in folded(visible_text(letter.html))
    assert "<script>" not in letter.html


@pytest.mark.parametrize(("words", "said"), [
    ("Dear {nmae}", f"“{{nmae}}” stands for nothing. {NAMES_THEM}"),
    ("{name.__class__}", f"“{{name.__class__}}” stands for nothing. {NAMES_THEM}"),
    ("{0}", f"“{{0}}” stands for nothing. {NAMES_THEM}"),
    ("{{ name }}", f"“{{ name }}” stands for nothing. {NAMES_THEM}"),
    ("{{name}}", f"“{{” stands for nothing. {NAMES_THEM}"),
    ("{", f"“{{” stands for nothing. {NAMES_THEM}"),
    ("{% raw %}", f"“{{% raw %}}” stands for nothing. {NAMES_THEM}"),
    ("{" + "y" * 90 + "}", f"“{{{'y' * 39}” stands for nothing. {NAMES_THEM}"),
    ("x" * 10_000, "Your words can have 1000 characters and 20 lines at most."),
    ("x\n" * 21, "Your words can have 1000 characters and 20 lines at most."),
])  # fmt: skip
def test_what_stands_for_nothing_is_refused_with_what_would(session: Session, words: str, said: str) -> None:
    place = Place(a_series(session))

    assert refusals(session, say_it, place, "invited", {"en": "Good", "id": words}) == {"words_id": said}


@pytest.mark.parametrize("kind", [
    "changed", "withdrawn", "called_off", "link", "refused", "zone_moved", "forgetting", "login", "announcement",
])  # fmt: skip
def test_letters_that_say_what_has_just_become_true_take_no_words(session: Session, kind: str) -> None:
    said = refusals(session, say_it, Place(a_series(session)), kind, {"en": "Anything"})

    assert said == {None: "This letter says what has just become true; words of your own cannot be added."}


def test_a_discussion_says_what_its_series_says_until_it_says_something_else(session: Session) -> None:
    series = a_series(session)
    one, other = (a_discussion(session, series=series, slug=slug) for slug in ("one", "other"))
    say_it(session, Place(series), "invited", {"en": "Of the series", "id": "Dari rangkaian"})

    say_it(session, Place(series, one), "invited", {"en": "Of the discussion", "id": "Dari rangkaian"})
    say_it(session, Place(series, other), "invited", {"en": "", "id": "Dari rangkaian"})

    said = words_by_discussion(session, [one, other])
    assert said == {
        one.id: {("invited", "en"): "Of the discussion", ("invited", "id"): "Dari rangkaian"},
        other.id: {("invited", "en"): "", ("invited", "id"): "Dari rangkaian"},
    }
    assert own_texts(session, Place(series, one), "invited") == {"en": "Of the discussion"}


def test_readers_of_tetum_get_the_portuguese_words_where_there_are_no_others() -> None:
    said = {("invited", "pt"): "Bom dia", ("invited", "en"): "Good morning"}

    heard = {language: said_to(said, "invited", language) for language in LANGUAGES}

    assert heard == {"en": "Good morning", "id": "", "pt": "Bom dia", "tet": "Bom dia"}


def test_going_back_forgets_the_words_of_this_place_alone(session: Session) -> None:
    series = a_series(session)
    place = Place(series, a_discussion(session, series=series))
    say_it(session, Place(series), "invited", {"en": "Of the series"})
    say_it(session, place, "invited", {"en": "Of the discussion"})
    say_it(session, place, "waiting", {"en": "Please wait"})

    back_to_default(session, place, KINDS["invited"], NOW)

    assert place.discussion is not None
    assert words_by_discussion(session, [place.discussion])[place.discussion.id] == {
        ("invited", "en"): "Of the series", ("waiting", "en"): "Please wait",
    }  # fmt: skip


def test_each_reader_hears_the_words_in_their_language(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    ana_registers(database, discussion, "Budi", language="id", timezone=DILI)
    ana_registers(database, discussion, "Dewi", discreet=True)
    outbox.tick(NOW)

    with database.writing() as session:
        found = again(session, discussion)
        say_it(session, Place(series_of(session, found), found), "reminder_day",
               {"en": "See you at {time}", "id": "Sampai jumpa pukul {time}"})  # fmt: skip
    outbox.tick(EVE)

    words = ("See you at 14:00 WIB", "Sampai jumpa pukul 16.00 TLT")
    heard = {name: [word for word in words if word in outbox.to(name)[-1].text] for name in ("ana", "budi", "dewi")}
    assert heard == {"ana": [words[0]], "budi": [words[1]], "dewi": []}

"""What translators promise: nothing is left in English for an Indonesian reader, and no sentence breaks its page."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from foundation.languages import LANGUAGES, LOCALE
from foundation.locale.update import HOUSE, is_translated, marked_sentences, read_catalog, updated

MENDING = "Run `make messages`, then write what is missing into foundation/locale/{language}/LC_MESSAGES/rembuk.po"
MARKS = {"_", "say", "say_many", "gettext", "ngettext"}
APART = ("tests", "benchmarks", "migrations")
FOUND = list(marked_sentences(HOUSE))


def listed(language: str) -> dict[str, Message]:
    """The entries of a language's file that are in use, by their (singular) English text."""
    text = (LOCALE / language / "LC_MESSAGES" / "rembuk.po").read_bytes()
    return {english(message): message for message in read_catalog(text) if message.id}


def english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[tuple[str, str]]:
    """(English, translation) of each form. Forms after the first answer to the English plural; an only form too."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    said = list(message.string or ())
    return [(message.id[0 if number == 0 and len(said) > 1 else 1], form) for number, form in enumerate(said)]


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{\w+\}|%\(\w+\)[sd]", text))


def marked_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS:
            yield node


def test_sentences_are_found_in_the_program_and_in_its_pages() -> None:
    suffixes = {Path(message.locations[0][0]).suffix for message in FOUND}

    assert {".py", ".html"} <= suffixes


def test_english_lists_exactly_the_sentences_of_the_program() -> None:
    sentences = {english(message) for message in FOUND}

    assert sorted(sentences ^ set(listed("en"))) == [], MENDING.format(language="en")


def test_indonesian_readers_find_nothing_left_in_english() -> None:
    known = listed("id")

    missing = {
        english(message): message.locations[0][0]
        for message in FOUND
        if english(message) not in known or not is_translated(known[english(message)])
    }

    assert missing == {}, MENDING.format(language="id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [text for text, message in listed(language).items() if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_use_the_values_of_the_sentence_each_as_often(language: str) -> None:
    told = [pair for message in listed(language).values() if is_translated(message) for pair in forms(message)]

    assert [(text, said) for text, said in told if placeholders(text) != placeholders(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_pages_can_be_filled_in(language: str) -> None:
    """Jinja fills them with `%`: a lone percent sign breaks the page. Write `%%` in the translation."""
    in_pages = {english(m) for m in FOUND if not m.locations[0][0].endswith(".py")}
    told = [pair for text, message in listed(language).items() if text in in_pages for pair in forms(message)]

    assert [text for pair in told for text in pair if not can_be_filled_in(text)] == []


def can_be_filled_in(text: str) -> bool:
    return re.sub(r"%\(\w+\)[sd]|%%", "", text).count("%") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language: str) -> None:
    assert [said for message in listed(language).values() for _, said in forms(message) if "!" in said] == []


def test_marked_sentences_are_literals_so_that_translators_find_them() -> None:
    floors = {floor.parent for floor in HOUSE.glob("*/__init__.py")} - {HOUSE / name for name in APART}
    program = [*HOUSE.glob("main.py"), *(path for floor in floors for path in floor.rglob("*.py"))]

    hidden = [
        f"{path.relative_to(HOUSE)}:{call.lineno}"
        for path in program
        if path != HOUSE / "foundation" / "languages.py"  # where the marks are made
        for call in marked_calls(path)
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]

    assert hidden == []


# The command that keeps the files


def test_a_new_sentence_is_listed_and_a_translation_is_kept() -> None:
    before = updated("id", b"", [Message("Europe", "Eropa")])
    known = before.replace(b'msgid "Europe"\nmsgstr ""', b'msgid "Europe"\nmsgstr "Eropa"')

    after = read_catalog(updated("id", known, [Message("Africa"), Message("Europe")]))

    assert {m.id: m.string for m in after if m.id} == {"Africa": "", "Europe": "Eropa"}


def test_a_translation_survives_the_absence_of_its_sentence() -> None:
    known = b'msgid "Europe"\nmsgstr "Eropa"\n'

    without = updated("id", known, [Message("Africa")])
    again = read_catalog(updated("id", without, [Message("Africa"), Message("Europe")]))

    assert [(m.id, m.string) for m in read_catalog(without).obsolete.values()] == [("Europe", "Eropa")]
    assert {m.id: m.string for m in again if m.id} == {"Africa": "", "Europe": "Eropa"}


def test_a_sentence_that_gets_a_plural_is_translated_anew() -> None:
    known = b'msgid "{count} seat"\nmsgstr "{count} tempat"\n'

    after = read_catalog(updated("id", known, [Message(("{count} seat", "{count} seats"))]))

    assert {m.id: m.string for m in after if m.id} == {("{count} seat", "{count} seats"): ("",)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_listing_twice_changes_nothing(language: str) -> None:
    once = updated(language, (LOCALE / language / "LC_MESSAGES" / "rembuk.po").read_bytes(), FOUND)

    assert updated(language, once, list(reversed(FOUND))) == once

"""Sentences that were kept in English are found again, with their values, and said in another language."""

import re

import pytest

from foundation.kept_sentences import as_kept
from foundation.languages import Message, say, sentences

PLACEHOLDER = re.compile(r"\{(\w+)\}")
OWN_LETTERS = 12


def test_a_kept_sentence_is_said_in_the_language_of_its_reader() -> None:
    kept = str(say("There is no time zone “{name}”. Choose one such as Asia/Jakarta.", name="Mars"))

    assert str(as_kept(kept)) == kept
    assert _in_indonesian(kept) == "Tidak ada zona waktu “Mars”. Pilih salah satu, misalnya Asia/Jakarta."


def test_a_value_that_is_a_sentence_is_said_too() -> None:
    reason = say("Please enter a valid email address.")
    kept = str(say("The letter cannot be written: {reason}", reason=str(reason)))

    assert _in_indonesian(kept).endswith(reason.in_language("id"))


@pytest.mark.parametrize("text", ["550 5.1.1 No such user", "", "250 20270201T030000Z-1.eml", "{odd}", "Panel taken"])
def test_what_others_said_stays_as_it_is(text: str) -> None:
    assert as_kept(text) == text


def test_a_sentence_that_was_cut_in_its_last_value_is_found() -> None:
    kept = str(say("The mail server refused the message: {reply}", reply="x" * 600))[:500]

    assert isinstance(as_kept(kept), Message)


def test_every_sentence_of_the_program_is_found_again() -> None:
    """Also between sentences that are alike: what is found says the same in every language."""
    filled = {
        sentence: Message(sentence, {name: f"7{name}7" for name in PLACEHOLDER.findall(sentence)})
        for sentence in sentences() if len(re.findall(r"[^\W\d_]", PLACEHOLDER.sub("", sentence))) >= OWN_LETTERS
    }  # fmt: skip

    wrong = {
        sentence: _in_indonesian(str(message)) for sentence, message in filled.items()
        if _in_indonesian(str(message)) != message.in_language("id")
    }  # fmt: skip

    assert len(filled) > 500
    assert wrong == {}


def _in_indonesian(kept: str) -> str:
    found = as_kept(kept)
    return found.in_language("id") if isinstance(found, Message) else found

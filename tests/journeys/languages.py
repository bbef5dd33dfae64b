"""Whether a page in another language still says something in English."""

import re
from collections.abc import Sequence
from functools import cache

from babel.messages.pofile import read_po

from foundation.languages import LOCALE

VARIABLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
ENOUGH = re.compile(r"([A-Za-z]\W*){5}")
"""Less than five letters around what is filled in, and anything might be meant."""


def english_in(said: Sequence[str], language: str) -> list[str]:
    """What is said in the words of the source, although the language has words of its own, or ought to."""
    if language == "en":
        return []
    plain, patterns = _sentences(language)
    return [words for words in said if words in plain or any(pattern.fullmatch(words) for pattern in patterns)]


@cache
def _sentences(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """English sentences, and those with something to fill in; not those that are the same in both languages."""
    with (LOCALE / language / "LC_MESSAGES" / "rembuk.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id and message.string != message.id]
    sources = {text for message in messages for text in _texts(message.id)}
    plain = {text for text in sources if not VARIABLE.search(text)}
    filled_in = {text for text in sources - plain if ENOUGH.search(VARIABLE.sub(" ", text))}
    return frozenset(plain), tuple(map(_pattern, filled_in))


def _texts(source: str | Sequence[str]) -> Sequence[str]:
    return [source] if isinstance(source, str) else source


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in VARIABLE.split(source)))

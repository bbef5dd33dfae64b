"""Sentences that were kept in English, said again in the language of whoever reads them now.

What a rule or a sender wrote down with `say` is recognised by its words, and the values in it are read back. What
others said, such as a mail server, is in no catalogue and stays as it is.
"""

import re
from functools import cache, lru_cache

from foundation.languages import Message, sentences

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WORDS = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS = 12
"""Of its own, that a sentence with values must have: “{taken} taken” would be found in anything."""
_KEPT = 1024


@lru_cache(_KEPT)
def as_kept(text: str) -> Message | str:
    """The sentence that was kept as `text`; the text itself when it is none of ours."""
    if text in _plain():
        return Message(text)
    for sentence, pattern in _with_values():
        if found := pattern.fullmatch(text):
            return Message(sentence, {name: _value(value) for name, value in found.groupdict().items()})
    return text


def _value(text: str) -> Message | str:
    """A value may be a sentence itself; a name that reads like a word of ours is none."""
    return as_kept(text) if text.endswith(".") else text


@cache
def _plain() -> frozenset[str]:
    return frozenset(sentence for sentence in sentences() if not _PLACEHOLDER.search(sentence))


@cache
def _with_values() -> list[tuple[str, re.Pattern[str]]]:
    """The sentence that says most by itself first: what fits it fits a vaguer one too."""
    found = {sentence: _PLACEHOLDER.sub("", sentence) for sentence in sentences() if _PLACEHOLDER.search(sentence)}
    telling = [sentence for sentence, own in found.items() if len(_WORDS.findall(own)) >= _FEWEST_LETTERS]
    return [(sentence, _pattern(sentence)) for sentence in sorted(telling, key=lambda one: -len(found[one]))]


def _pattern(sentence: str) -> re.Pattern[str]:
    first, *rest = re.split(_PLACEHOLDER, sentence)
    parts = [re.escape(first)]
    for name, literal in zip(rest[::2], rest[1::2], strict=True):
        again = f"(?P<{name}>" in "".join(parts)
        parts.append((f"(?P={name})" if again else f"(?P<{name}>.*?)") + re.escape(literal))
    return re.compile("".join(parts), re.DOTALL)

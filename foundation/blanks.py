"""Texts that are written once for many, with blanks for what is one person's own.

A blank holds a mark while the text is written. Marks are made of random digits when the program starts: nobody can have
typed one, so whatever stands between the marks is the same for everybody.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import AnyStr, Generic

_SECRET = secrets.token_hex(16)
_BLANK = re.compile(f"({_SECRET}[a-z])")


def mark(letter: str) -> str:
    """A word of 33 letters and digits, the same for the same small letter: escaping and quoting leave it as it is."""
    return _SECRET + letter


class Form(Generic[AnyStr]):
    """Lines, folded: those without a blank once, the others each time they are filled in."""

    def __init__(self, lines: Iterable[str], fold: Callable[[str], AnyStr]) -> None:
        self._fold: Callable[[str], AnyStr] = fold
        self._nothing: AnyStr = fold("")[:0]
        self._parts: list[tuple[AnyStr, tuple[str, ...]]] = []
        for has_blank, run in groupby(lines, lambda line: _BLANK.search(line) is not None):
            if has_blank:
                self._parts += [(self._nothing, tuple(_BLANK.split(line))) for line in run]
            else:
                self._parts.append((self._nothing.join(map(fold, run)), ()))

    def filled(self, values: Mapping[str, str]) -> AnyStr:
        """The whole text. `values` are what replaces each mark, encoded as the place asks for it."""
        parts: list[AnyStr] = [
            self._fold("".join([values.get(piece, piece) for piece in pieces])) if pieces else ready
            for ready, pieces in self._parts
        ]
        return self._nothing.join(parts)

"""The text of an announcement as its reader gets it: paragraphs, links, and two placeholders filled by look-up.

Text only: nothing of it is a template, and the templates that show it escape it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from foundation.languages import say
from foundation.people import clean_lines, clean_text
from foundation.refusals import Refused

SUBJECT_LIMIT, TEXT_LIMIT = 150, 5000
PLACEHOLDERS = ("{name}", "{link}")
SPECIAL = re.compile(r"""(?P<name>,?[ ]?\{name\})|(?P<link>\{link\})|(?P<address>https?://[^\s<>"{}]*[^\s<>"{}.,;:!?)'\]])""")
BRACED = re.compile(r"\{[^{}\s]*\}")


class Piece(NamedTuple):
    """Part of a line."""

    text: str
    is_link: bool = False


Paragraph = list[list[Piece]]
"""Its lines, in pieces."""


def checked_subject(text: str, field: str) -> str:
    subject = clean_text(text)
    if not subject:
        raise Refused(say("Please write a subject."), field)
    if len(subject) > SUBJECT_LIMIT:
        raise Refused(say("A subject can have {limit} characters at most.", limit=SUBJECT_LIMIT), field)
    if BRACED.search(subject):
        raise Refused(say("Names and links have their place in the text, not in the subject."), field)
    return subject


def checked_text(text: str, field: str) -> str:
    cleaned = clean_lines(text)
    if not cleaned:
        raise Refused(say("Please write a text."), field)
    if len(cleaned) > TEXT_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=TEXT_LIMIT), field)
    if unknown := [one for one in BRACED.findall(cleaned) if one not in PLACEHOLDERS]:
        known = " ".join(PLACEHOLDERS)
        sentence = say("Nothing can be filled in for {word}. There are: {known}", word=unknown[0], known=known)
        raise Refused(sentence, field)
    return cleaned


def in_language(texts: Mapping[str, Mapping[str, str]], wanted: str, otherwise: str) -> str:
    """The language that somebody reads it in: their own if it was written, else that of the series."""
    return next((code for code in (wanted, otherwise) if code in texts), next(iter(texts)))


def plain(text: str, name: str, link: str) -> str:
    return "\n".join("".join(piece.text for piece in _pieces(line, name, link)) for line in text.split("\n"))


def paragraphs(text: str, name: str, link: str) -> list[Paragraph]:
    """A blank line begins a paragraph; other line breaks stay. Where no name may stand its blank and comma go too."""
    found: list[Paragraph] = []
    for block in re.split(r"\n{2,}", text):
        found.append([list(_pieces(line, name, link)) for line in block.split("\n")])
    return found


def said_in(text: str, name: str, link: str) -> dict[str, Any]:
    """For the templates of its letters."""
    return {"announced_text": plain(text, name, link), "paragraphs": paragraphs(text, name, link) if text else []}


def _pieces(line: str, name: str, link: str) -> Iterator[Piece]:
    """In one pass: what a name says is never read as a placeholder or an address."""
    done = 0
    for special in SPECIAL.finditer(line):
        yield Piece(line[done : special.start()])
        done = special.end()
        if special["name"]:
            yield Piece(special["name"].removesuffix("{name}") + name if name else "")
        else:
            yield Piece(link if special["link"] else special["address"], is_link=True)
    yield Piece(line[done:])

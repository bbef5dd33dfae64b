"""Results in words: rows of a page and of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.languages import Message, say
from foundation.sheets import Cell
from registrations.evaluation.questions import BEST, ITEMS
from registrations.evaluation.results import Evaluation, Rated
from registrations.form import GROUPS, SEXES
from registrations.models import Group, Sex
from registrations.privacy.counting import NOT_SAID

TITLES = {"sex": say("By sex"), "group": say("By type of organisation")}
ALL, REST = say("Everybody"), say("Others, or not said")
HEADER = (say("Question"), say("Counted by"), say("Group"), say("Answers"), say("Mean, of 5"),
          say("Share of 4 and 5, %"))  # fmt: skip
LONGEST = 1000
"""The length of the bar of the best mark."""


@dataclass(frozen=True)
class Line:
    """One rated sentence, or one group of those who rated it; `bar` is how long its picture is, of `LONGEST`."""

    words: str | Message
    rated: Rated

    @property
    def bar(self) -> int:
        return LONGEST * self.rated.total // (self.rated.number * BEST)


@dataclass(frozen=True)
class Broken:
    """One dimension: each rated sentence with its groups."""

    title: Message
    items: Sequence[tuple[str, Sequence[Line]]]


def lines(evaluation: Evaluation, words: Mapping[str, str]) -> list[Line]:
    """In the order in which it was asked; `words` are those of the series."""
    return [Line(words[item], evaluation.items[item]) for item in ITEMS if item in evaluation.items]


def broken_down(evaluation: Evaluation, words: Mapping[str, str]) -> list[Broken]:
    return [
        Broken(title, [(words[item], _groups(name, of[item])) for item in ITEMS if item in of])
        for name, title in TITLES.items() if (of := evaluation.by.get(name))
    ]  # fmt: skip


def rows(evaluation: Evaluation, words: Mapping[str, str], language: str) -> list[list[Cell]]:
    """For a spreadsheet, below HEADER."""
    everybody = ALL.in_language(language)
    found = [_row(line.words, everybody, everybody, rated=line.rated) for line in lines(evaluation, words)]
    for part in broken_down(evaluation, words):
        for question, groups in part.items:
            found += [_row(question, part.title.in_language(language), _said(line.words, language), rated=line.rated)
                      for line in groups]  # fmt: skip
    return found


def _row(question: str | Message, by: str, group: str, *, rated: Rated) -> list[Cell]:
    return [str(question), by, group, rated.number, rated.mean, rated.percent_good]


def _said(words: str | Message, language: str) -> str:
    return words if isinstance(words, str) else words.in_language(language)


def _groups(name: str, of: Mapping[str, Rated]) -> list[Line]:
    order = sorted(of, key=lambda value: (value == NOT_SAID, -of[value].number, value))
    return [Line(_label(name, value), of[value]) for value in order]


def _label(name: str, value: str) -> Message:
    if value == NOT_SAID:
        return REST
    return SEXES[Sex(value)] if name == "sex" else GROUPS[Group(value)]

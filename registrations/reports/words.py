"""The numbers in words: sections of a page, and rows of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.languages import Message, say
from registrations.form import AGE_BANDS, GROUPS, LEVELS, SEXES
from registrations.privacy.counting import FEWEST
from registrations.provinces import INDONESIA, TIMOR_LESTE
from registrations.reports.merging import OTHERS, Said, summed
from registrations.reports.numbers import CONFEDERATION, Numbers

COUNTRIES = {"ID": "Indonesia", "TL": "Timor-Leste"}
TITLES = {
    "sex": say("By sex"), "age": say("By age"), "group": say("By group"), "level": say("By union level"),
    CONFEDERATION: say("By confederation or federation"), "organisation": say("By organisation"),
    "country": say("By country"), "province": say("By province"),
    "support": say("By need of support"),
}  # fmt: skip
REST = say("Others, not said, or fewer than {fewest}", fewest=FEWEST)
NEEDS = say("Needs support to take part")
WORDS: Mapping[str, Mapping[str, Message]] = {
    "sex": {sex.value: word for sex, word in SEXES.items()},
    "age": {band.value: word for band, word in AGE_BANDS.items()},
    "group": {group.value: word for group, word in GROUPS.items()},
    "level": {level.value: word for level, word in LEVELS.items()}, "support": {"yes": NEEDS},
}  # fmt: skip
LONGEST = 1000
"""The length of the longest bar."""


@dataclass(frozen=True)
class Line:
    """One group in words; `bar` is how long its picture is, of `LONGEST`."""

    label: Message | str
    said: Said
    bar: int


@dataclass(frozen=True)
class Section:
    title: Message
    lines: Sequence[Line]


def sections(numbers: Numbers) -> list[Section]:
    """Each answer with its groups, the largest first and the rest at last; answers of which nothing may be said are
    left out."""
    by = {**numbers.by, "country": summed(numbers.by.get("province", {}), _country)}
    if by.get(CONFEDERATION, {}).keys() <= {OTHERS}:
        by.pop(CONFEDERATION, None)  # no directory says what belongs to what
    return [Section(TITLES[name], _lines(name, by[name])) for name in TITLES if by.get(name)]


def _lines(name: str, groups: Mapping[str, Said]) -> list[Line]:
    longest = max(map(_size, groups.values())) or 1
    order = sorted(groups, key=lambda value: (value == OTHERS, -_size(groups[value]), value))
    return [
        Line(_label(name, value), groups[value], LONGEST * _size(groups[value]) // longest) for value in order
    ]  # fmt: skip


def _size(said: Said) -> int:
    return said.attended or said.registered or 0


def _label(name: str, value: str) -> Message | str:
    if value == OTHERS:
        return REST
    if name in WORDS:
        return WORDS[name][value]
    return {**INDONESIA, **TIMOR_LESTE, **COUNTRIES}.get(value, value)



def _country(province: str) -> str:
    country = province.partition("-")[0]
    return country if country in COUNTRIES else OTHERS

"""What a letter is written from, in two halves: what it tells, alike for many readers, and what is one reader's own.

Templates and wording see these values and nothing else. So whatever reaches the bytes of a letter is either in `Told`,
by which written letters are kept, or in `Own`, which is filled in for each reader.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from events.calendar_forms import BLANK, OwnEntry
from events.calendar_values import spoken
from foundation.blanks import mark
from foundation.people import Role
from notifications.about import About, Part
from notifications.beside import Other
from notifications.facts import Announced, Bringer, CalendarLetter, Facts
from notifications.run_sheet import NO_SHEET, RunSheet

NAME, PATH, NEWS = mark("n"), mark("p"), mark("w")
ALSO = tuple(mark(letter) for letter in "abcdefgh")
"""Paths of the discussions that share a reminder (notifications/scope.py, `MOST_NEAR`)."""
PLAIN_PATH = re.compile(r"[A-Za-z0-9/_-]+")


class Reader(NamedTuple):
    """`is_named` and `is_called`: whether a name stands in the greeting, and beside the address in the entry."""

    language: str
    timezone: str
    discreet: bool
    is_stranger: bool
    is_named: bool
    is_called: bool


class Another(NamedTuple):
    """A discussion that is named beside the letter's own. `path` is empty where it is each reader's own."""

    title: str
    starts_at: datetime
    timezone: str
    path: str


class Told(NamedTuple):
    """Two letters that tell the same differ in nothing but what is each reader's own."""

    kind: str
    role: Role
    person: Reader
    discussion: About
    parts: tuple[Part, ...]
    place_in_line: int | None
    also: tuple[Another, ...]
    following: Another | None
    seen: int | None
    calendar: CalendarLetter | None
    """Without what is filled in."""
    own_words: str
    """Of the organisers, with placeholders; none to who wants discreet letters, as they may name the topic."""
    announced: Announced | None = None
    brought_by: Bringer | None = None
    is_elsewhere: bool = False
    certificate: bool = False
    questions_left: int = 0
    seat_until: datetime | None = None
    refused_because: str = ""
    sheet: RunSheet = NO_SHEET
    """None to who wants discreet letters."""
    parting_words: str = ""
    answers_for: str = ""


class Own(NamedTuple):
    """What is one reader's own; the paths are the same in a text, a page and an address."""

    name: str
    email: str
    path: str
    also: tuple[str, ...]
    """Paths of the other discussions that share a reminder."""
    entry: OwnEntry | None
    news_path: str = ""


def told_in(facts: Facts) -> Told:
    person, letter = facts.person, facts.calendar
    return Told(
        kind=facts.kind, role=facts.role, discussion=facts.about,
        person=Reader(
            language=person.language, timezone=person.timezone, discreet=person.discreet,
            is_stranger=person.known_at is None, is_named=bool(line(facts.name or "")), is_called=bool(_called(facts)),
        ),
        parts=facts.agenda,
        place_in_line=facts.place_in_line, also=tuple(_another(other)._replace(path="") for other in facts.also),
        following=_another(facts.following) if facts.following else None, seen=facts.seen,
        calendar=_without_own(letter) if letter else None,
        announced=facts.announced, brought_by=facts.brought_by, is_elsewhere=facts.is_elsewhere,
        certificate=facts.certificate, questions_left=facts.questions_left,
        seat_until=facts.seat_until, refused_because=facts.refused_because,
        parting_words=facts.parting_words, answers_for=facts.answers_for,
        sheet=NO_SHEET if person.discreet else facts.sheet,
        own_words="" if person.discreet else facts.own_words,
    )  # fmt: skip


def own_of(facts: Facts) -> Own:
    also = tuple(other.path for other in facts.also)
    if not all(map(PLAIN_PATH.fullmatch, (facts.personal_path + facts.news_path, *also))):
        raise ValueError("a personal path holds nothing that a text, a page or an address would write differently")
    letter, email = facts.calendar, str(facts.person.email)
    return Own(
        name=line(facts.name or ""), email=email, path=facts.personal_path, also=also,
        entry=OwnEntry(letter.uid, letter.sequence, letter.dtstamp, _called(facts), email) if letter else None,
        news_path=facts.news_path,
    )  # fmt: skip


def blank(told: Told) -> Own:
    """Marks instead of what is somebody's own, for a reader who is named where these are."""
    entry = BLANK if told.person.is_called else BLANK._replace(name="")
    return Own(
        name=NAME if told.person.is_named else "", email=BLANK.email, path=PATH,
        also=ALSO[: len(told.also)], entry=entry if told.calendar else None,
        news_path=NEWS if told.announced and told.announced.is_news else "",
    )  # fmt: skip


def line(text: str) -> str:
    """Text that people wrote, on one line: it can begin no paragraph of its own."""
    return " ".join(text.split())


def _another(other: Other) -> Another:
    return Another(other.title, other.starts_at, other.timezone, other.path)


def _without_own(letter: CalendarLetter) -> CalendarLetter:
    """Every other field is told, also one that comes later."""
    return replace(letter, uid="", sequence=0, dtstamp=BLANK.dtstamp)


def _called(facts: Facts) -> str:
    return spoken(facts.name or str(facts.person.email))

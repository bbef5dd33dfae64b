"""What the templates of letters may say: every value in words, for one reader.

Times are said on the reader's clock, and on the clock the discussion was agreed by where that shows another. Who wants
discreet letters reads no title, no series and no word of anybody: an employer may read along (domain.md, Law and
privacy). Text that people wrote stands on one line: no title can begin a paragraph of its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from events.models import ItemKind
from events.words import KINDS as ITEM_KINDS
from events.words import ROLES
from foundation import moments
from foundation.languages import Message, say
from foundation.people import Role
from foundation.zones import kept_with_rules, zone_label
from notifications.about import Part
from notifications.calendars import Saying
from notifications.clocks import KEPT_MOMENTS, Clocks
from notifications.facts import CalendarLetter
from notifications.own_words import NOBODY, filled
from notifications.sheet_words import words_of_sheet
from notifications.sign_in_facts import SignInFacts
from notifications.told import Another, Told, line
from registrations.data_price import data_price
from speakers.tasks import TASKS

ENDING = frozenset({"withdrawn", "called_off", "lapsed", "turned_down", "thanks", "missed", "certified"})
"""Kinds after which the reader has no part in the discussion."""
LONGEST_IN_SUBJECT = 60


@dataclass(frozen=True)
class Row:
    """A row of the agenda as this reader may see it. `both` is its time on both clocks."""

    time: str
    both: str
    kind: Message
    title: str
    presenter: str
    is_mine: bool
    is_open: bool


@dataclass(frozen=True)
class Beside:
    """Another discussion that is named in the letter."""

    title: str
    when: str
    link: str


@dataclass(frozen=True)
class Changes:
    """(old, new) in words of what the reader's calendar showed otherwise; None where nothing differs."""

    start: tuple[str, str] | None = None
    length: tuple[str, str] | None = None
    title: tuple[str, str] | None = None
    room: bool = False
    part: tuple[str, str] | None = None
    """Own rows of the agenda, joined; an empty text stands for none."""
    role: bool = False
    organiser: str = ""
    """The new address that letters come from."""
    agenda: bool = False
    """Only what stands in the entry below has changed."""

    def __bool__(self) -> bool:
        places = self.start or self.length or self.title or self.room
        return bool(places or self.part or self.role or self.organiser or self.agenda)


def words_of(told: Told) -> dict[str, Any]:
    """The names that the templates of a discussion's letters use, apart from what is the reader's own."""
    clocks = Clocks(told.person.timezone, told.discussion.timezone, told.person.language)
    times = words_of_time(shown_by(told), clocks)
    beside = _of_others(told, clocks)
    sheet = words_of_sheet(told.sheet, told.person.language)
    return _of_reader(told) | _of_discussion(told, clocks) | times | _of_part(told, clocks) | beside | sheet


def with_links(words: dict[str, Any], base_url: str, paths: Sequence[str]) -> dict[str, Any]:
    """The same with the addresses of the other discussions."""
    following: Beside | None = words["following"]
    return words | {
        "also": [replace(one, link=base_url + path) for one, path in zip(words["also"], paths, strict=True)],
        "following": following and replace(following, link=base_url + following.link),
    }  # fmt: skip


def opening(told: Told, known: Mapping[str, Any]) -> str:
    """The organisers' own words with all that is `known` of this reader; also a mark in the place of the name."""
    values = {**known, "name": known["name"] or NOBODY, "series": known["series_title"]}
    return filled(told.own_words, values) if told.own_words else ""


def words_of_sign_in(facts: SignInFacts) -> dict[str, Any]:
    """The same for the one letter that is about no discussion."""
    person = facts.person
    return {
        "language": person.language, "name": "", "speaks": False, "discreet": False, "title": "", "series_title": "",
        "code": f"{facts.code[:4]} {facts.code[4:]}", "own": (), "agenda": (), "tasks": (), "waits_for_slot": False,
        "until": moments.time_with_zone(facts.expires_at, person.timezone, person.language), "when": "", "also": (),
    }  # fmt: skip


def shown_by(told: Told) -> Saying:
    """What the letter is about: what is taken out of a calendar is what stands in it."""
    letter = told.calendar
    if letter is None:
        return told.discussion.saying
    return letter.before if told.kind == "withdrawn" and letter.before else letter.saying


def _of_reader(told: Told) -> dict[str, Any]:
    person = told.person
    return {
        "language": person.language, "is_stranger": person.is_stranger, "discreet": person.discreet,
        "place": told.place_in_line, "refusal": "" if person.discreet else line(told.refused_because),
        "seat_until": _until(told), "has_ended": told.kind in ENDING, "registered_by": _bringer(told),
        "certificate": told.certificate, "questions_left": told.questions_left, "is_elsewhere": told.is_elsewhere,
        "answers_for": "" if person.discreet else line(told.answers_for),
        "parting_words": "" if person.discreet else line(told.parting_words),
    }  # fmt: skip


def _until(told: Told) -> str:
    """How long the seat is kept, on the reader's clock."""
    if told.seat_until is None:
        return ""
    return moments.long_time(told.seat_until, told.person.timezone, told.person.language)


def _bringer(told: Told) -> str:
    """Wati Contohan (Sindikat Teladan); to who wants discreet letters no union is named."""
    if told.brought_by is None:
        return ""
    name, union = line(told.brought_by.full_name), line(told.brought_by.union)
    return name if told.person.discreet else f"{name} ({union})"


def _of_discussion(told: Told, clocks: Clocks) -> dict[str, Any]:
    discreet, discussion, shown = told.person.discreet, told.discussion, shown_by(told)
    title = _neutral_title(shown.starts_at, clocks) if discreet else line(shown.title)
    reason = discussion.cancellation_reason if discussion.is_cancelled and not discreet else ""
    return {
        "title": title, "short_title": short(title), "series_title": "" if discreet else line(discussion.series_title),
        "series_language": discussion.series_language, "is_cancelled": discussion.is_cancelled, "reason": line(reason),
        "changes": _changes(told.calendar, clocks),
    }  # fmt: skip


@kept_with_rules(KEPT_MOMENTS)
def words_of_time(shown: Saying, clocks: Clocks) -> dict[str, Any]:
    """Alike for all who read on the same clocks: a mass mailing says it once."""
    starts_at, reader = shown.starts_at, (clocks.zone, clocks.language)
    return {
        "when": clocks.when(starts_at), "length": _length(shown, clocks),
        "date": moments.short_date(starts_at, *reader), "day": moments.weekday_date(starts_at, *reader),
        "time": moments.time_with_zone(starts_at, *reader), "zone": zone_label(starts_at, clocks.zone),
        "door": clocks.hour(starts_at - timedelta(minutes=30)), "price": data_price(_minutes(shown)),
    }  # fmt: skip


def _of_part(told: Told, clocks: Clocks) -> dict[str, Any]:
    """What the reader does there. The agenda stands in every calendar, and in the letters of those who speak."""
    speaks, has_ended = told.role != Role.PARTICIPANT, told.kind in ENDING
    rows = [] if has_ended else [_row(part, told, clocks) for part in told.parts]
    own = [row for row in rows if row.is_mine]
    return {
        "speaks": speaks, "part": told.role.value, "role": ROLES[told.role], "rows": rows, "own": own,
        "agenda": rows if speaks or told.kind == "agenda" else (), "lacks_title": _lacks_title(told),
        "waits_for_slot": told.role == Role.RESOURCE_PERSON and not own and not has_ended,
        "tasks": TASKS[told.role] if told.kind == "card" and not told.person.discreet else (),
    }  # fmt: skip


def _lacks_title(told: Told) -> bool:
    """Whether the reader's own presentation is still without a title."""
    return any(part.is_mine and part.kind == ItemKind.PRESENTATION and not line(part.title) for part in told.parts)


def _of_others(told: Told, clocks: Clocks) -> dict[str, Any]:
    """Discussions beside the letter's own; who reads discreetly is not tempted with a title."""
    discreet, following = told.person.discreet, told.following
    return {
        "also": [_beside(other, clocks, discreet=discreet) for other in told.also], "seen": told.seen,
        "following": _beside(following, clocks, discreet=False) if following and not discreet else None,
        "count": len(told.also) + 1,
    }  # fmt: skip


def _beside(other: Another, clocks: Clocks, *, discreet: bool) -> Beside:
    title = _neutral_title(other.starts_at, clocks) if discreet else line(other.title)
    return Beside(title, replace(clocks, home=other.timezone).when(other.starts_at), other.path)


def _row(part: Part, told: Told, clocks: Clocks) -> Row:
    presenter = "" if part.is_mine else _presenter(part, told.role)
    span, discreet = clocks.span(part.starts_at, part.ends_at), told.person.discreet
    return Row(
        time=span.partition(" ")[0], both=span, kind=ITEM_KINDS[part.kind], is_mine=part.is_mine,
        title="" if discreet else _title_beside_kind(part, clocks.language), presenter="" if discreet else presenter,
        is_open=part.kind == ItemKind.PRESENTATION and not presenter and not part.is_mine,
    )  # fmt: skip


def _presenter(part: Part, reader: Role) -> str:
    """Who has agreed. Observers are named among speakers alone."""
    return "" if part.is_observers and reader == Role.PARTICIPANT else line(part.presenter)


def _title_beside_kind(part: Part, language: str) -> str:
    """Empty when the title only says the kind once more."""
    title = line(part.title)
    return "" if title.casefold() == ITEM_KINDS[part.kind].in_language(language).casefold() else title


def _changes(letter: CalendarLetter | None, clocks: Clocks) -> Changes:
    if letter is None or letter.before is None:
        return Changes()
    before, now = letter.before, letter.saying
    changes = Changes(
        start=_pair(clocks.when(before.starts_at), clocks.when(now.starts_at)),
        length=_pair(_length(before, clocks), _length(now, clocks)),
        title=_pair(line(before.title), line(now.title)),
        room=before.room != now.room,
        part=_pair(_part(before, clocks), _part(now, clocks)) if before.part not in ("", now.part) else None,
        role=before.role not in ("", now.role),
        organiser=now.organiser if before.organiser not in ("", now.organiser) else "",
    )
    is_only_agenda = not changes and before.text not in ("", now.text)
    return replace(changes, agenda=True) if is_only_agenda else changes


def _part(saying: Saying, clocks: Clocks) -> str:
    """15:10–15:35 WITA (14:10–14:35 WIB), one after the other; empty without any."""
    rows = [(int(begins), int(length)) for begins, length in re.findall(r"(\d+)\+(\d+)", saying.part)]
    spans = [(saying.starts_at + timedelta(minutes=begins), timedelta(minutes=length)) for begins, length in rows]
    return ", ".join(clocks.span(begins, begins + length) for begins, length in spans)


def _pair(old: str, new: str) -> tuple[str, str] | None:
    return None if old == new else (old, new)


def _minutes(saying: Saying) -> int:
    return (saying.ends_at - saying.starts_at) // timedelta(minutes=1)


def _length(saying: Saying, clocks: Clocks) -> str:
    return moments.duration(_minutes(saying), clocks.language)


def _neutral_title(starts_at: datetime, clocks: Clocks) -> str:
    hour = moments.time_only(starts_at, clocks.zone, clocks.language)
    return say("Online discussion, {time}", time=hour).in_language(clocks.language)


def short(title: str) -> str:
    """A title for a subject, cut between words."""
    if len(title) <= LONGEST_IN_SUBJECT:
        return title
    kept = title[:LONGEST_IN_SUBJECT]
    return (kept.rpartition(" ")[0] or kept[:-1]).rstrip(" ,:;–-") + "…"

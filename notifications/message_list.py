"""The list of messages in the words of the desk: found by state, kind and words, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session

from foundation.languages import Message, say
from foundation.paging import pages_offered
from notifications.desk_words import CHANNELS, KINDS, PERHAPS_TWICE, STATES, TONES, kind_word, reason_word
from notifications.kept_letters import letter_name
from notifications.outbox import ALL, Filter, MessageLine, Reach, Stage, counted, page_of, reasons_in
from notifications.overview import states

PER_PAGE, MOST_REASONS = 50, 500


@dataclass(frozen=True)
class Wanted:
    """What the organiser looks for. An empty state, kind or search is everything; pages count from 1."""

    state: str = ""
    kind: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wanted":
        page = query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(query.get("state", ""), query.get("kind", "")[:40], query.get("search", "").strip()[:100],
                   max(1, number))  # fmt: skip

    @property
    def query(self) -> dict[str, str]:
        """What the address of another page keeps."""
        return {name: value for name, value in vars(self).items() if value and name != "page"}

    @property
    def stages(self) -> list[Stage]:
        return [stage for stage in Stage if stage == self.state]


@dataclass(frozen=True)
class ShownLine:
    """A message in the words of the desk."""

    line: MessageLine
    kind: Message | str
    channel: Message | str
    state: Message
    tone: str
    reason: Message | str
    letter: str | None
    """The name of the letter in the outbox of the desk, where letters are kept as files."""


@dataclass(frozen=True)
class Shown:
    """One page of what was found. `states` and `kinds` are what can be shown alone: word, label, how many."""

    lines: Sequence[ShownLine]
    in_all: int
    pages: Sequence[int | None]
    states: Sequence[tuple[str, Message, int]]
    kinds: Sequence[tuple[str, Message | str]]
    is_partial: bool


def shown(session: Session, reach: Reach, wanted: Wanted, language: str) -> Shown:
    """What matches state, kind and search: names, addresses, kinds and reasons as they are shown."""
    everything = counted(session, reach)
    looked_for = _filter(session, reach, wanted, language)
    numbers = counted(session, reach, looked_for) if wanted.search else _chosen(everything, wanted)
    in_all = sum(numbers.values())
    lines = page_of(session, reach, looked_for, limit=PER_PAGE, offset=PER_PAGE * (wanted.page - 1)) if in_all else []
    kinds = sorted({kind for _, kind in everything}, key=lambda kind: str(kind_word(kind)))
    return Shown(
        [shown_line(line) for line in lines], in_all, pages_offered(-(-in_all // PER_PAGE), wanted.page),
        states=[("", say("All"), sum(everything.values())),
                *((stage.value, word, number) for stage, word, _, number in states(everything))],
        kinds=[(kind, kind_word(kind)) for kind in kinds], is_partial=reach.is_partial,
    )  # fmt: skip


def shown_line(line: MessageLine) -> ShownLine:
    settled = line.stage == Stage.DOUBTFUL and line.sent_at is not None
    return ShownLine(
        line, kind_word(line.kind), CHANNELS.get(line.channel, line.channel), STATES[line.stage], TONES[line.stage],
        PERHAPS_TWICE if settled else reason_word(line.reason), letter_name(line.reason),
    )  # fmt: skip


def _chosen(numbers: Mapping[tuple[Stage, str], int], wanted: Wanted) -> dict[tuple[Stage, str], int]:
    return {
        (stage, kind): number for (stage, kind), number in numbers.items()
        if wanted.state in ("", stage) and wanted.kind in ("", kind)
    }  # fmt: skip


def _filter(session: Session, reach: Reach, wanted: Wanted, language: str) -> Filter:
    kinds = [wanted.kind] if wanted.kind else []
    if not wanted.search:
        return Filter(wanted.stages, kinds) if wanted.stages or kinds else ALL
    words = wanted.search.casefold()
    named = [kind for kind, word in KINDS.items() if words in word.in_language(language).casefold()]
    told = [reason for reason in reasons_in(session, reach, MOST_REASONS) if words in _said(reason, language)]

    def found(column: Mapping[str, Any]) -> ColumnElement[bool]:
        texts = (column[name].icontains(wanted.search, autoescape=True) for name in ("person_name", "email"))
        return or_(*texts, column["kind"].in_(named), column["reason"].in_(told))

    return Filter(wanted.stages, kinds, found)


def _said(reason: str, language: str) -> str:
    word = reason_word(reason)
    return (word.in_language(language) if isinstance(word, Message) else word).casefold()

"""The list of messages: found by state and by words, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.languages import Message, say
from notifications.desk_words import CHANNELS, STATES, TONES, kind_word, reason_word
from notifications.kept_letters import letter_name
from notifications.outbox import FIRST_TOLD, MessageLine
from notifications.overview import states

PER_PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """What the organiser looks for. An empty state or search is everything; pages count from 1."""

    state: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wanted":
        page = query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(query.get("state", ""), query.get("search", "").strip()[:100], max(1, number))


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
    """One page of what was found."""

    lines: list[ShownLine]
    in_all: int

    @property
    def pages(self) -> int:
        return -(-self.in_all // PER_PAGE)


def found(lines: Sequence[MessageLine], wanted: Wanted, language: str) -> Shown:
    """What matches state and search; the search looks at names, addresses, kinds and reasons as they are shown."""
    matching = [
        shown for line in lines if wanted.state in ("", line.state.value)
        if _matches(shown := _shown(line), wanted.search.casefold(), language)
    ]  # fmt: skip
    begin = PER_PAGE * (wanted.page - 1)
    return Shown(matching[begin : begin + PER_PAGE], len(matching))


def choices(lines: Sequence[MessageLine]) -> list[tuple[str, Message, int]]:
    """What can be shown alone: everything, then each state that occurs, with its number."""
    return [("", say("All"), len(lines)), *((state.value, word, count) for state, word, _, count in states(lines))]


def _shown(line: MessageLine) -> ShownLine:
    return ShownLine(
        line, kind_word(line.kind), CHANNELS.get(line.channel, line.channel), STATES[line.state], TONES[line.state],
        _reason(line.reason), letter_name(line.reason),
    )  # fmt: skip


def _reason(reason: str) -> Message | str:
    """That a planned letter is planned needs no reason."""
    return "" if reason == FIRST_TOLD else reason_word(reason)


def _matches(shown: ShownLine, search: str, language: str) -> bool:
    words = (shown.line.person_name, shown.line.email or "", shown.kind, shown.reason)
    said = (word.in_language(language) if isinstance(word, Message) else word for word in words)
    return any(search in text.casefold() for text in said)

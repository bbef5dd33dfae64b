"""Own words: what organisers say at the top of a kind of letter, above the facts, which always stay.

Plain text, shown line by line. `{placeholders}` are replaced by look-up, once, whatever the values contain: never
`str.format`, never a template (trust.md, Headers and cookies). Who wants discreet letters gets none: they may name
the topic (notifications/told.py).
"""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import or_
from sqlmodel import Session, col, select

from events.models import Discussion
from events.plans import Wrongs
from foundation.languages import FALLBACKS, LANGUAGES, Message, say
from foundation.people import clean_lines
from foundation.refusals import Refused
from notifications.kinds import NOTICES
from notifications.plan_models import WORDS_LIMIT, OwnWords
from notifications.plan_places import Place, first_row
from notifications.readers import IN_PLANS

LINES_LIMIT = 20
PLACEHOLDERS = {
    "name": say("the reader's name"),
    "title": say("the title of the discussion"),
    "series": say("the title of the series"),
    "day": say("the day, on the reader's calendar"),
    "time": say("the hour, on the reader's clock"),
    "length": say("how long the discussion takes"),
    "door": say("when the door opens"),
    "role": say("what the reader is in it"),
}
"""What may stand in curly brackets, and what it is replaced by."""
NOBODY = say("colleague")
"""How somebody is called whose name we do not know for sure."""
FACTS_ALONE = frozenset({"changed", "withdrawn", "called_off", "link"}) | NOTICES
"""Letters that say what has just become true. The same words at the top of each could contradict it."""
BRACKETED = re.compile(r"\{([^{}]*)\}")

Said = Mapping[tuple[str, str], str]
"""(kind, language) → the words of one discussion."""


def may_have_words(kind: str) -> bool:
    return kind in IN_PLANS and kind not in FACTS_ALONE


def say_it(session: Session, place: Place, kind: str, texts: Mapping[str, str]) -> None:
    """Keep the words of a kind by language. What a discussion would inherit anyway is not kept as its own; an empty
    text there stands for saying nothing. Refused by fields `words_<language>`."""
    if not may_have_words(kind):
        raise Refused(say("This letter says what has just become true; words of your own cannot be added."))
    with Wrongs() as wrongs:
        checked = {language: wrongs.note(checked_words, text, f"words_{language}") for language, text in texts.items()}
    inherited = inherited_words(session, place, kind)
    for language in LANGUAGES.keys() & checked.keys():
        row = first_row(session, place, OwnWords, kind=kind, language=language)
        if row is not None:
            session.delete(row)
            session.flush()
        if checked[language] != inherited.get(language, ""):
            session.add(OwnWords(kind=kind, language=language, text=checked[language], **place.key))
    session.flush()


def checked_words(text: str, field: str) -> str:
    """Cleaned lines. Refused: too long, or curly brackets around anything that is no placeholder."""
    words = clean_lines(text)
    if len(words) > WORDS_LIMIT or words.count("\n") >= LINES_LIMIT:
        limits = {"limit": WORDS_LIMIT, "lines": LINES_LIMIT}
        raise Refused(say("Your words can have {limit} characters and {lines} lines at most.", **limits), field)
    if wrong := _wrong_bracket(words):
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise Refused(say("“{wrong}” stands for nothing. You can use: {names}.", wrong=wrong, names=names), field)
    return words


def filled(words: str, values: Mapping[str, object]) -> str:
    """The words for a reader, each placeholder replaced; what a value contains is not looked at again."""
    return BRACKETED.sub(lambda found: str(values[found[1]]), words)


def words_by_discussion(session: Session, discussions: Iterable[Discussion]) -> dict[int | None, Said]:
    """The words of each discussion, or those of its series where it has none of its own; one query."""
    discussions = list(discussions)
    found = session.exec(
        select(OwnWords).where(
            or_(col(OwnWords.discussion_id).in_({one.id for one in discussions}),
                col(OwnWords.series_id).in_({one.series_id for one in discussions}))
        )
    ).all()  # fmt: skip
    return {
        one.id: _said([row for row in found if row.series_id == one.series_id])
        | _said([row for row in found if row.discussion_id == one.id])
        for one in discussions
    }


def words_in(session: Session, place: Place) -> Said:
    """The words of a place: of a discussion with those it inherits, or of a series alone."""
    if place.discussion is not None:
        return words_by_discussion(session, [place.discussion])[place.discussion.id]
    return _said(session.exec(select(OwnWords).where(place.owns(OwnWords))).all())


def said_to(said: Said, kind: str, language: str) -> str:
    """The words for readers of a language; in the language they would read next where there are none, or empty."""
    second = (kind, FALLBACKS.get(language, language))
    return said.get((kind, language), said.get(second, ""))


def own_texts(session: Session, place: Place, kind: str) -> dict[str, str]:
    """Language → what this place itself says, not what it inherits."""
    rows = session.exec(select(OwnWords).where(place.owns(OwnWords), OwnWords.kind == kind)).all()
    return {row.language: row.text for row in rows}


def inherited_words(session: Session, place: Place, kind: str) -> dict[str, str]:
    """Language → what would be said without words of its own: those of the series, for a discussion."""
    return {} if place.discussion is None else own_texts(session, Place(place.series), kind)


def list_of_placeholders() -> list[tuple[str, Message]]:
    return [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()]


def _said(rows: Iterable[OwnWords]) -> dict[tuple[str, str], str]:
    return {(row.kind, row.language): row.text for row in rows}


def _wrong_bracket(words: str) -> str:
    """The first thing in curly brackets, or a lone bracket, that is no placeholder; empty when there is none."""
    odd = [found[0] for found in BRACKETED.finditer(words) if found[1] not in PLACEHOLDERS]
    lone = re.search(r"[{}]", BRACKETED.sub("", words))
    return [*odd, lone[0] if lone else ""][0][:40]

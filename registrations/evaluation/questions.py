"""What is asked: eight sentences to rate and two open questions, in our words or in those of a series."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from events.models import Series
from foundation.first_rows import row_for
from foundation.languages import LANGUAGES, Message, say
from foundation.people import clean_text
from foundation.refusals import Missing, Refused
from registrations.evaluation.models import WORDS_LIMIT, EvaluationWords

ITEMS: Mapping[str, Message] = {
    "matters": say("The topic matters for my work."),
    "learned": say("I learned something that I can use."),
    "clear": say("The presentations were clear."),
    "time": say("There was enough time for questions and discussion."),
    "heard": say("The views of workers were heard."),
    "led": say("The discussion was led well."),
    "access": say("Registering and joining worked without trouble."),
    "overall": say("Altogether I am satisfied with this discussion."),
}
OPEN: Mapping[str, Message] = {
    "use": say("What will you do with what you heard?"),
    "better": say("What should be better next time?"),
}
BEST = 5
SCALE = tuple(range(1, BEST + 1))


@dataclass(frozen=True)
class Asked:
    """One question as it is read; `ours` are our own words for it, in the same language."""

    name: str
    words: str
    ours: str


def asked(session: Session, series: Series, language: str) -> tuple[list[Asked], list[Asked]]:
    """The sentences to rate, and the open questions."""
    row = session.get(EvaluationWords, (series.id, language))
    own = row.texts if row is not None else {}

    def each(ours: Mapping[str, Message]) -> list[Asked]:
        said = {name: words.in_language(language) for name, words in ours.items()}
        return [Asked(name, own.get(name, words), words) for name, words in said.items()]

    return each(ITEMS), each(OPEN)


def choose_words(session: Session, series: Series, language: str, texts: Mapping[str, str]) -> None:
    """In this language, from now on; where nothing is written our own words stand."""
    if language not in LANGUAGES:
        raise Missing
    own = {name: clean_text(texts.get(name, "")) for name in (*ITEMS, *OPEN)}
    for name, words in own.items():
        if len(words) > WORDS_LIMIT:
            raise Refused(say("Please write at most {limit} characters.", limit=WORDS_LIMIT), name)
    ours = {**ITEMS, **OPEN}
    kept = {name: words for name, words in own.items() if words and words != ours[name].in_language(language)}
    assert series.id is not None, "stored rows have a number"
    row_for(session, EvaluationWords(series_id=series.id, language=language)).texts = kept
    session.flush()

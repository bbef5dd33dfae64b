"""What the organisers of a series ask: made, changed, put in another order, switched off and on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Series
from events.plans import Wrongs
from foundation.languages import say
from foundation.people import clean_lines, clean_text
from foundation.refusals import Missing, Refused
from registrations.questions.answering import questions_of
from registrations.questions.models import WORDING_LIMIT, OwnQuestion, QuestionKind

MOST_QUESTIONS, MOST_CHOICES = 20, 30


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A question as an organiser writes it; nothing is checked yet. `choices` stand one on a line."""

    wording: str
    purpose: str
    kind: str = QuestionKind.TEXT
    choices: str = ""
    is_required: bool = False


def ask(session: Session, series: Series, wish: Wish, now: datetime) -> OwnQuestion:
    """One more question, the last on the form. Refused with everything that is wrong."""
    here = questions_of(session, series.id, all_of_them=True)
    if len(here) >= MOST_QUESTIONS:
        raise Refused(say("These are enough questions: nobody fills in a longer form."), "wording")
    made = OwnQuestion(series_id=series.id or 0, position=len(here) + 1, created_at=now, **_checked(wish))
    session.add(made)
    session.flush()
    return made


def change(session: Session, question: OwnQuestion, wish: Wish) -> None:
    """What was answered before stays beside the words that were read then."""
    for name, value in _checked(wish).items():
        setattr(question, name, value)
    session.flush()


def move(session: Session, series: Series, question: OwnQuestion, *, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    here = list(questions_of(session, series.id, all_of_them=True))
    place = here.index(question)
    other = place - 1 if up else place + 1
    if 0 <= other < len(here):
        here[place], here[other] = here[other], here[place]
    for position, one in enumerate(here, start=1):
        one.position = position
    session.flush()


def switch(session: Session, question: OwnQuestion) -> None:
    """Off, or on again."""
    question.is_on = not question.is_on
    session.flush()


def question_in(session: Session, series: Series, number: int) -> OwnQuestion:
    """A question of this series, which the caller has found to belong to the office."""
    found = session.get(OwnQuestion, number)
    if found is None or found.series_id != series.id:
        raise Missing
    return found


def _checked(wish: Wish) -> dict[str, Any]:
    with Wrongs() as wrongs:
        wording = wrongs.note(_sentence, wish.wording, "wording")
        purpose = wrongs.note(_sentence, wish.purpose, "purpose")
        kind = wrongs.note(_kind, wish.kind)
        choices = wrongs.note(_choices, wish.choices) if kind is QuestionKind.CHOICE else []
    return {"wording": wording, "purpose": purpose, "kind": kind, "choices": choices, "is_required": wish.is_required}


def _sentence(text: str, field: str) -> str:
    sentence = clean_text(text)
    if not sentence:
        missing = say("Please write the question.") if field == "wording" else say("Please say what the answer is for.")
        raise Refused(missing, field)
    if len(sentence) > WORDING_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=WORDING_LIMIT), field)
    return sentence


def _kind(text: str) -> QuestionKind:
    if text not in list(QuestionKind):
        raise Refused(say("Please choose one of the answers offered."), "kind")
    return QuestionKind(text)


def _choices(text: str) -> list[str]:
    choices = list(dict.fromkeys(line for line in clean_lines(text).splitlines() if line))
    if not 2 <= len(choices) <= MOST_CHOICES or max(map(len, choices)) > WORDING_LIMIT:
        raise Refused(say("Write between 2 and {most} short answers, one on each line.", most=MOST_CHOICES), "choices")
    return choices

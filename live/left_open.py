"""Questions that nobody answered in the discussion: resource persons answer them in writing afterwards.

Whoever asked finds the answer on their own page, and nobody is named on the way (decisions/0064).
"""

from datetime import datetime

from sqlmodel import Session

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.people import Role
from foundation.refusals import Conflict, Missing
from live.models import Question, QuestionState
from live.questions import Asked, decide, question_in, questions_for_all
from speakers.models import Engagement


def left_open(session: Session, discussion: Discussion, now: datetime) -> list[Asked]:
    """Still waiting after the end, what most would have asked first; none before the end."""
    return [one for one in _after_the_end(session, discussion, now) if one.question.state == QuestionState.WAITING]


def to_answer(session: Session, discussion: Discussion, engagement: Engagement, now: datetime) -> list[Asked]:
    """What is left open, and below it what this speaker has answered: they may put it better."""
    return [one for one in _after_the_end(session, discussion, now) if _may_answer(one.question, engagement)]


def own_questions(session: Session, discussion: Discussion, person_id: int) -> list[Asked]:
    """What one participant asked and what became of it, to be read after the end."""
    return [one for one in questions_for_all(session, discussion, person_id) if one.is_mine]


def answer_left_open(
    session: Session, discussion: Discussion, engagement: Engagement, number: int, *, answer: str, now: datetime
) -> None:
    """In writing, for everybody who took part. Refused before the end, without words, to whoever is no resource
    person, and where somebody else has answered or the chair has decided otherwise."""
    hold(session, discussion)
    if engagement.role != Role.RESOURCE_PERSON or not engagement.is_accepted:
        raise Missing
    if discussion.is_cancelled or not discussion.is_over(now):
        raise Conflict(say("Questions can be answered here when the discussion has ended."))
    if not _may_answer(question_in(session, discussion, number), engagement):
        raise Conflict(say("Somebody has decided about this question meanwhile."))
    decide(session, discussion, number, QuestionState.ANSWERED, answer=answer, by_id=engagement.person_id, now=now)


def _after_the_end(session: Session, discussion: Discussion, now: datetime) -> list[Asked]:
    has_ended = discussion.is_over(now) and not discussion.is_cancelled
    return questions_for_all(session, discussion) if has_ended else []


def _may_answer(question: Question, engagement: Engagement) -> bool:
    is_own_answer = question.state == QuestionState.ANSWERED and question.by_id == engagement.person_id
    return question.state == QuestionState.WAITING or is_own_answer

"""Reading the answers to the organisers' own questions, and keeping them with the registration."""

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, insert
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from foundation.forms import Form
from foundation.languages import say
from foundation.people import clean_lines
from foundation.prepared import Prepared
from foundation.refusals import Refused
from registrations.models import Registration
from registrations.questions.models import ANSWER_LIMIT, OwnAnswer, OwnQuestion, QuestionKind, Said

YES_NO = (("yes", say("Yes")), ("no", say("No")))
_ANSWER, _QUESTION = (SQLModel.metadata.tables[name] for name in ("ownanswer", "ownquestion"))
ADD = Prepared(lambda _: insert(_ANSWER), "registration_id", "question_id", "asked", "answer")


def questions_of(session: Session, series_id: int | None, *, all_of_them: bool = False) -> Sequence[OwnQuestion]:
    """What is asked now, in the order of the page; or all that was ever asked."""
    found = select(OwnQuestion).where(OwnQuestion.series_id == series_id).order_by(
        col(OwnQuestion.position), col(OwnQuestion.id))  # fmt: skip
    return session.exec(found if all_of_them else found.where(col(OwnQuestion.is_on))).all()


def are_asked(series_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether there is any, as a column of another question: most series have none."""
    return exists().where(_QUESTION.c.series_id == series_id, _QUESTION.c.is_on)


def read_own(
    form: Form, questions: Sequence[OwnQuestion], *, insists: bool = True
) -> tuple[list[Said], list[Refused]]:
    """The answers, and what is wrong with them. Who answers for somebody else is not held to what is required."""
    said, wrongs = [], []
    for question in questions:
        try:
            answer = _checked(question, form[question.name], insists)
        except Refused as refusal:
            wrongs.append(refusal)
        else:
            said += [Said(question.id or 0, question.wording, answer)] if answer else []
    return said, wrongs


def keep(session: Session, said: Mapping[int, Sequence[Said]]) -> None:
    """With registrations that are new, by their numbers."""
    rows = [{"registration_id": number, **one._asdict()} for number, answers in said.items() for one in answers]
    if rows:
        ADD.run(session, *rows)


def answers_of(session: Session, registration: Registration) -> list[Said]:
    """What was said with one registration, to be said with another."""
    rows = session.exec(select(OwnAnswer).where(OwnAnswer.registration_id == registration.id)).all()
    return [Said(row.question_id, row.asked, row.answer) for row in rows]


def answers_in(session: Session, discussion_id: int | None) -> Mapping[int, Mapping[int, str]]:
    """Registration → question → answer, of a whole discussion."""
    rows = session.exec(
        select(OwnAnswer).join(Registration).where(Registration.discussion_id == discussion_id)
    ).all()
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        found.setdefault(row.registration_id, {})[row.question_id] = row.answer
    return found


def _checked(question: OwnQuestion, text: str, insists: bool) -> str:
    answer = clean_lines(text)
    if not answer:
        if insists and question.is_required:
            raise Refused(say("Please fill in this field."), question.name)
        return ""
    if len(answer) > ANSWER_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=ANSWER_LIMIT), question.name)
    if answer not in offered(question) and question.kind is not QuestionKind.TEXT:
        raise Refused(say("Please choose one of the answers offered."), question.name)
    return answer


def offered(question: OwnQuestion) -> list[str]:
    return [word for word, _ in YES_NO] if question.kind is QuestionKind.YES_NO else question.choices

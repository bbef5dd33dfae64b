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


def questions_about(session: Session, registration: Registration, series_id: int) -> list[OwnQuestion]:
    """What is asked now, and what this registration answered before it was switched off; nothing once what was answered
    is unlinked (decisions/0039)."""
    if registration.counted_at is not None:
        return []
    answered = {one.question_id for one in answers_of(session, registration)}
    return [one for one in questions_of(session, series_id, all_of_them=True) if one.is_on or one.id in answered]


def answer_again(
    session: Session, registration: Registration, questions: Sequence[OwnQuestion], said: Sequence[Said], *,
    keeps_empty: bool = False,
) -> None:  # fmt: skip
    """Instead of what was answered to these questions before; an empty answer takes it back, unless `keeps_empty`.
    What is the same, or cannot be chosen any more, stays beside the words that were read then."""
    new = {one.question_id: one for one in said}
    for question in questions:
        old = session.get(OwnAnswer, (registration.id, question.id))
        one = new.get(question.id or 0)
        if old is None and one is not None:
            session.add(OwnAnswer(registration_id=registration.id or 0, **one._asdict()))
        elif old is not None and one is not None and one.answer != old.answer:
            old.asked, old.answer = one.asked, one.answer
        elif old is not None and one is None and not keeps_empty and _can_stand(question, old.answer):
            session.delete(old)
    session.flush()


def answers_of(session: Session, registration: Registration) -> list[Said]:
    """What was said with one registration, to be said with another."""
    rows = session.exec(select(OwnAnswer).where(OwnAnswer.registration_id == registration.id)).all()
    return [Said(row.question_id, row.asked, row.answer) for row in rows]


def answers_to(session: Session, registrations: Sequence[int | None]) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Registration → what was asked, as it was read, and what was answered; in the order of the form."""
    rows = session.exec(
        select(OwnAnswer).join(OwnQuestion).where(col(OwnAnswer.registration_id).in_(registrations))
        .order_by(col(OwnQuestion.position), col(OwnQuestion.id))
    ).all()  # fmt: skip
    found: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row.registration_id, []).append((row.asked, row.answer))
    return found


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
    if not _can_stand(question, answer):
        raise Refused(say("Please choose one of the answers offered."), question.name)
    return answer


def _can_stand(question: OwnQuestion, answer: str) -> bool:
    return question.kind is QuestionKind.TEXT or answer in offered(question)


def offered(question: OwnQuestion) -> list[str]:
    return [word for word, _ in YES_NO] if question.kind is QuestionKind.YES_NO else question.choices

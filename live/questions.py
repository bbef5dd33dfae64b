"""What participants ask, support, and see become of it. Nobody is named to anybody but the chair, and whoever asks
without a name is not named to the chair either (decisions/0049)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from events.queries import hold
from foundation.database import insert_in
from foundation.languages import Message, say
from foundation.limits import spend
from foundation.links import hashed
from foundation.people import clean_text
from foundation.refusals import Conflict, Missing, Refused
from live.acts import refuse_unless_under_way
from live.models import QUESTION_LIMIT, Question, QuestionState, Support
from live.pulse import stir
from registrations.models import Registration, Status

MOST_WAITING, MOST, MOST_SHOWN = 3, 10, 60
"""Questions of one person that nobody has decided about, and all of one person; and those a page shows."""
SUPPORTS, SUPPORTS_PER = 40, timedelta(minutes=10)
"""So often one person may support or take it back; each makes every open page look again."""
STATES = {
    QuestionState.WAITING: say("Waiting"),
    QuestionState.CHOSEN: say("Chosen for the floor"),
    QuestionState.ANSWERED: say("Answered in writing"),
    QuestionState.DECLINED: say("Declined"),
}
TONES = {QuestionState.WAITING: "", QuestionState.CHOSEN: "good", QuestionState.ANSWERED: "good",
         QuestionState.DECLINED: "wait"}  # fmt: skip
IN_ORDER = case({state.value: place for place, state in enumerate(
    (QuestionState.CHOSEN, QuestionState.WAITING, QuestionState.ANSWERED, QuestionState.DECLINED))},
    value=col(Question.state))  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as a page shows it. `name` is for the chair alone, and empty when it was asked without one."""

    question: Question
    supports: int
    is_mine: bool = False
    is_supported: bool = False
    name: str = ""

    @property
    def state(self) -> Message:
        return STATES[self.question.state]

    @property
    def tone(self) -> str:
        return TONES[self.question.state]

    @property
    def may_be_supported(self) -> bool:
        return not self.is_mine and self.question.state == QuestionState.WAITING


def ask(
    session: Session, discussion: Discussion, registration: Registration, text: str, *, is_anonymous: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Refused to those without a seat, while the door is shut, and above the limits. The same words again are not
    asked twice: a line that breaks sends them again."""
    hold(session, discussion)
    _refuse_unless_taking_part(discussion, registration, now)
    text = clean_text(text)
    if not 0 < len(text) <= QUESTION_LIMIT:
        raise Refused(say("Write your question, in at most {limit} characters.", limit=QUESTION_LIMIT), "text")
    own = session.exec(select(Question).where(
        Question.discussion_id == discussion.id, Question.person_id == registration.person_id
    )).all()  # fmt: skip
    if any(one.text == text for one in own):
        return
    if len(own) >= MOST or sum(one.state == QuestionState.WAITING for one in own) >= MOST_WAITING:
        raise Conflict(say("Your other questions are still waiting. Please let others ask first."), "text")
    session.add(Question(discussion_id=registration.discussion_id, person_id=registration.person_id, text=text,
                         is_anonymous=is_anonymous, asked_at=now))  # fmt: skip
    session.flush()
    stir(session, discussion, "questions")


def support(
    session: Session, discussion: Discussion, registration: Registration, number: int, *, wanted: bool, now: datetime
) -> None:
    """Say that one would have asked the same, or take it back. Once for each person; not for the own question, and
    refused to whoever changes their mind too often."""
    _refuse_unless_taking_part(discussion, registration, now)
    question = question_in(session, discussion, number)
    if question.person_id == registration.person_id or question.state == QuestionState.DECLINED:
        raise Missing
    often = say("That was often. Please wait a few minutes before you press again.")
    bucket = f"support {hashed(f'{discussion.id} {registration.person_id}')}"
    spend(session, bucket, now, allowed=SUPPORTS, per=SUPPORTS_PER, sentence=often)
    if wanted:
        table = SQLModel.metadata.tables["support"]
        row = {"question_id": number, "person_id": registration.person_id, "discussion_id": discussion.id}
        insert = insert_in(session.get_bind().dialect.name)(table).values(row)
        session.execute(insert.on_conflict_do_nothing(index_elements=["question_id", "person_id"]))
    else:
        session.execute(delete(Support).where(
            col(Support.question_id) == number, col(Support.person_id) == registration.person_id
        ))  # fmt: skip
    stir(session, discussion, "questions")


def decide(
    session: Session, discussion: Discussion, number: int, state: str, *, answer: str = "", by_id: int | None,
    now: datetime,
) -> None:  # fmt: skip
    """What becomes of a question, as often as the chair changes their mind. An answer and a reason need words."""
    hold(session, discussion)
    question, answer = question_in(session, discussion, number), clean_text(answer)
    if state not in list(QuestionState):
        raise Refused(say("Please use one of the buttons offered."))
    needs_words = state in (QuestionState.ANSWERED, QuestionState.DECLINED)
    if needs_words and not 0 < len(answer) <= QUESTION_LIMIT:
        raise Refused(say("Write the answer or the reason, in at most {limit} characters.", limit=QUESTION_LIMIT),
                      f"answer-{number}")  # fmt: skip
    question.state, question.answer = QuestionState(state), answer if needs_words else ""
    question.decided_at, question.by_id = now, by_id
    session.flush()
    stir(session, discussion, "questions")


def question_in(session: Session, discussion: Discussion, number: int) -> Question:
    """A question of this discussion; another's looks like none at all."""
    found = session.get(Question, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def questions_for_all(session: Session, discussion: Discussion, person_id: int | None = None) -> list[Asked]:
    """What everybody may read, without names; what was declined is shown to whoever asked it. The person sees which are
    theirs, and which they support."""
    supported = set(session.exec(
        select(Support.question_id).where(Support.discussion_id == discussion.id, Support.person_id == person_id)
    ).all())  # fmt: skip
    is_shown = (col(Question.state) != QuestionState.DECLINED) | (col(Question.person_id) == person_id)
    return [
        Asked(question, count, question.person_id == person_id, question.id in supported)
        for question, count in session.exec(_counted(discussion).where(is_shown)).all()
    ]


def questions_for_chair(session: Session, discussion: Discussion) -> list[Asked]:
    """All of them; with the name and the union of whoever wants to be named."""
    rows = session.exec(_counted(discussion)).all()
    named = [question.person_id for question, _ in rows if not question.is_anonymous]
    people = session.exec(
        select(Registration.person_id, Registration.full_name, Registration.union)
        .where(Registration.discussion_id == discussion.id, col(Registration.person_id).in_(named))
    ).all()  # fmt: skip
    names = {person_id: ", ".join(filter(None, words)) for person_id, *words in people}
    return [
        Asked(question, count, name="" if question.is_anonymous else names.get(question.person_id, ""))
        for question, count in rows
    ]


def chosen_last(session: Session, discussion: Discussion) -> Question | None:
    """What is on the table: the question that was chosen last, for everybody in the room to read."""
    chosen = select(Question).where(Question.discussion_id == discussion.id, Question.state == QuestionState.CHOSEN)
    return session.exec(chosen.order_by(col(Question.decided_at).desc(), col(Question.id)).limit(1)).first()


def sent_ahead(session: Session, discussion: Discussion) -> Sequence[str]:
    """What people wrote when they registered, without names."""
    return session.exec(
        select(Registration.question).where(
            Registration.discussion_id == discussion.id, Registration.question != "",
            Registration.status == Status.CONFIRMED,
        ).order_by(col(Registration.id)).limit(MOST_SHOWN)
    ).all()  # fmt: skip


def _counted(discussion: Discussion):  # type: ignore[no-untyped-def]
    """Each question and how many support it: the chosen first, then what most support."""
    counted = (
        select(Support.question_id, func.count().label("supports"))
        .where(Support.discussion_id == discussion.id).group_by(col(Support.question_id)).subquery()
    )  # fmt: skip
    supports = func.coalesce(counted.c.supports, 0)
    return (
        select(Question, supports).outerjoin(counted, counted.c.question_id == Question.id)
        .where(Question.discussion_id == discussion.id)
        .order_by(IN_ORDER, supports.desc(), col(Question.id)).limit(MOST_SHOWN)
    )  # fmt: skip


def _refuse_unless_taking_part(discussion: Discussion, registration: Registration, now: datetime) -> None:
    refuse_unless_under_way(discussion, now)
    if not registration.is_confirmed:
        raise Conflict(say("Questions are for those who hold a seat. Your page shows where you stand."))

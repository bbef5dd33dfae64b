"""The JSON API of registrations: one at a time, or a union's whole list with a result for each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar.params import FromPath
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema, create_model
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import office_discussion, office_series, series_of
from foundation import api
from foundation.access_log import note_look
from foundation.api import Asked, Wrong
from foundation.bodies import Body, Text, fitted, pointers
from foundation.languages import LANGUAGES, say
from foundation.people import Person
from foundation.refusals import Refused
from registrations import form
from registrations.admission import routes_api
from registrations.models import Consent, Registration, Status
from registrations.queries import registrations_in
from registrations.questions.answering import answers_in, questions_of
from registrations.questions.asking import MOST_QUESTIONS
from registrations.questions.models import OwnQuestion, QuestionKind
from registrations.register import Answers, personal_path, refuse_if_closed, register

MOST_ROWS = 5000
REFUSED = "refused"
EXAMPLES = {"full_name": "Contohan", "email": "contohan@example.org", "union": "Federation of Port Workers",
            "union_level": "branch", "language": "id", "consent_take_part": True}  # fmt: skip
LINK = "https://rembuk.example.org/r/h2Kq8sPzW4mXb7RtJ0dNc6Ye"


def _field_of_body(field: form.Field) -> tuple[Any, Any]:
    """A field of the form as a program sends it: true or false for a box, text or null for the rest."""
    choices = [value for value, _ in field.options] or (list(LANGUAGES) if field.kind == "language" else [])
    shown: dict[str, Any] = {"description": field.label.in_language("en")}
    shown |= {"examples": [EXAMPLES[field.name]]} if field.name in EXAMPLES else {}
    if field.kind == "box":
        return bool, Field(default=False, **shown)
    text = WithJsonSchema({"type": "string", "enum": choices}) if choices else Field(max_length=field.limit)
    return Annotated[Text, text] | None, Field(default=None, **shown)


def _field_of_answer(field: form.Field) -> tuple[Any, Any]:
    shown = Field(examples=[EXAMPLES[field.name]]) if field.name in EXAMPLES else Field()
    return (bool if field.kind == "box" else str | None), shown


_BODY_FIELDS: dict[str, Any] = {field.name: _field_of_body(field) for field in form.FIELDS}
_ANSWER_FIELDS: dict[str, Any] = {field.name: _field_of_answer(field) for field in form.FIELDS}
_ASKED: Any = create_model("_Asked", __base__=Body, **_BODY_FIELDS)
_TOLD: Any = create_model("_Told", **_ANSWER_FIELDS)


class NewRegistration(_ASKED):  # type: ignore[misc]
    """Somebody who wants to take part. One of `email` and `phone` is needed."""

    answers: dict[Text, Text] = Field(default={}, examples=[{"12": "yes"}], max_length=MOST_QUESTIONS,
                                      description="To the organisers' own questions, by their number.")  # fmt: skip

    # Nothing is required here: the form itself says, in better words, what is missing.
    model_config = ConfigDict(json_schema_extra={"required": [field.name for field in form.FIELDS if field.required]})


class RegistrationAnswer(_TOLD):  # type: ignore[misc]
    """A registration with everything the person answered."""

    id: int = Field(examples=[3107])
    status: Status
    registered_at: datetime
    confirmed_at: datetime | None
    waiting_since: datetime | None
    cancelled_at: datetime | None
    personal_link: str = Field(examples=[LINK])
    answers: dict[str, str] = Field(examples=[{"12": "yes"}])


class QuestionAnswer(BaseModel):
    """A question of the organisers, as it stands."""

    id: int = Field(examples=[12])
    wording: str = Field(examples=["Which language shall be interpreted?"])
    purpose: str = Field(examples=["So that we find interpreters."])
    kind: QuestionKind
    choices: list[str]
    is_required: bool
    is_on: bool


ROW = TypeAdapter[Any](NewRegistration)


class RegistrationResult(BaseModel):
    """What became of a row. A contact that is registered already keeps its registration."""

    status: str = Field(json_schema_extra={"enum": [*Status, REFUSED]})
    id: int | None = Field(default=None, examples=[3107])
    personal_link: str | None = Field(default=None, examples=[LINK])
    errors: list[Wrong] = []


Given = dict[tuple[int | None, str], bool]
Rows = Annotated[list[NewRegistration], Field(max_length=MOST_ROWS)]


@dataclass(frozen=True)
class Intake:
    """Registering for one discussion in one call; `language` is that of rows which name none."""

    session: Session
    asked: Asked
    discussion: Discussion
    language: str
    questions: Sequence[OwnQuestion]

    def result_of_row(self, row: Any, at: str) -> RegistrationResult:
        """What became of a row of a list. A refused one takes back only its own."""
        try:
            answers = self.answers(row)
            with self.session.begin_nested():
                return self.registered(answers)
        except Refused as refusal:
            return RegistrationResult(status=REFUSED, errors=[Wrong(**wrong) for wrong in pointers(refusal, at)])

    def answers(self, row: Any) -> Answers:
        sent = fitted(ROW, row).model_dump()
        own = {f"own_{number}": answer for number, answer in sent.pop("answers").items()}
        if strange := own.keys() - {question.name for question in self.questions}:
            raise Refused(say("There is no question “{name}”.", name=min(strange).removeprefix("own_")), "answers")
        return form.read_answers(
            form.form_of(sent | own), language=self.language, timezone=self.discussion.timezone, channel="api",
            own=self.questions, insists=False,
        )  # fmt: skip

    def registered(self, answers: Answers) -> RegistrationResult:
        registration = register(self.session, self.discussion, answers, self.asked.now)
        link = self.asked.address(personal_path(self.session, registration))
        return RegistrationResult(status=registration.status, id=registration.id, personal_link=link)


@api.reads("/discussions/{slug:str}/registrations")
def read_registrations(session: Session, asked: Asked, slug: FromPath[str]) -> list[RegistrationAnswer]:
    """Everybody who ever registered, the latest first."""
    discussion = office_discussion(session, asked.office, slug)
    given, found = _consents_given(session, discussion), registrations_in(session, discussion)
    note_look(session, asked.desk, "registrations", asked.now, about=slug, people=len(found))
    own = answers_in(session, discussion.id)
    return [
        RegistrationAnswer(
            **_values(row, person, given), personal_link=asked.address(personal_path(session, row)),
            answers={str(number): said for number, said in own.get(row.id or 0, {}).items()},
        )
        for row, person in found
    ]  # fmt: skip


@api.reads("/series/{slug:str}/questions")
def read_questions(session: Session, asked: Asked, slug: FromPath[str]) -> list[QuestionAnswer]:
    """What the organisers ask beside the usual fields, in the order of the form; those switched off as well."""
    questions = questions_of(session, office_series(session, asked.office, slug).id, all_of_them=True)
    return [QuestionAnswer(**question.model_dump(include=set(QuestionAnswer.model_fields))) for question in questions]


@api.writes("/discussions/{slug:str}/registrations", status=201, takes=NewRegistration | Rows)
def create_registrations(
    session: Session, asked: Asked, slug: FromPath[str], sent: Any
) -> RegistrationResult | list[RegistrationResult]:
    """Register one person, or as many as a list holds. A list has a result for each row, in its order: who can be
    registered is, and what is wrong with the others is said at their row."""
    discussion = office_discussion(session, asked.office, slug)
    refuse_if_closed(discussion, asked.now)
    questions = questions_of(session, discussion.series_id)
    intake = Intake(session, asked, discussion, series_of(session, discussion).language, questions)
    if not isinstance(sent, list):
        return intake.registered(intake.answers(sent))
    if len(sent) > MOST_ROWS:
        raise Refused(say("Please send at most {limit} at once.", limit=MOST_ROWS))
    return [intake.result_of_row(row, f"/{number}") for number, row in enumerate(sent)]


def _values(registration: Registration, person: Person, given: Given) -> dict[str, Any]:
    values = person.model_dump() | registration.model_dump()
    for field in form.FIELDS:
        if field.purpose:
            values[field.name] = given.get((registration.id, field.purpose), False)
    return values


def _consents_given(session: Session, discussion: Discussion) -> Given:
    """By registration and purpose; the last row of a purpose holds."""
    consents = session.exec(
        select(Consent).join(Registration).where(Registration.discussion_id == discussion.id).order_by(col(Consent.id))
    ).all()  # fmt: skip
    return {(consent.registration_id, consent.purpose): consent.given for consent in consents}


router = api.router(read_registrations, read_questions, create_registrations, *routes_api.HANDLERS)

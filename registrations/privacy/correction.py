"""What was typed is corrected, in this registration and in the others of the series: by the person, or by an organiser
for somebody who called.

Of somebody known by a phone number alone nothing is shown behind the link, since anybody may type a number and gets it
(decisions/0005): what they leave empty stays as it is, and the number itself, by which they are known, is not changed.
Organisers see it all, and change how a person is written to only where no other office does so (decisions/0066).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, select

from events.models import Discussion
from foundation.forms import Form
from foundation.languages import say
from foundation.people import Office, Person
from foundation.sign_in import Organiser
from registrations import personal
from registrations.form import FIELDS, Field, read_fields
from registrations.models import Registration
from registrations.privacy.forgetting import UNLINKED
from registrations.queries import is_known_elsewhere, own_registrations
from registrations.questions.answering import answer_again, answers_of, questions_about, read_own
from registrations.questions.models import OwnQuestion

CORRECTED = ("full_name", "phone", "union", "union_level", "group", "sex", "age_band", "province", "support")
WRITTEN_TO = ("language", "timezone", "discreet")
OF_SOMEBODY_ELSE = {
    "union": say("Organization or union"), "language": say("Language of their messages"), "timezone": say("Time zone"),
    "support": say("Support that they need to take part"), "question": say("Their question for the discussion"),
    "discreet": say("Discreet messages"),
}  # fmt: skip
"""What an organiser reads over a field that asks the person about themselves elsewhere."""
Found = tuple[Registration, Discussion, Person]


def fields_to_correct(registration: Registration, person: Person) -> list[Field]:
    """Behind the personal link."""
    fields = _fields(registration, CORRECTED)
    if person.email is not None:
        return fields
    return [replace(field, required=False) for field in fields if field.name != "phone"]


def fields_of_desk(session: Session, office: Office, registration: Registration, person: Person) -> list[Field]:
    names = CORRECTED if person.email is not None else tuple(name for name in CORRECTED if name != "phone")
    is_ours = session.get(Organiser, person.id) is None and not is_known_elsewhere(session, office, person)
    fields = _fields(registration, (*names, "question", *(WRITTEN_TO if is_ours else ())))
    return [replace(field, label=OF_SOMEBODY_ELSE.get(field.name, field.label)) for field in fields]


def shown(session: Session, found: Found) -> Form:
    """The form as it stands; empty where whoever opens the page may be a stranger."""
    return shown_at_desk(session, found) if found[2].email is not None else Form()


def shown_at_desk(session: Session, found: Found) -> Form:
    registration, discussion, person = found
    names = {question.id: question.name for question in questions_about(session, registration, discussion.series_id)}
    own = {names[said.question_id]: said.answer for said in answers_of(session, registration)}
    typed = {name: getattr(registration, name) for name in (*CORRECTED, "question")}
    discreet = "yes" if person.discreet else ""
    return Form.showing(**typed, **own, language=person.language, timezone=person.timezone, discreet=discreet)


def correct(session: Session, found: Found, form: Form) -> None:
    """Refuses every mistake at once. What was told to others before is not called back."""
    registration, _, person = found
    names = [field.name for field in fields_to_correct(registration, person)]
    is_known_by_phone = person.email is None
    if is_known_by_phone:
        names = [name for name in names if form.has(name)]
    own = [one for one, _ in own_registrations(session, *found)]
    values = _correct(session, found, form, names=names, rows=own, keeps_empty=is_known_by_phone)
    if not is_known_by_phone:
        _be_called(person, values)
    session.flush()


def correct_for(session: Session, office: Office, found: Found, form: Form) -> None:
    """As `correct`, by an organiser of the office that the discussion belongs to."""
    registration, discussion, person = found
    names = [field.name for field in fields_of_desk(session, office, registration, person)]
    in_series = session.exec(
        select(Registration).join(Discussion)
        .where(Registration.person_id == person.id, Discussion.series_id == discussion.series_id)
    ).all()  # fmt: skip
    values = _correct(session, found, form, names=names, rows=in_series)
    if "language" in names:
        _be_called(person, values)
        chosen = {"language": values["language"] or person.language, "timezone": values["timezone"] or person.timezone}
        personal.choose(session, registration, person, discreet=values["discreet"], **chosen)


def _fields(registration: Registration, names: Sequence[str]) -> list[Field]:
    """Answers that were counted and emptied are not asked for again (decisions/0039)."""
    over = UNLINKED if registration.counted_at else {}
    return [replace(field, folded=False) for field in FIELDS if field.name in names and field.name not in over]


def _correct(
    session: Session, found: Found, form: Form, *, names: Sequence[str], rows: Sequence[Registration],
    keeps_empty: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Nobody is held to what is required here: an answer may be taken back."""
    registration, discussion, _ = found
    questions: Sequence[OwnQuestion] = questions_about(session, registration, discussion.series_id)
    said, wrongs = read_own(form, questions, insists=False)
    values = read_fields(form, names, wrongs)
    for own in rows:
        _set(own, values, names)
        if own.counted_at is None:
            answer_again(session, own, questions, said, keeps_empty=keeps_empty)
    return values


def _be_called(person: Person, values: dict[str, Any]) -> None:
    """Wherever we name the person and no registration says how."""
    person.full_name = values["full_name"]
    if "phone" in values:
        person.phone = values["phone"]


def _set(registration: Registration, values: dict[str, Any], names: Sequence[str]) -> None:
    over = {*WRITTEN_TO, *(UNLINKED if registration.counted_at else ())}
    for name in names:
        if name not in over:
            setattr(registration, name, values[name])

"""The participant list (daftar hadir) of a discussion: contacts and union in one table, on paper or in a spreadsheet.

Restricted: it opens a moment after signing in, for a purpose that is written down (trust.md, Privacy).
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.access_log import PURPOSE_LIMIT
from foundation.languages import Message, say
from foundation.people import Person, clean_text
from foundation.refusals import Refused
from registrations.models import Registration, Sex, Status
from registrations.questions.answering import answers_in, questions_of

COLUMNS = (
    say("No."), say("Name"), say("M/F"), say("Organisation"), say("Position"), say("Phone no."), say("Email"),
    say("Signature"),
)  # fmt: skip
LETTERS = {Sex.WOMAN: say("F"), Sex.MAN: say("M")}
SHORTEST_PURPOSE = 5


@dataclass(frozen=True)
class Participant:
    """One line. Nobody asks for a position when somebody registers: that cell, like the signature, is for the pen."""

    number: int
    full_name: str
    sex: Message | None
    organisation: str
    phone: str
    email: str
    registration_id: int

    def cells(self, language: str) -> tuple[str | int, ...]:
        """In the order of `COLUMNS`."""
        sex = self.sex.in_language(language) if self.sex else ""
        return self.number, self.full_name, sex, self.organisation, "", self.phone, self.email, ""


def participants(session: Session, discussion: Discussion) -> list[Participant]:
    """Everybody who holds a seat, by name."""
    found = session.exec(
        select(Registration, Person).join(Person)
        .where(Registration.discussion_id == discussion.id, col(Registration.status) == Status.CONFIRMED)
    ).all()  # fmt: skip
    by_name = sorted(found, key=lambda row: (row[0].full_name.casefold(), row[0].id))
    return [
        Participant(
            number, registration.full_name, LETTERS.get(registration.sex) if registration.sex else None,
            registration.union, registration.phone or person.phone or "", person.email or "", registration.id or 0,
        )
        for number, (registration, person) in enumerate(by_name, start=1)
    ]  # fmt: skip


@dataclass(frozen=True)
class OwnAnswers:
    """The organisers' own questions, and the answers by registration, in the same order."""

    questions: list[str]
    by_registration: dict[int, list[str]]

    def of(self, registration_id: int) -> list[str]:
        return self.by_registration.get(registration_id, [""] * len(self.questions))


def own_answers(session: Session, discussion: Discussion) -> OwnAnswers:
    asked = questions_of(session, discussion.series_id, all_of_them=True)
    found = answers_in(session, discussion.id)
    rows = {number: [said.get(one.id or 0, "") for one in asked] for number, said in found.items()}
    return OwnAnswers([one.wording for one in asked], rows)


def checked_purpose(text: str) -> str:
    """What the list is needed for, in a few words."""
    purpose = clean_text(text)
    if not SHORTEST_PURPOSE <= len(purpose) <= PURPOSE_LIMIT:
        raise Refused(say("Please say in a few words what you need it for."), "purpose")
    return purpose

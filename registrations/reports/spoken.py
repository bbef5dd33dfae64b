"""Who spoke, counted by sex and organisation. Resource persons stand by name on the public page, so that their numbers
say nothing new and small ones are not merged (decisions/0056)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import Message, say
from foundation.people import Role, Sex
from registrations.form import SEXES
from speakers.models import Answer, Engagement

SEX_NOT_SAID, ORGANISATION_NOT_SAID = say("Sex not said"), say("Organisation not said")


@dataclass(frozen=True)
class Spoken:
    """Resource persons who accepted, each once, however often they spoke; the most first."""

    people: int
    by_sex: Sequence[tuple[Message, int]]
    by_organisation: Sequence[tuple[Message | str, int]]


def spoken(session: Session, discussions: Sequence[Discussion]) -> Spoken:
    """In any of these discussions. Where somebody spoke twice, what was said last counts."""
    rows = session.exec(
        select(Engagement.person_id, Engagement.sex, Engagement.organisation).where(
            col(Engagement.discussion_id).in_([one.id for one in discussions]),
            Engagement.role == Role.RESOURCE_PERSON, Engagement.answer == Answer.ACCEPTED,
        ).order_by(col(Engagement.id))
    ).all()  # fmt: skip
    sexes = {person_id: sex for person_id, sex, _ in rows}
    organisations = {person_id: organisation for person_id, _, organisation in rows}
    return Spoken(
        len(sexes),
        [(SEXES[Sex(sex)] if sex else SEX_NOT_SAID, count) for sex, count in Counter(sexes.values()).most_common()],
        [(name or ORGANISATION_NOT_SAID, count) for name, count in Counter(organisations.values()).most_common()],
    )

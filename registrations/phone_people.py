"""People without an e-mail address: no letter reaches them, so an organiser writes to them by WhatsApp, one by one.

Nobody but this person may see the link in the text. Nothing is recorded as sent: WhatsApp tells us nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from events.models import Discussion
from events.stages import Stage
from foundation.languages import Message, say
from foundation.moments import Moment
from foundation.people import Person
from foundation.whatsapp import whatsapp_address
from registrations.attendance.result import was_there
from registrations.models import Registration, Status
from registrations.register import personal_path
from speakers import engagements
from speakers.models import Engagement
from speakers.queries import active_engagements

WITH_THE_WAITING = (Stage.INVITATION, Stage.CHANGED, Stage.CANCELLED)


@dataclass(frozen=True)
class PhonePerson:
    """Somebody to write to, under the name that stands in the list, and the path of their own page."""

    person: Person
    full_name: str
    path: str


def phone_people(session: Session, discussion: Discussion, stage: Stage) -> list[PhonePerson]:
    """Whom this stage concerns, by name: who agreed to speak, and who has a seat (or waits for one, where that matters;
    or came, to be thanked). One with both is addressed as who speaks."""
    speaking = [
        PhonePerson(person, engagement.full_name, engagements.personal_path(session, engagement))
        for engagement, person in _speaking(session, discussion)
    ]  # fmt: skip
    known = {one.person.id for one in speaking}
    taking_part = [
        PhonePerson(person, registration.full_name, personal_path(session, registration))
        for registration, person in _taking_part(session, discussion, stage) if person.id not in known
    ]  # fmt: skip
    return sorted([*speaking, *taking_part], key=lambda one: (one.full_name.casefold(), one.path))


def whatsapp_to(
    one: PhonePerson, discussion: Discussion, stage: Stage, absolute: Callable[[str], str]
) -> str:
    """The chat of this person with the text ready to be sent, in their language and on their clock."""
    text = _text(one, discussion, stage, link=absolute(one.path))
    return whatsapp_address(text.in_language(one.person.language), one.person.phone)


def _text(one: PhonePerson, discussion: Discussion, stage: Stage, *, link: str) -> Message:
    """Who wants discreet messages reads no title: others may look at the phone."""
    values = {
        "name": one.full_name, "what": say("Online discussion") if one.person.discreet else discussion.title,
        "when": Moment(discussion.starts_at, one.person.timezone), "link": link,
    }  # fmt: skip
    return {
        Stage.INVITATION: say("Hello {name}, your personal page for: {what}, {when}. {link}", **values),
        Stage.EVE: say("Hello {name}, a reminder: {what}, {when}. "
                       "From 30 minutes before, this is the way into the room: {link}", **values),
        Stage.STARTING: say("Hello {name}, it begins soon: {what}, {when}. The way into the room: {link}", **values),
        Stage.CHANGED: say("Hello {name}, something has changed. What holds now: {what}, {when}. "
                           "Your personal page: {link}", **values),
        Stage.CANCELLED: say("Hello {name}, this will not take place: {what}, {when}. "
                             "Your personal page: {link}", **values),
        Stage.THANKS: say("Hello {name}, thank you for taking part: {what}, {when}. "
                          "Your personal page: {link}", **values),
    }[stage]  # fmt: skip


def _speaking(session: Session, discussion: Discussion) -> Sequence[tuple[Engagement, Person]]:
    accepted = [engagement for engagement in active_engagements(session, discussion) if engagement.is_accepted]
    ids = [engagement.person_id for engagement in accepted]
    people = {
        person.id: person
        for person in session.exec(select(Person).where(col(Person.id).in_(ids), col(Person.email).is_(None))).all()
    }
    return [(one, people[one.person_id]) for one in accepted if one.person_id in people]


def _taking_part(session: Session, discussion: Discussion, stage: Stage) -> Sequence[tuple[Registration, Person]]:
    statuses = (Status.CONFIRMED, Status.WAITING, Status.PENDING) if stage in WITH_THE_WAITING else (Status.CONFIRMED,)
    found = select(Registration, Person).join(Person).where(
        Registration.discussion_id == discussion.id, col(Registration.status).in_(statuses),
        col(Person.email).is_(None),
    )  # fmt: skip
    if stage is Stage.THANKS:
        found = found.where(was_there(discussion, col(Registration.person_id)))
    return session.exec(found).all()

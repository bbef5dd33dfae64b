"""Who was asked to speak, as the desk shows it: their answer, how they are reached, the link to pass on."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from sqlmodel import Session

from events.models import Discussion, Series
from events.words import ROLES
from foundation.desk_pages import absolute
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.moments import Moment
from foundation.people import Person, Role
from foundation.whatsapp import whatsapp_address
from speakers.engagements import Invitation, personal_path
from speakers.models import Engagement
from speakers.queries import all_engagements
from speakers.words import ANSWERS, TONES


@dataclass(frozen=True, kw_only=True)
class Card:
    """One person on the board of answers. `link` is theirs alone."""

    engagement: Engagement
    person: Person
    role: Message
    answer: Message
    tone: str
    link: str
    whatsapp: str


def cards(request: Request[Any, Any, Any], session: Session, discussion: Discussion, office_name: str) -> list[Card]:
    """Everybody who was ever asked, the chair first; one query, whatever their number."""
    return [
        _card(
            engagement, person, discussion, link=absolute(request, personal_path(session, engagement)),
            office_name=office_name,
        )
        for engagement, person in all_engagements(session, discussion)
    ]  # fmt: skip


def ask_form(discussion: Discussion, series: Series, asked: list[Card]) -> Form:
    """An empty request; the first person to be asked is the chair."""
    has_chair = any(card.engagement.role == Role.CHAIR and card.engagement.is_active for card in asked)
    role = Role.RESOURCE_PERSON if has_chair else Role.CHAIR
    return Form.showing(role=role.value, language=series.language, timezone=discussion.timezone)


def invitation(form: Form) -> Invitation:
    return Invitation(
        role=form["role"], full_name=form["full_name"], email=form["email"], phone=form["phone"],
        organisation=form["organisation"], position=form["position"], sex=form["sex"], language=form["language"],
        timezone=form["timezone"],
    )  # fmt: skip


def invitation_again(engagement: Engagement, person: Person) -> Invitation:
    """The same request to somebody who declined, or whose request was taken back."""
    return Invitation(
        role=engagement.role, full_name=engagement.full_name, email=person.email or "", phone=person.phone or "",
        organisation=engagement.organisation, position=engagement.position, language=person.language,
        timezone=person.timezone, sex=engagement.sex or "",
    )  # fmt: skip


def _card(
    engagement: Engagement, person: Person, discussion: Discussion, *, link: str, office_name: str
) -> Card:
    text = say(
        "Hello {name}, {office} asks you to take part in “{title}” on {time}. Your role: {role}. "
        "Your personal page, where you can answer: {link}",
        name=engagement.full_name, office=office_name, title=discussion.title, role=ROLES[engagement.role], link=link,
        time=Moment(discussion.starts_at, person.timezone),
    ).in_language(person.language)  # fmt: skip
    return Card(
        engagement=engagement, person=person, role=ROLES[engagement.role], answer=ANSWERS[engagement.answer],
        tone=TONES[engagement.answer], link=link, whatsapp=whatsapp_address(text, person.phone),
    )  # fmt: skip

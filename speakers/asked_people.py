"""Who was asked to speak, as the desk shows it: their answer, how they are reached, the link to pass on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request
from sqlmodel import Session

from events.models import Discussion, Series
from events.words import ROLES
from foundation.desk_pages import absolute, number_in
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.moments import Moment
from foundation.people import Person, Role
from foundation.whatsapp import whatsapp_address
from speakers.asking.models import Proposal, Regret
from speakers.asking.proposals import open_proposals
from speakers.asking.regrets import regrets_in
from speakers.assisting.models import Assistant
from speakers.assisting.naming import assistants_in, deeds_of
from speakers.engagements import personal_path
from speakers.invitations import Invitation
from speakers.models import Engagement
from speakers.queries import all_engagements
from speakers.words import standing_of


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
    proposal: Proposal | None
    """Another time, which the organisers have not decided about."""
    regret: Regret | None
    assistant: Assistant | None = None
    """Whom they named themselves, with a link of their own."""
    deeds: Sequence[tuple[str, Message, datetime]] = ()


def cards(request: Request[Any, Any, Any], session: Session, discussion: Discussion, office_name: str) -> list[Card]:
    """Everybody who was ever asked, the chair first; four queries, and one for each who has an assistant."""
    assistants = assistants_in(session, discussion)
    proposals, regrets = open_proposals(session, discussion), regrets_in(session, discussion)
    return [
        _card(
            engagement, person, discussion, link=absolute(request, personal_path(session, engagement)),
            office_name=office_name, proposal=proposals.get(engagement.person_id),
            regret=regrets.get(engagement.person_id), assistant=assistants.get(engagement.id),
            deeds=deeds_of(session, engagement) if engagement.id in assistants else (),
        )
        for engagement, person in all_engagements(session, discussion)
    ]  # fmt: skip


def ask_form(discussion: Discussion, series: Series, asked: list[Card], gone: Card | None = None) -> Form:
    """An empty request; the first person to be asked is the chair. In the place of somebody who is `gone` it holds
    their role, and whom they suggested."""
    if gone is not None:
        return _form_instead(series, discussion, gone)
    has_chair = any(card.engagement.role == Role.CHAIR and card.engagement.is_active for card in asked)
    role = Role.RESOURCE_PERSON if has_chair else Role.CHAIR
    return Form.showing(role=role.value, language=series.language, timezone=discussion.timezone)


def invitation(form: Form) -> Invitation:
    return Invitation(
        role=form["role"], full_name=form["full_name"], email=form["email"], phone=form["phone"],
        organisation=form["organisation"], position=form["position"], sex=form["sex"], language=form["language"],
        timezone=form["timezone"], minutes_offered=number_in(form, "minutes_offered"),
        spoken_name=form["spoken_name"], assistant=form["assistant"],
    )  # fmt: skip


def invitation_again(engagement: Engagement, person: Person) -> Invitation:
    """The same request to somebody who declined, or whose request was taken back."""
    return Invitation(
        role=engagement.role, full_name=engagement.full_name, email=person.email or "", phone=person.phone or "",
        organisation=engagement.organisation, position=engagement.position, language=person.language,
        timezone=person.timezone, sex=engagement.sex or "", minutes_offered=engagement.minutes_offered,
        spoken_name=engagement.spoken_name, assistant=engagement.assistant,
    )  # fmt: skip


def _form_instead(series: Series, discussion: Discussion, gone: Card) -> Form:
    regret = gone.regret or Regret(suggested_name="", suggested_contact="")  # type: ignore[call-arg]
    by_mail = "@" in regret.suggested_contact
    return Form.showing(
        role=gone.engagement.role.value, language=series.language, timezone=discussion.timezone,
        minutes_offered=gone.engagement.minutes_offered, full_name=regret.suggested_name,
        email=regret.suggested_contact if by_mail else "", phone="" if by_mail else regret.suggested_contact,
        instead=gone.engagement.id,
    )  # fmt: skip


def _card(
    engagement: Engagement, person: Person, discussion: Discussion, *, link: str, office_name: str,
    proposal: Proposal | None, **more: Any,
) -> Card:  # fmt: skip
    text = say(
        "Hello {name}, {office} asks you to take part in “{title}” on {time}. Your role: {role}. "
        "Your personal page, where you can answer: {link}",
        name=engagement.full_name, office=office_name, title=discussion.title, role=ROLES[engagement.role], link=link,
        time=Moment(discussion.starts_at, person.timezone),
    ).in_language(person.language)  # fmt: skip
    answer, tone = standing_of(engagement, proposal)
    return Card(
        engagement=engagement, person=person, role=ROLES[engagement.role], answer=answer, tone=tone, link=link,
        whatsapp=whatsapp_address(text, person.phone), proposal=proposal, **more,
    )  # fmt: skip

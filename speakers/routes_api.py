"""The JSON API of who speaks, the agenda, and of what needs to know the speakers: a change of date, publication."""

from datetime import datetime
from typing import Annotated, Any

from litestar.params import FromPath
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from events.models import Discussion, ItemKind
from events.queries import hold, office_discussion, series_of
from events.routes_api import (
    DiscussionAnswer,
    Language,
    Minutes,
    Room,
    Seats,
    Summary,
    Title,
    Zone,
    discussion_answer,
)
from events.schedule import plan_of
from foundation import api
from foundation.access_log import note_look
from foundation.api import Asked
from foundation.bodies import Body, Text, WallTime, naming
from foundation.moments import wall_of
from foundation.people import Person, Role
from speakers import readiness
from speakers.engagements import ask, personal_path
from speakers.invitations import Invitation
from speakers.models import Answer, Engagement
from speakers.queries import all_engagements
from speakers.slots import Slot, SlotRow, plan_agenda, slots_of

SPEAKING_ROLES = [Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER]

Kind = Annotated[Text, Field(examples=[ItemKind.PRESENTATION.value], json_schema_extra={"enum": list(ItemKind)})]
ItemTitle = Annotated[Text, Field(examples=["What the reform changes"])]
Presenter = Annotated[int, Field(description="The id of an engagement; null is to be confirmed.", examples=[17])]
SpeakingRole = Annotated[
    Text, Field(examples=[Role.RESOURCE_PERSON.value], json_schema_extra={"enum": SPEAKING_ROLES})
]  # fmt: skip
FullName = Annotated[Text, Field(examples=["Contohan"])]
Email = Annotated[Text, Field(examples=["contohan@example.org"])]
Phone = Annotated[Text, Field(examples=["+6281234567890"])]
Organisation = Annotated[Text, Field(examples=["Federation of Port Workers"])]
Position = Annotated[Text, Field(examples=["General Secretary"])]
Offered = Annotated[int, Field(description="For the presentation of a resource person.", examples=[20])]
Spoken = Annotated[Text, Field(description="How the name is said, for the chair.", examples=["Chon-TO-han"])]
Assistant = Annotated[
    Text, Field(description="Who answers for them; email and phone are this person's.", examples=["Wati Contohan"])
]


def _all_may_stay_away(schema: dict[str, Any]) -> None:
    """A field that is not sent stays as it is: there is no default to show."""
    for shown in schema["properties"].values():
        shown.pop("default", None)


class DiscussionChange(Body):
    """What is to be different; what is not sent stays."""

    model_config = ConfigDict(json_schema_extra=_all_may_stay_away)

    title: Title = ""
    summary: Summary = ""
    starts_at_local: WallTime = datetime.min
    timezone: Zone = ""
    minutes: Minutes = 0
    room_url: Room | None = None
    capacity: Seats | None = None


class AgendaRow(Body):
    """One row; it begins when the row before ends. A presentation takes 25 minutes at most."""

    kind: Kind
    title: ItemTitle = ""
    minutes: int = Field(examples=[20])
    presenter: Presenter | None = None


class NewEngagement(Body):
    """Somebody to be asked. One of `email` and `phone` is needed; language and zone are the discussion's by default."""

    full_name: FullName
    email: Email | None = None
    phone: Phone | None = None
    role: SpeakingRole
    organisation: Organisation = ""
    position: Position = ""
    language: Language | None = None
    timezone: Zone | None = None
    minutes_offered: Offered | None = None
    spoken_name: Spoken = ""
    assistant: Assistant = ""


class AgendaSlot(BaseModel):
    """A row with its derived time and its presenter, an engagement."""

    position: int = Field(examples=[2])
    kind: Kind
    title: ItemTitle
    minutes: int = Field(examples=[20])
    starts_at_local: WallTime
    starts_at: datetime
    ends_at: datetime
    presenter: Presenter | None
    presenter_name: FullName | None


class EngagementAnswer(BaseModel):
    """Somebody who was asked, and the answer. The personal link opens their page without an account."""

    id: int = Field(examples=[17])
    role: SpeakingRole
    full_name: FullName
    email: Email | None
    phone: Phone | None
    organisation: Organisation
    position: Position
    language: Language
    timezone: Zone
    minutes_offered: Offered | None
    spoken_name: Spoken
    assistant: Assistant
    answer: Answer
    asked_at: datetime
    answered_at: datetime | None
    personal_link: str = Field(examples=["https://rembuk.example.org/p/Vd3oGmZb0c5nTqkW9yXu1LpA"])


@api.reads("/discussions/{slug:str}")
def read_discussion(session: Session, asked: Asked, slug: FromPath[str]) -> DiscussionAnswer:
    """A discussion of your office, in any state."""
    return discussion_answer(session, asked, office_discussion(session, asked.office, slug))


@api.writes("/discussions/{slug:str}", method="PATCH")
def change_discussion(session: Session, asked: Asked, slug: FromPath[str], sent: DiscussionChange) -> DiscussionAnswer:
    """Change what is sent. Calendars and reminders of everyone concerned follow by themselves."""
    discussion = office_discussion(session, asked.office, slug)
    hold(session, discussion)  # what is not sent stays as it is now, not as it was before another change
    with naming(agenda="minutes"):
        plan = plan_of(discussion, **sent.model_dump(exclude_unset=True))
        readiness.change(session, discussion, plan, asked.now)
    return discussion_answer(session, asked, discussion)


@api.writes("/discussions/{slug:str}/publication")
def publish_discussion(session: Session, asked: Asked, slug: FromPath[str]) -> DiscussionAnswer:
    """Open a discussion to the public, or hear of each thing that is missing."""
    discussion = office_discussion(session, asked.office, slug)
    readiness.publish(session, discussion, asked.now)
    return discussion_answer(session, asked, discussion)


@api.reads("/discussions/{slug:str}/agenda")
def read_agenda(session: Session, asked: Asked, slug: FromPath[str]) -> list[AgendaSlot]:
    """The agenda with its derived times."""
    discussion = office_discussion(session, asked.office, slug)
    return [_slot_answer(discussion, slot) for slot in slots_of(session, discussion)]


@api.writes("/discussions/{slug:str}/agenda", method="PUT")
def write_agenda(session: Session, asked: Asked, slug: FromPath[str], sent: list[AgendaRow]) -> list[AgendaSlot]:
    """Replace the agenda, in the order of its rows. Their times are derived."""
    discussion = office_discussion(session, asked.office, slug)
    with naming(agenda=""):
        slots = plan_agenda(session, discussion, [SlotRow(**row.model_dump()) for row in sent], asked.now)
    return [_slot_answer(discussion, slot) for slot in slots]


@api.reads("/discussions/{slug:str}/engagements")
def read_engagements(session: Session, asked: Asked, slug: FromPath[str]) -> list[EngagementAnswer]:
    """Everybody who was ever asked, the chair first, with their answers."""
    discussion = office_discussion(session, asked.office, slug)
    found = all_engagements(session, discussion)
    note_look(session, asked.desk, "people", asked.now, about=slug, people=len(found))
    return [_engagement_answer(session, asked, *row) for row in found]


@api.writes("/discussions/{slug:str}/engagements", status=201)
def create_engagement(session: Session, asked: Asked, slug: FromPath[str], sent: NewEngagement) -> EngagementAnswer:
    """Ask somebody to chair, to speak or to observe. The card with their personal link follows by itself."""
    discussion = office_discussion(session, asked.office, slug)
    usual = {"language": series_of(session, discussion).language, "timezone": discussion.timezone}
    invitation = Invitation(**(usual | sent.model_dump(exclude_none=True)))
    engagement = ask(session, discussion, invitation, asked.now)
    return _engagement_answer(session, asked, engagement, session.get_one(Person, engagement.person_id))


def _slot_answer(discussion: Discussion, slot: Slot) -> AgendaSlot:
    item, engagement = slot.item, slot.engagement
    return AgendaSlot(
        position=item.position, kind=item.kind, title=item.title, minutes=item.minutes,
        starts_at_local=wall_of(slot.starts_at, discussion.timezone), starts_at=slot.starts_at, ends_at=slot.ends_at,
        presenter=engagement.id if engagement else None, presenter_name=engagement.full_name if engagement else None,
    )  # fmt: skip


def _engagement_answer(session: Session, asked: Asked, engagement: Engagement, person: Person) -> EngagementAnswer:
    of_person = {name: getattr(person, name) for name in ("email", "phone", "language", "timezone")}
    return EngagementAnswer(
        **engagement.model_dump(include=set(EngagementAnswer.model_fields)), **of_person,
        personal_link=asked.address(personal_path(session, engagement)),
    )  # fmt: skip


router = api.router(
    read_discussion, change_discussion, publish_discussion, read_agenda, write_agenda, read_engagements,
    create_engagement,
)  # fmt: skip

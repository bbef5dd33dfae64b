"""The JSON API of how one comes into a discussion: its window, whether organisers approve, places held for unions."""

from datetime import datetime
from typing import Annotated

from litestar.params import FromPath
from pydantic import BaseModel, Field
from sqlmodel import Session

from events.models import Discussion
from events.queries import office_discussion
from foundation import api
from foundation.api import Asked
from foundation.bodies import Body, Text, WallTime
from foundation.desk_pages import row_number
from registrations.admission import deciding
from registrations.admission.models import HeldPlaces
from registrations.admission.places import places_ever_of

Opens = Annotated[WallTime | None, Field(
    description="Wall time in the zone of the discussion; null is from its publication.", examples=["2027-02-01T08:00"],
)]  # fmt: skip
Closes = Annotated[WallTime | None, Field(
    description="Wall time in the zone of the discussion; null is its end.", examples=["2027-02-23T17:00"],
)]  # fmt: skip
Approval = Annotated[bool, Field(description="Whether whoever registers waits for the organisers' word.")]
Union = Annotated[Text, Field(description="As the directory or its members write it.",
                              examples=["Federation of Port Workers"])]  # fmt: skip
Places = Annotated[int, Field(examples=[20])]
Until = Annotated[WallTime, Field(
    description="Wall time in the zone of the discussion, not after its start; what is left goes to everybody then.",
    examples=["2027-02-20T17:00"],
)]  # fmt: skip


class NewAdmission(Body):
    """How one comes in from now on; what is left out is as by default."""

    registration_opens_local: Opens = None
    registration_closes_local: Closes = None
    needs_approval: Approval = False


class NewHeldPlaces(Body):
    """Seats for the members of one union."""

    union: Union
    places: Places
    until_local: Until


class HeldPlacesAnswer(BaseModel):
    """Places of one union as they stand."""

    id: int = Field(examples=[4])
    union: Union
    places: Places
    taken: int = Field(examples=[7])
    until_local: Until
    ended_at: datetime | None = Field(description="When what was left went to everybody; null while they are held.")


class AdmissionAnswer(BaseModel):
    """How one comes in, and what is held or was, the first first."""

    registration_opens_local: Opens
    registration_closes_local: Closes
    needs_approval: Approval
    held_places: list[HeldPlacesAnswer]


@api.reads("/discussions/{slug:str}/admission")
def read_admission(session: Session, asked: Asked, slug: FromPath[str]) -> AdmissionAnswer:
    """Window, approval and places held for unions."""
    return _answer(session, office_discussion(session, asked.office, slug))


@api.writes("/discussions/{slug:str}/admission", method="PUT")
def decide_admission(session: Session, asked: Asked, slug: FromPath[str], sent: NewAdmission) -> AdmissionAnswer:
    """Set the window and whether you approve. Who is registered stays so; held places are not touched."""
    discussion = office_discussion(session, asked.office, slug)
    deciding.decide(session, discussion, deciding.Admission(
        opens_local=sent.registration_opens_local, closes_local=sent.registration_closes_local,
        needs_approval=sent.needs_approval,
    ))  # fmt: skip
    return _answer(session, discussion)


@api.writes("/discussions/{slug:str}/held-places", status=201)
def hold_places(session: Session, asked: Asked, slug: FromPath[str], sent: NewHeldPlaces) -> HeldPlacesAnswer:
    """Hold free seats for a union; its members who wait get theirs at once."""
    discussion = office_discussion(session, asked.office, slug)
    held = deciding.hold_places(
        session, discussion, sent.union, sent.places, until_local=sent.until_local, now=asked.now
    )
    return _held_answer(session, held)


@api.writes("/discussions/{slug:str}/held-places/{number:str}/release")
def release_places(session: Session, asked: Asked, slug: FromPath[str], number: FromPath[str]) -> AdmissionAnswer:
    """Let what nobody has taken go to everybody; twice is once."""
    discussion = office_discussion(session, asked.office, slug)
    deciding.release(session, discussion, row_number(number), asked.now)
    return _answer(session, discussion)


def _answer(session: Session, discussion: Discussion) -> AdmissionAnswer:
    return AdmissionAnswer(
        registration_opens_local=discussion.registration_opens_local,
        registration_closes_local=discussion.registration_closes_local, needs_approval=discussion.needs_approval,
        held_places=[_held_answer(session, one) for one in places_ever_of(session, discussion)],
    )  # fmt: skip


def _held_answer(session: Session, held: HeldPlaces) -> HeldPlacesAnswer:
    session.refresh(held)
    return HeldPlacesAnswer(**held.model_dump(include=set(HeldPlacesAnswer.model_fields)))


HANDLERS = [read_admission, decide_admission, hold_places, release_places]

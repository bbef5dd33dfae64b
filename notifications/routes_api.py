"""The JSON API of messages: what was sent, what will be, and why not."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from litestar.params import FromPath
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from events.queries import office_discussion
from foundation import api
from foundation.access_log import note_look
from foundation.api import Asked
from notifications.models import DeliveryState
from notifications.outbox import counted, each_of, of_discussion


class DeliveryAnswer(BaseModel):
    """One message to one person."""

    model_config = ConfigDict(from_attributes=True)

    kind: str = Field(examples=["reminder_day"])
    full_name: str = Field(validation_alias="person_name", examples=["Contohan"])
    channel: str = Field(examples=["email"])
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    reason: str = Field(description="Why it waits, failed or was skipped; what the mail server said when it was sent.")


@api.reads("/discussions/{slug:str}/deliveries")
def read_deliveries(session: Session, asked: Asked, slug: FromPath[str]) -> Iterable[DeliveryAnswer]:
    """Every message of a discussion: planned, sent, failed, skipped."""
    discussion = office_discussion(session, asked.office, slug)
    settle = timedelta(seconds=asked.settings.settle_seconds)
    reach = of_discussion(session, discussion, asked.now, settle)
    note_look(session, asked.desk, "messages", asked.now, about=slug, people=sum(counted(session, reach).values()))
    return map(DeliveryAnswer.model_validate, each_of(session, reach))


router = api.router(read_deliveries)

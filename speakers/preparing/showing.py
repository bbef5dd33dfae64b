"""What the pages of speakers show of the preparation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from foundation.moments import Moment
from foundation.people import Role
from speakers.models import Engagement
from speakers.preparing.editing import (
    CONSENT,
    consent_of,
    due_at,
    is_closed,
    rehearsals_of,
    stored_preparation,
    tasks_of,
)
from speakers.preparing.introducing import CONSENT as INTRODUCTION
from speakers.preparing.introducing import is_introduced
from speakers.preparing.materials import material_of
from speakers.preparing.models import MaterialKind
from speakers.queries import all_engagements


@dataclass(frozen=True)
class Beside:
    """Somebody who speaks in the same discussion, as the chair sees them on the day."""

    engagement: Engagement
    phone: str


def preparation(
    session: Session, engagement: Engagement, discussion: Discussion, timezone: str, *, now: datetime
) -> dict[str, Any]:
    """For `speakers/preparing/mine.html`; nothing to who has not agreed."""
    if not engagement.is_accepted:
        return {"preparation": None, "beside": []}
    return {
        "preparation": stored_preparation(session, engagement),
        "prepared": {task.name: task for task in tasks_of(session, engagement)},
        **due(session, discussion, now), "is_closed": is_closed(session, discussion),
        "slides": material_of(session, engagement, MaterialKind.SLIDES),
        "photo": material_of(session, engagement, MaterialKind.PHOTO), "consent_words": CONSENT,
        "introduction_words": INTRODUCTION, "is_introduced": is_introduced(session, engagement),
        "consent": consent_of(session, engagement), "rehearsals": rehearsals_of(session, discussion),
        "rehearsal_choices": rehearsal_choices(session, discussion, timezone),
        "beside": beside(session, engagement, discussion),
    }  # fmt: skip


def due(session: Session, discussion: Discussion, now: datetime) -> dict[str, Any]:
    """When everything shall be there, and whether that is past."""
    at = due_at(session, discussion)
    return {"due_at": at, "is_overdue": at <= now}


def rehearsal_choices(session: Session, discussion: Discussion, timezone: str) -> list[tuple[int | None, Moment]]:
    return [(one.id, Moment(one.starts_at, timezone)) for one in rehearsals_of(session, discussion)]


def beside(session: Session, engagement: Engagement, discussion: Discussion) -> list[Beside]:
    """To the chair everybody who has agreed, with phones; to the others the chair alone."""
    found = [one for one, _ in all_engagements(session, discussion) if one.is_accepted and one.id != engagement.id]
    shown = found if engagement.role == Role.CHAIR else [one for one in found if one.role == Role.CHAIR]
    return [Beside(one, phone_of(session, one)) for one in shown]


def phone_of(session: Session, engagement: Engagement) -> str:
    return stored_preparation(session, engagement).phone



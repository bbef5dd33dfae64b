"""A discussion under way: Citra chairs, Rudi presents for 20 of at most 25 minutes, Olivia listens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from foundation.people import Role
from live.acts import Wanted, Wish, do, show_now
from live.run_of_show import Show
from speakers.engagements import personal_path
from speakers.models import Engagement
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, a_published_discussion, accepted

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Cast:
    """The discussion, who acts in it, and the paths of their links."""

    discussion: Discussion
    chair: Engagement
    speaker: Engagement
    observer: Engagement
    paths: dict[str, str]

    def at(self, minutes: float) -> datetime:
        """So many minutes after the start."""
        return self.discussion.starts_at + minutes * MINUTE


def a_stage(session: Session, **plan: Any) -> Cast:
    discussion = a_published_discussion(session, slug="talk", **plan)
    observer = accepted(session, discussion, "Olivia", Role.OBSERVER)
    roles = {one.role: one for one in active_engagements(session, discussion)}
    chair, speaker = roles[Role.CHAIR], roles[Role.RESOURCE_PERSON]
    plan_agenda(session, discussion, [
        SlotRow(kind="opening", minutes=5, presenter=chair.id),
        SlotRow(kind="presentation", minutes=20, title="A fund of our own", presenter=speaker.id),
        SlotRow(kind="panel", minutes=40), SlotRow(kind="technical_input", minutes=10),
        SlotRow(kind="questions", minutes=15),
    ], NOW)  # fmt: skip
    paths = {"chair": personal_path(session, chair), "speaker": personal_path(session, speaker),
             "observer": personal_path(session, observer)}  # fmt: skip
    return Cast(discussion, chair, speaker, observer, paths)


def press(session: Session, cast: Cast, wish: Wish, after: float, **more: int) -> Show:
    """The chair presses a button `after` minutes from the start; where the discussion stands then."""
    now, discussion = cast.at(after), session.get_one(Discussion, cast.discussion.id)
    wanted = Wanted(wish, show_now(session, discussion, now).number, **more)
    do(session, discussion, wanted, by_id=cast.chair.person_id, now=now)
    return show_now(session, discussion, now)

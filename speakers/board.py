"""The board: for each discussion, what stands and what is still missing, as lamps with a word each.

A lamp is green ("good"), amber ("wait") or red ("bad"), and says what to do about it where there is something to do.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import AgendaItem, Discussion
from events.rooms.choosing import has_room, rooms_of, standing_of
from events.rooms.models import Room
from foundation.languages import Message, say, say_many
from foundation.people import Role
from speakers.engagements import ACTIVE
from speakers.models import Engagement


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """One thing a discussion needs: its state in a word, where it is mended, and the next step if one is due."""

    name: Message
    state: Message
    tone: str
    path: str
    step: Message | None = None


def boards(session: Session, discussions: Sequence[Discussion]) -> dict[int, list[Lamp]]:
    """The lamps of each discussion by its number; three queries for any number of discussions."""
    numbers = [discussion.id for discussion in discussions]
    people: dict[int, list[Engagement]] = defaultdict(list)
    asked = select(Engagement).where(col(Engagement.discussion_id).in_(numbers), col(Engagement.answer).in_(ACTIVE))
    for engagement in session.exec(asked).all():
        people[engagement.discussion_id].append(engagement)
    planned = dict(session.exec(
        select(AgendaItem.discussion_id, func.sum(AgendaItem.minutes))
        .where(col(AgendaItem.discussion_id).in_(numbers)).group_by(col(AgendaItem.discussion_id))
    ).all())  # fmt: skip
    rooms = rooms_of(session, numbers)
    return {
        discussion.id: lamps(discussion, people[discussion.id], planned.get(discussion.id, 0), rooms.get(discussion.id))
        for discussion in discussions if discussion.id is not None
    }  # fmt: skip


def lamps(
    discussion: Discussion, people: Sequence[Engagement], planned_minutes: int, room: Room | None = None
) -> list[Lamp]:
    """The lamps of one discussion, in the order in which an organiser goes about it."""
    path = f"/desk/discussions/{discussion.slug}"
    return [
        _chair([person for person in people if person.role == Role.CHAIR], f"{path}/people"),
        _resource_persons([person for person in people if person.role == Role.RESOURCE_PERSON], f"{path}/people"),
        _agenda(discussion, planned_minutes, f"{path}/agenda"),
        _room(discussion, room, f"{path}/edit"),
        _publication(discussion, path),
    ]


def next_step(board: Sequence[Lamp]) -> Lamp | None:
    """The first lamp that asks for something."""
    return next((lamp for lamp in board if lamp.step is not None), None)


def _chair(chairs: Sequence[Engagement], path: str) -> Lamp:
    name = say("Chair")
    if not chairs:
        return Lamp(name=name, state=say("Nobody yet"), tone="bad", path=path, step=say("Ask somebody to chair"))
    if chairs[0].is_accepted:
        return Lamp(name=name, state=say("Agreed"), tone="good", path=path)
    return Lamp(name=name, state=say("No answer yet"), tone="wait", path=path)


def _resource_persons(people: Sequence[Engagement], path: str) -> Lamp:
    name, agreed = say("Resource persons"), sum(person.is_accepted for person in people)
    if not people:
        return Lamp(name=name, state=say("Nobody yet"), tone="bad", path=path, step=say("Ask a resource person"))
    if agreed == len(people):
        return Lamp(name=name, state=say_many("{count} agreed", "{count} agreed", agreed), tone="good", path=path)
    state = say("{agreed} of {asked} agreed", agreed=agreed, asked=len(people))
    return Lamp(name=name, state=state, tone="wait", path=path)


def _agenda(discussion: Discussion, planned: int, path: str) -> Lamp:
    name = say("Agenda")
    if not planned:
        return Lamp(name=name, state=say("Empty"), tone="bad", path=path, step=say("Plan the agenda"))
    state = say("{planned} of {minutes} min", planned=planned, minutes=discussion.minutes)
    return Lamp(name=name, state=state, tone="good" if planned >= discussion.minutes else "wait", path=path)


def _room(discussion: Discussion, room: Room | None, path: str) -> Lamp:
    stands = standing_of(discussion, room)
    step = None if has_room(discussion, room) else say("Enter the video room")
    return Lamp(name=say("Room"), state=stands.state, tone=stands.tone, path=path, step=step)


def _publication(discussion: Discussion, path: str) -> Lamp:
    name = say("Public page")
    if discussion.is_cancelled:
        return Lamp(name=name, state=say("Cancelled"), tone="bad", path=path)
    if discussion.is_draft:
        return Lamp(name=name, state=say("Draft"), tone="wait", path=path, step=say("Publish"))
    return Lamp(name=name, state=say("Open"), tone="good", path=path)

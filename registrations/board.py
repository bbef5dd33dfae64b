"""The board with the last of its lamps, the seats: two floors know what a discussion needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from events.desk_head import Standing, standing
from events.models import Discussion
from foundation.languages import say, say_many
from registrations.models import Status
from registrations.queries import counts
from speakers.board import Lamp, boards, next_step


@dataclass(frozen=True)
class Board:
    """One discussion at a glance."""

    discussion: Discussion
    standing: Standing
    lamps: list[Lamp]
    next: Lamp | None
    """What is to be done first; None when nothing is."""


def full_boards(session: Session, discussions: Sequence[Discussion], now: datetime) -> list[Board]:
    """The boards in the order given; four queries for any number of discussions."""
    numbers = [discussion.id for discussion in discussions if discussion.id is not None]
    lamps, registered = boards(session, discussions), counts(session, numbers)
    return [
        _board(discussion, lamps[number], registered[number], now)
        for number, discussion in zip(numbers, discussions, strict=True)
    ]


def _board(discussion: Discussion, lamps: list[Lamp], registered: Mapping[Status, int], now: datetime) -> Board:
    return Board(discussion, standing(discussion, now), [*lamps, _seats(discussion, registered)], next_step(lamps))


def _seats(discussion: Discussion, registered: Mapping[Status, int]) -> Lamp:
    waiting, pending = registered.get(Status.WAITING, 0), registered.get(Status.PENDING, 0)
    name, taken, path = say("Seats"), discussion.seats_taken, f"/desk/discussions/{discussion.slug}/registrations"
    tone = "good" if taken else ""
    if pending:
        state = say("{taken} taken, {pending} to approve", taken=taken, pending=pending)
        return Lamp(name=name, state=state, tone="wait", path=path)
    if waiting:
        state = say("{taken} taken, {waiting} waiting", taken=taken, waiting=waiting)
        return Lamp(name=name, state=state, tone="wait", path=path)
    if discussion.capacity is None:
        return Lamp(name=name, state=say_many("{count} taken", "{count} taken", taken), tone=tone, path=path)
    state = say("{taken} of {capacity}", taken=taken, capacity=discussion.capacity)
    return Lamp(name=name, state=state, tone=tone, path=path)

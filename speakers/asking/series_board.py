"""The board of a series: for each discussion who was asked, who has looked, who has said what, and what is still open.

A colour never stands alone: each state has a word and a shape of its own (parts.css, `.badge`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.desk_head import Standing, standing
from events.models import AgendaItem, Discussion
from foundation.languages import Message, say
from foundation.people import Role
from speakers.asking.models import Proposal
from speakers.models import Answer, Engagement
from speakers.preparing.models import Material, MaterialKind, Preparation
from speakers.words import standing_of


@dataclass(frozen=True)
class Mark:
    """One state: what it says, its tone, and since when."""

    word: Message
    tone: str
    name: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class BoardRow:
    """One discussion, a list of marks for each column."""

    discussion: Discussion
    standing: Standing
    chair: list[Mark]
    resource_persons: list[Mark]
    observers: list[Mark]
    agenda: list[Mark]
    materials: list[Mark]


@dataclass(frozen=True)
class Silent:
    """Somebody who owes an answer."""

    discussion: Discussion
    engagement: Engagement


def series_board(session: Session, discussions: Sequence[Discussion], now: datetime) -> list[BoardRow]:
    """One row for each discussion in the order given; five queries for any number of them."""
    people, proposals = _people(session, discussions), _proposals(session, discussions)
    planned, ready = _planned(session, discussions), _with_slides(session, discussions)
    return [
        _row(one, people[one.id or 0], proposals, planned.get(one.id or 0, 0), ready=ready, now=now)
        for one in discussions
    ]


def silent_people(session: Session, discussions: Sequence[Discussion], now: datetime) -> list[Silent]:
    """Who has not answered in what is still to come, who was asked first leading."""
    coming = {one.id: one for one in discussions if not one.has_begun(now) and not one.is_cancelled}
    proposals = _proposals(session, discussions)
    asked = [
        Silent(coming[one.discussion_id], one) for found in _people(session, discussions).values() for one in found
        if one.answer == Answer.ASKED and one.discussion_id in coming
        and (one.discussion_id, one.person_id) not in proposals
    ]  # fmt: skip
    return sorted(asked, key=lambda silent: silent.engagement.asked_at)


def _row(
    discussion: Discussion, people: Sequence[Engagement], proposals: dict[tuple[int, int], Proposal], planned: int, *,
    ready: set[tuple[int, int]], now: datetime,
) -> BoardRow:  # fmt: skip
    def marks(role: Role) -> list[Mark]:
        return [_mark(one, proposals) for one in people if one.role == role and not _is_replaced(one, people)]

    needed = say("Nobody yet")
    return BoardRow(
        discussion, standing(discussion, now), chair=marks(Role.CHAIR) or [Mark(needed, "bad")],
        resource_persons=marks(Role.RESOURCE_PERSON) or [Mark(needed, "bad")], observers=marks(Role.OBSERVER),
        agenda=[_agenda(discussion, planned)], materials=_materials(people, ready),
    )  # fmt: skip


def _is_replaced(engagement: Engagement, people: Sequence[Engagement]) -> bool:
    """They said no, and somebody was asked for the same role since."""
    said_no_at = engagement.answered_at if engagement.answer == Answer.DECLINED else None
    return said_no_at is not None and any(
        one.role == engagement.role and one.is_active and one.asked_at >= said_no_at for one in people
    )


def _mark(engagement: Engagement, proposals: dict[tuple[int, int], Proposal]) -> Mark:
    proposal = proposals.get((engagement.discussion_id, engagement.person_id))
    word, tone = standing_of(engagement, proposal)
    since = engagement.answered_at or (proposal.made_at if proposal else None) or engagement.opened_at
    return Mark(word, tone, engagement.full_name, since or engagement.asked_at)


def _agenda(discussion: Discussion, planned: int) -> Mark:
    if not planned:
        return Mark(say("Empty"), "bad")
    state = say("{planned} of {minutes} min", planned=planned, minutes=discussion.minutes)
    return Mark(state, "good" if planned >= discussion.minutes else "wait")


def _materials(people: Sequence[Engagement], ready: set[tuple[int, int]]) -> list[Mark]:
    """Of resource persons who have agreed: whether their slides are there, or they speak without."""
    speaking = [one for one in people if one.role == Role.RESOURCE_PERSON and one.is_accepted]
    there = sum((one.discussion_id, one.person_id) in ready for one in speaking)
    if not speaking:
        return []
    tone = "good" if there == len(speaking) else "wait" if there else ""
    return [Mark(say("{there} of {speakers}", there=there, speakers=len(speaking)), tone)]


def _people(session: Session, discussions: Sequence[Discussion]) -> dict[int, list[Engagement]]:
    """Those who were asked and not taken back."""
    found = select(Engagement).where(
        col(Engagement.discussion_id).in_([one.id for one in discussions]), Engagement.answer != Answer.WITHDRAWN
    )
    people: dict[int, list[Engagement]] = defaultdict(list)
    for engagement in session.exec(found.order_by(col(Engagement.id))).all():
        people[engagement.discussion_id].append(engagement)
    return people


def _proposals(session: Session, discussions: Sequence[Discussion]) -> dict[tuple[int, int], Proposal]:
    moves = {one.id: one.moves for one in discussions}
    found = select(Proposal).where(col(Proposal.discussion_id).in_(moves), col(Proposal.settled_at).is_(None))
    return {
        (one.discussion_id, one.person_id): one for one in session.exec(found).all()
        if one.moves == moves[one.discussion_id]
    }  # fmt: skip


def _planned(session: Session, discussions: Sequence[Discussion]) -> dict[int, int]:
    minutes = select(AgendaItem.discussion_id, func.sum(AgendaItem.minutes)).where(
        col(AgendaItem.discussion_id).in_([one.id for one in discussions])
    )
    return dict(session.exec(minutes.group_by(col(AgendaItem.discussion_id))).all())


def _with_slides(session: Session, discussions: Sequence[Discussion]) -> set[tuple[int, int]]:
    numbers = [one.id for one in discussions]
    brought = select(Material.discussion_id, Material.person_id).where(
        col(Material.discussion_id).in_(numbers), Material.kind == MaterialKind.SLIDES
    )
    without = select(Preparation.discussion_id, Preparation.person_id).where(
        col(Preparation.discussion_id).in_(numbers), col(Preparation.without_slides)
    )
    return {(number, person) for found in (brought, without) for number, person in session.exec(found).all()}

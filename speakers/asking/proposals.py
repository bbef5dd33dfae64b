"""Another time: somebody who was asked proposes one, the organisers take it, keep theirs, or ask somebody else.

Nobody is written to from here: the letter to the organisers follows `refusals`, the one that asks again `is_kept`.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from events.models import Discussion
from events.schedule import plan_of
from foundation.languages import say
from foundation.moments import instant_of, wall_of
from foundation.people import Person
from foundation.refusals import Conflict, Refused
from speakers import readiness
from speakers.asking.models import Proposal
from speakers.engagements import accept, open_for_answers
from speakers.invitations import checked_words
from speakers.models import Answer, Engagement

FURTHEST = timedelta(days=366)
EARLIEST_HOUR, LATEST_HOUR = 6, 22
"""On the clock of whoever proposes: what lies outside is a slip of the pen, such as 2:00 for 14:00."""


def propose(
    session: Session, engagement: Engagement, now: datetime, *, wall: datetime | None, sentence: str = ""
) -> Proposal:  # fmt: skip
    """Another time, as the clock on this person's wall shows it (naive). Refused: a time that is past, more than a
    year ahead, at night or the one that is planned; and to who has agreed, as their calendar shows the discussion."""
    discussion = open_for_answers(session, engagement, now)
    if engagement.is_accepted:
        raise Conflict(say("You have agreed to come. Say first that you cannot, then propose another time."), "date")
    person = session.get_one(Person, engagement.person_id)
    starts_at = _checked_time(wall, person.timezone, discussion, now)
    proposal = session.get(Proposal, (engagement.discussion_id, engagement.person_id))
    proposal = proposal or Proposal(discussion_id=engagement.discussion_id, person_id=engagement.person_id, number=0)  # type: ignore[call-arg]
    proposal.number, proposal.moves, proposal.made_at = proposal.number + 1, discussion.moves, now
    proposal.starts_at, proposal.timezone = starts_at, person.timezone
    proposal.starts_at_local = wall_of(starts_at, person.timezone)
    proposal.sentence, proposal.settled_at, proposal.is_kept = checked_words(sentence, "sentence"), None, False
    engagement.answer, engagement.answered_at, engagement.attention = Answer.ASKED, None, True
    discussion.refusals = Discussion.refusals + 1  # in SQL: two may answer at once
    session.add(proposal)
    session.flush()
    return proposal


def take(session: Session, engagement: Engagement, now: datetime) -> None:
    """Move the discussion to the time proposed, which is a yes of whoever proposed it. Refused as every move is: when
    the hour is past, or one of the speakers is elsewhere then."""
    discussion = open_for_answers(session, engagement, now)
    proposal = _open(session, engagement, discussion)
    plan = plan_of(discussion, starts_at_local=wall_of(proposal.starts_at, discussion.timezone))
    readiness.change(session, discussion, plan, now)
    accept(session, engagement, now)


def keep(session: Session, engagement: Engagement, now: datetime) -> None:
    """The time stays; the person is told, and asked whether they can come all the same."""
    discussion = open_for_answers(session, engagement, now)
    proposal = _open(session, engagement, discussion)
    proposal.settled_at, proposal.is_kept, engagement.attention = now, True, True
    session.flush()


def open_proposals(session: Session, discussion: Discussion) -> dict[int, Proposal]:
    """What the organisers have not decided yet, by the number of the person."""
    found = session.exec(select(Proposal).where(is_open(discussion)).order_by(col(Proposal.made_at))).all()
    return {proposal.person_id: proposal for proposal in found}


def is_open(discussion: Discussion) -> ColumnElement[bool]:
    """Of a row of proposals: it is about the discussion as it is planned, and nobody has decided."""
    return (
        (col(Proposal.discussion_id) == discussion.id) & col(Proposal.settled_at).is_(None)
        & (col(Proposal.moves) == discussion.moves)
    )  # fmt: skip


def _checked_time(wall: datetime | None, timezone: str, discussion: Discussion, now: datetime) -> datetime:
    if wall is None:
        raise Refused(say("Please choose a day and an hour."), "date")
    starts_at = instant_of(wall, timezone, "date")
    if starts_at <= now:
        raise Refused(say("This time is past. Please choose a later one."), "date")
    if starts_at > now + FURTHEST:
        raise Refused(say("This is more than a year ahead. Please choose an earlier time."), "date")
    if not EARLIEST_HOUR <= wall.hour < LATEST_HOUR:
        raise Refused(say("This is at night on your clock. Please choose an hour between 6:00 and 22:00."), "hour")
    if starts_at == discussion.starts_at:
        raise Refused(say("This is the time that is planned. If it suits you, say yes."), "date")
    return starts_at


def _open(session: Session, engagement: Engagement, discussion: Discussion) -> Proposal:
    proposal = open_proposals(session, discussion).get(engagement.person_id)
    if proposal is None:
        raise Conflict(say("This proposal is settled already."))
    return proposal

"""Asking once more those who were in the discussion before: the same people often carry a whole series."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from events.plans import Wrongs
from foundation.languages import say
from foundation.people import Person
from foundation.refusals import Refused
from speakers.asked_people import invitation_again
from speakers.engagements import ask
from speakers.models import Engagement
from speakers.queries import active_engagements, all_engagements


def last_before(session: Session, discussion: Discussion) -> Discussion | None:
    """The discussion of the series before this one that has people to be asked again."""
    has_people = select(Engagement.id).where(Engagement.discussion_id == Discussion.id).exists()
    return session.exec(
        select(Discussion).where(Discussion.series_id == discussion.series_id, Discussion.id != discussion.id)
        .where(Discussion.starts_at < discussion.starts_at, has_people)
        .order_by(col(Discussion.starts_at).desc()).limit(1)
    ).one_or_none()  # fmt: skip


def to_ask_again(session: Session, discussion: Discussion) -> Sequence[tuple[Engagement, Person]]:
    """Who had a part in the discussion before and has none in this one."""
    before = last_before(session, discussion)
    if before is None:
        return []
    here = {engagement.person_id for engagement in active_engagements(session, discussion)}
    return [
        (engagement, person) for engagement, person in all_engagements(session, before)
        if engagement.is_active and engagement.person_id not in here
    ]  # fmt: skip


def ask_from_before(session: Session, discussion: Discussion, chosen: Collection[str], now: datetime) -> None:
    """Ask those chosen, by the number of their earlier part, in the same roles. Refused with everything that stands
    in the way of any of them."""
    found = [row for row in to_ask_again(session, discussion) if str(row[0].id) in chosen]
    if not found:
        raise Refused(say("Choose at least one person."), "people")
    with Wrongs() as wrongs:
        for engagement, person in found:
            wrongs.note(_ask, session, discussion, (engagement, person), now)


def _ask(session: Session, discussion: Discussion, row: tuple[Engagement, Person], now: datetime) -> None:
    """Refused with the name, as the page has a box for each and no field."""
    engagement, person = row
    try:
        ask(session, discussion, invitation_again(engagement, person), now)
    except Refused as refusal:
        raise Refused(say("{name}: {reason}", name=engagement.full_name, reason=refusal.message), "people") from None

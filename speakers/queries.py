"""What pages and letters ask about the people who speak."""

from collections.abc import Sequence

from sqlalchemy import case
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.links import hashed
from foundation.moved_links import moved_to
from foundation.people import Person, Role
from foundation.refusals import Missing
from speakers.assisting.models import Assistant
from speakers.models import Answer, Engagement

IN_ORDER_OF_ROLE = case({role.value: place for place, role in enumerate(Role)}, value=Engagement.role)


def active_engagements(session: Session, discussion: Discussion) -> Sequence[Engagement]:
    """Asked or accepted, the chair first."""
    return session.exec(
        select(Engagement).where(Engagement.discussion_id == discussion.id)
        .where(Engagement.answer.in_((Answer.ASKED, Answer.ACCEPTED)))  # type: ignore[attr-defined]
        .order_by(IN_ORDER_OF_ROLE, Engagement.id)  # type: ignore[arg-type]
    ).all()  # fmt: skip


def all_engagements(session: Session, discussion: Discussion) -> Sequence[tuple[Engagement, Person]]:
    """Everybody who was ever asked, with how they are reached; the chair first."""
    return session.exec(
        select(Engagement, Person).join(Person).where(Engagement.discussion_id == discussion.id)
        .order_by(IN_ORDER_OF_ROLE, Engagement.id)  # type: ignore[arg-type]
    ).all()  # fmt: skip


def shown_people(session: Session, discussion: Discussion) -> Sequence[Engagement]:
    """Chair and resource persons who accepted: those a public page may name."""
    return [
        engagement for engagement in active_engagements(session, discussion)
        if engagement.is_accepted and engagement.role != Role.OBSERVER
    ]  # fmt: skip


def engagement_behind(session: Session, token: str) -> tuple[Engagement, Discussion, Person] | None:
    """What a personal link of a speaker, or of their assistant, leads to: the person is the one whose link it is."""
    behind = select(Engagement, Discussion, Person).join(Discussion).join(Person, Person.id == Engagement.person_id)  # type: ignore[arg-type]
    found = session.exec(behind.where(Engagement.token_hash == hashed(token))).one_or_none()
    if found is None and (moved := moved_to(session, token)):
        return session.exec(behind.where(Engagement.token_hash == moved)).one_or_none()
    return found or _assisted_behind(session, token)


def assists(engagement: Engagement, person: Person) -> bool:
    """Of what `engagement_behind` has found: somebody acts for the speaker."""
    return engagement.person_id != person.id


def _assisted_behind(session: Session, token: str) -> tuple[Engagement, Discussion, Person] | None:
    return session.exec(
        select(Engagement, Discussion, Person).select_from(Assistant)
        .join(Engagement, col(Engagement.id) == Assistant.engagement_id)
        .join(Discussion, col(Discussion.id) == Engagement.discussion_id)
        .join(Person, col(Person.id) == Assistant.person_id)
        .where(Assistant.token_hash == hashed(token), col(Assistant.ended_at).is_(None))
    ).one_or_none()  # fmt: skip


def own_engagements(
    session: Session, person: Person, discussion: Discussion
) -> Sequence[tuple[Engagement, Discussion]]:
    """What this person was ever asked to do in the series of this discussion."""
    return session.exec(
        select(Engagement, Discussion).join(Discussion)
        .where(Engagement.person_id == person.id, Discussion.series_id == discussion.series_id)
    ).all()  # fmt: skip


def engagement_in(session: Session, discussion: Discussion, number: int) -> Engagement:
    """An engagement of this discussion, which the caller has found to belong to the office."""
    found = session.get(Engagement, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found

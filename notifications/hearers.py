"""Who hears what is said to a speaker: the speaker, whoever assists them, or the assistant alone (decisions/0069)."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from foundation.database import Instant
from foundation.people import Person
from notifications.once import once
from notifications.scope import Scope
from registrations.models import Registration
from speakers.assisting.models import Assistant
from speakers.assisting.naming import assistants_path
from speakers.models import Answer, Engagement

Named = dict[tuple[int, int], tuple[Assistant, Engagement]]


@once
def hearers(scope: Scope) -> Subquery:
    """engagement_id, person_id, named_at: each speaker, and whoever assists one and has no part of their own."""
    here = scope.discussion.id
    own: Any = select(col(Engagement.id).label("engagement_id"), col(Engagement.person_id),
                 literal(None, Instant()).label("named_at")).where(col(Engagement.discussion_id) == here)  # fmt: skip
    others = select(col(Assistant.engagement_id), col(Assistant.person_id), col(Assistant.named_at)).where(
        col(Assistant.discussion_id) == here, _assists_now()
    )
    return union_all(own, others).subquery("hearers")


def assists(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """Somebody hears as the assistant of a speaker who has agreed."""
    return exists().where(
        col(Assistant.discussion_id) == scope.discussion.id, col(Assistant.person_id) == person_id,
        _assists_now(), col(Engagement.id) == col(Assistant.engagement_id),
        col(Engagement.answer) == Answer.ACCEPTED,
    )  # fmt: skip


def is_spared(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """A speaker whose assistant hears instead; while the post takes letters to the assistant. What a calendar shows
    already is still put right."""
    speaker, hears_instead = _hears_instead()
    return exists().where(
        col(Assistant.discussion_id) == scope.discussion.id, col(speaker.person_id) == person_id, hears_instead
    )


def named_in(session: Session, people: Collection[int], discussions: Collection[int]) -> Named:
    """By discussion and person, also those who assist no longer: what they were sent is taken back, unless they take
    part themselves."""
    takes_part = exists().where(
        col(Registration.person_id) == col(Assistant.person_id),
        col(Registration.discussion_id) == col(Assistant.discussion_id),
    )
    found = session.execute(
        select(Assistant, Engagement).join(Engagement, col(Engagement.id) == col(Assistant.engagement_id))
        .where(col(Assistant.person_id).in_(people), col(Assistant.discussion_id).in_(discussions),
               or_(col(Assistant.ended_at).is_(None), ~takes_part))
    ).all()  # fmt: skip
    return {(one.discussion_id, one.person_id): (one, engagement) for one, engagement in found}


def path_of_assistant(session: Session, discussion_id: int, person_id: int) -> str | None:
    """The page that somebody assists on; None where they assist nobody."""
    found = named_in(session, [person_id], [discussion_id]).get((discussion_id, person_id))
    return assistants_path(session, found[0]) if found else None


@cache
def _assists_now() -> ColumnElement[bool]:
    """Of an Assistant. Always the same, and dear to make: it is part of nearly every question of who is owed what."""
    own = aliased(Engagement)
    speaks = exists().where(
        col(own.person_id) == col(Assistant.person_id), col(own.discussion_id) == col(Assistant.discussion_id)
    )
    return and_(col(Assistant.ended_at).is_(None), ~speaks)


@cache
def _hears_instead() -> tuple[Any, ColumnElement[bool]]:
    """The speaker of an Assistant, and that it is so."""
    them, speaker = aliased(Person), aliased(Engagement)
    return speaker, and_(
        col(Assistant.alone), _assists_now(), col(speaker.id) == col(Assistant.engagement_id),
        col(them.id) == col(Assistant.person_id), col(them.email).is_not(None), col(them.address_refused).is_(None),
    )  # fmt: skip

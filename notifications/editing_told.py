"""Who hears that the preparation of a discussion was closed, or opened again: a set like those of audiences.py."""

from sqlalchemy import select
from sqlmodel import col

from foundation.people import Person
from notifications.audiences import own_zone, reachable, takes_place
from notifications.hearers import hearers, is_spared
from notifications.notices import STILL_NEWS
from notifications.scope import People, Scope, among
from speakers.models import Answer, Engagement
from speakers.preparing.models import Closing


def to_tell_of_editing(scope: Scope) -> People:
    """Those who have agreed to speak, for each time it was closed or opened, while that is news. Who agreed later finds
    it as it is."""
    heard = hearers(scope)
    return among(
        scope.only,
        select(heard.c.person_id, col(Closing.changed_at).label("since"), own_zone(),
               col(Closing.changes).label("occasion"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .join(Person, reachable(heard.c.person_id))
        .join(Closing, col(Closing.discussion_id) == col(Engagement.discussion_id))
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ACCEPTED,
               col(Engagement.answered_at) <= col(Closing.changed_at), takes_place(scope),
               ~is_spared(scope, heard.c.person_id), col(Closing.changed_at) > scope.now - STILL_NEWS),
    )  # fmt: skip

"""Who was asked to chair, speak or observe, and has not answered yet: sets like those of audiences.py."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlmodel import col

from foundation.people import Person, Role
from notifications.audiences import later, own_zone, reachable, takes_place
from notifications.hearers import hearers, is_spared
from notifications.models import Delivery, DeliveryState
from notifications.scope import People, Scope, Trait, among
from speakers.asking.models import Proposal
from speakers.asking.proposals import is_open
from speakers.models import Answer, Engagement


def to_ask(scope: Scope) -> People:
    """Asked and not answered; asked anew when the discussion moved, or after an earlier no."""
    heard = hearers(scope)
    since = later(col(Engagement.asked_at), func.coalesce(heard.c.named_at, col(Engagement.asked_at)))
    return among(
        scope.only,
        select(heard.c.person_id, since.label("since"), own_zone(),
               (col(Engagement.link_version) + scope.discussion.moves).label("occasion"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .join(Person, reachable(heard.c.person_id))
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ASKED,
               ~is_spared(scope, heard.c.person_id), takes_place(scope)),
    )  # fmt: skip


def to_chase(scope: Scope) -> People:
    """Chair and resource persons who got the card of this moment and have not answered; of those who proposed another
    time, since the organisers kept theirs. Observers are not pressed."""
    occasion, heard = col(Engagement.link_version) + scope.discussion.moves, hearers(scope)
    card = and_(
        col(Delivery.kind) == "card", col(Delivery.person_id) == heard.c.person_id,
        col(Delivery.discussion_id) == scope.discussion.id, col(Delivery.occasion) == occasion,
        col(Delivery.state) == DeliveryState.SENT,
    )  # fmt: skip
    kept_at = select(col(Proposal.settled_at)).where(
        col(Proposal.discussion_id) == scope.discussion.id, col(Proposal.person_id) == col(Engagement.person_id),
        col(Proposal.is_kept),
    ).correlate(Engagement).scalar_subquery()  # fmt: skip
    since = later(col(Delivery.sent_at), func.coalesce(kept_at, col(Delivery.sent_at)))
    return among(
        scope.only,
        select(heard.c.person_id, since.label("since"), own_zone(), occasion.label("occasion"),
               since.label("had_since"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .join(Person, reachable(heard.c.person_id))
        .join(Delivery, card)
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ASKED,
               col(Engagement.role) != Role.OBSERVER, ~proposes_another_time(scope),
               ~is_spared(scope, heard.c.person_id), takes_place(scope)),
    )  # fmt: skip


def to_ask_all_the_same(scope: Scope) -> People:
    """They proposed another time, and the organisers kept theirs."""
    heard = hearers(scope)
    return among(
        scope.only,
        select(heard.c.person_id, col(Proposal.settled_at).label("since"), own_zone(),
               col(Proposal.number).label("occasion"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .join(Person, reachable(heard.c.person_id))
        .join(Proposal, and_(col(Proposal.discussion_id) == scope.discussion.id, col(Proposal.is_kept),
                             col(Proposal.person_id) == col(Engagement.person_id),
                             col(Proposal.moves) == scope.discussion.moves))
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ASKED,
               ~is_spared(scope, heard.c.person_id), takes_place(scope)),
    )  # fmt: skip


def proposes_another_time(scope: Scope) -> ColumnElement[bool]:
    """Of an engagement: they have answered as well, and it is the organisers' turn."""
    return exists().where(is_open(scope.discussion), col(Proposal.person_id) == col(Engagement.person_id))


NEEDS: Mapping[Callable[[Scope], People], Trait] = dict.fromkeys(
    (to_ask, to_chase, to_ask_all_the_same), Trait.UNANSWERED
)
"""What must be true of somebody, or this audience is empty."""

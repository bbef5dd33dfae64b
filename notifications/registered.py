"""Who registered and has no seat yet, or asks for the link again: sets as those of `audiences`, each of one kind of
letter."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from foundation.people import Person
from notifications.audiences import own_zone, reachable, speaks, takes_place
from notifications.hearers import assists
from notifications.scope import People, Scope, Trait, among
from registrations.models import Registration, Status


def waiting(scope: Scope) -> People:
    """In line for a seat."""
    return _registered(scope, col(Registration.waiting_since), col(Registration.status) == Status.WAITING,
                       col(Registration.offered_until).is_(None))  # fmt: skip


def offered(scope: Scope) -> People:
    """Asked whether they want a seat that became free; `until` is how long it is kept for them."""
    found = _registered(scope, col(Registration.offered_at), col(Registration.status) == Status.WAITING,
                        col(Registration.offered_until).is_not(None))  # fmt: skip
    return found.add_columns(col(Registration.offered_until).label("until"))


def lapsed(scope: Scope) -> People:
    """Let that pass."""
    return _registered(scope, col(Registration.cancelled_at), col(Registration.status) == Status.CANCELLED,
                       col(Registration.offered_until).is_not(None))  # fmt: skip


def requesting(scope: Scope) -> People:
    """Asked to take part where organisers approve."""
    return _registered(scope, col(Registration.waiting_since), col(Registration.status) == Status.PENDING)


def turned_down(scope: Scope) -> People:
    """The organisers refused."""
    return _registered(scope, col(Registration.cancelled_at), col(Registration.status) == Status.CANCELLED,
                       col(Registration.refused_because).is_not(None))  # fmt: skip


def asking_for_links(scope: Scope) -> People:
    """Registered before, and registered again: the link goes to the contact once more."""
    return among(
        scope.only,
        select(col(Registration.person_id), col(Registration.link_requested_at).label("since"), own_zone(),
               col(Registration.link_requests).label("occasion"))
        .join(Person, reachable(col(Registration.person_id)))
        .where(col(Registration.discussion_id) == scope.discussion.id, col(Registration.link_requests) > 0,
               col(Registration.status) != Status.CANCELLED, takes_place(scope)),
    )  # fmt: skip


NEEDS: Mapping[Callable[[Scope], People], Trait] = {
    waiting: Trait.WAITS, offered: Trait.OFFERED, requesting: Trait.ASKS, lapsed: Trait.LOST, turned_down: Trait.LOST,
    asking_for_links: Trait.ASKED_AGAIN,
}  # fmt: skip
"""What must be true of somebody, or this audience is empty."""


def _registered(scope: Scope, since: Any, *such: ColumnElement[bool]) -> People:
    """Of the registrations such people, who do not speak there, nor hear for whoever does; once for every time that
    they take part anew."""
    return among(
        scope.only,
        select(col(Registration.person_id), since.label("since"), own_zone(), col(Registration.turn).label("occasion"))
        .join(Person, reachable(col(Registration.person_id)))
        .where(col(Registration.discussion_id) == scope.discussion.id, *such, takes_place(scope),
               ~speaks(scope, col(Registration.person_id)), ~assists(scope, col(Registration.person_id))),
    )  # fmt: skip

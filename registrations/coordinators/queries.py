"""What pages and letters ask about coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion, DiscussionState, Series
from foundation.links import hashed
from foundation.people import Person
from foundation.refusals import Missing
from registrations.coordinators.models import Brought, Coordinator, Covered, Member
from registrations.models import Registration, Status


@dataclass(frozen=True)
class Listed:
    """A name on the list with the registrations behind it, the earliest discussion first. `places` are what the
    coordinator may know of each."""

    member: Member
    person: Person
    places: Sequence[tuple[Registration, Discussion, Status]]


def coordinator_behind(session: Session, token: str) -> Coordinator | None:
    """Whose link it is; None when it is none of ours, or was revoked."""
    found = select(Coordinator).where(Coordinator.token_hash == hashed(token), col(Coordinator.revoked_at).is_(None))
    return session.exec(found).one_or_none()


def coordinators_in(session: Session, series: Series) -> Sequence[tuple[Coordinator, int]]:
    """All of a series with the number of people on their lists, the latest first."""
    listed = (
        select(func.count()).where(Member.coordinator_id == Coordinator.id, col(Member.ended_at).is_(None))
        .correlate(Coordinator).scalar_subquery()
    )  # fmt: skip
    return session.exec(
        select(Coordinator, listed).where(Coordinator.series_id == series.id).order_by(col(Coordinator.id).desc())
    ).all()


def coordinator_in(session: Session, series: Series, number: int) -> Coordinator:
    """A coordinator of this series, which the caller has found to belong to the office."""
    found = session.get(Coordinator, number)
    if found is None or found.series_id != series.id:
        raise Missing
    return found


def covered_discussions(session: Session, coordinator: Coordinator) -> Sequence[Discussion]:
    """By date, whatever has become of them."""
    return session.exec(
        select(Discussion).join(Covered).where(Covered.coordinator_id == coordinator.id)
        .order_by(col(Discussion.starts_at), col(Discussion.id))
    ).all()  # fmt: skip


def open_discussions(session: Session, coordinator: Coordinator, now: datetime) -> list[Discussion]:
    """Those that members can be registered for."""
    return [one for one in covered_discussions(session, coordinator) if one.takes_registrations(now)]


def discussions_to_cover(session: Session, series: Series, now: datetime) -> Sequence[Discussion]:
    """What a link may be made for: also what is not published yet."""
    return session.exec(
        select(Discussion)
        .where(Discussion.series_id == series.id, Discussion.ends_at > now,
               Discussion.state != DiscussionState.CANCELLED)
        .order_by(col(Discussion.starts_at), col(Discussion.id))
    ).all()  # fmt: skip


def listed_by(session: Session, coordinator: Coordinator) -> list[Listed]:
    """Who is on the list, the latest first. Two queries for any length."""
    members = session.exec(
        select(Member, Person).join(Person)
        .where(Member.coordinator_id == coordinator.id, col(Member.ended_at).is_(None)).order_by(col(Member.id).desc())
    ).all()  # fmt: skip
    rows = session.exec(
        select(Brought, Registration, Discussion)
        .join(Registration, col(Registration.id) == Brought.registration_id).join(Discussion).join(Member)
        .where(Member.coordinator_id == coordinator.id).order_by(col(Discussion.starts_at), col(Discussion.id))
    ).all()  # fmt: skip
    places: dict[int, list[tuple[Registration, Discussion, Status]]] = {}
    for brought, registration, discussion in rows:
        places.setdefault(brought.member_id, []).append(
            (registration, discussion, _may_be_known(brought, registration, discussion))
        )
    return [Listed(member, person, places.get(member.id or 0, [])) for member, person in members]


def member_of(session: Session, coordinator: Coordinator, number: int) -> Member:
    found = session.get(Member, number)
    if found is None or found.coordinator_id != coordinator.id:
        raise Missing
    return found


def brought_by(session: Session, registration_ids: Sequence[int | None]) -> dict[int, Coordinator]:
    """Registration → the coordinator through whom it stands, of those that do."""
    if not registration_ids:
        return {}
    rows = session.exec(
        select(Registration.id, Coordinator).join(Brought, col(Brought.registration_id) == Registration.id)
        .join(Member).join(Coordinator)
        .where(col(Registration.id).in_(registration_ids), Brought.turn == Registration.turn,
               col(Member.ended_at).is_(None))
        .order_by(col(Member.id))
    ).all()  # fmt: skip
    return {number: coordinator for number, coordinator in rows if number is not None}


def last_brought_by(session: Session, registration_id: int | None) -> tuple[Coordinator, bool] | None:
    """The coordinator who last caused this registration, and whether the person has said no to that."""
    found = (
        select(Coordinator, Member).join(Member).join(Brought)
        .where(Brought.registration_id == registration_id, Brought.turn > 0).order_by(col(Member.entered_at).desc())
    )  # fmt: skip
    row = session.exec(found).first()
    return None if row is None else (row[0], row[1].refused)


def _may_be_known(brought: Brought, registration: Registration, discussion: Discussion) -> Status:
    """Of who had registered alone, what somebody new would have got: nobody learns from a list who was there before."""
    if brought.turn:
        return registration.status
    if discussion.needs_approval:
        return Status.PENDING
    is_full = discussion.capacity is not None and discussion.seats_taken >= discussion.capacity
    return Status.WAITING if is_full else Status.CONFIRMED

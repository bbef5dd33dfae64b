"""What pages and letters ask about coordinators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from events.models import Discussion, DiscussionState, Series
from foundation.links import hashed
from foundation.people import Person
from foundation.refusals import Missing
from registrations.coordinators.models import Brought, Coordinator, Covered, Member
from registrations.models import Registration, Status

Line = tuple[datetime | None, datetime | None]


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
    """Who is on the list, the latest first. Three queries for any length. Of who had registered alone it says what
    somebody new would have got: nobody learns from a list who was there before."""
    members = session.exec(
        select(Member, Person).join(Person)
        .where(Member.coordinator_id == coordinator.id, col(Member.ended_at).is_(None)).order_by(col(Member.id).desc())
    ).all()  # fmt: skip
    rows = session.exec(
        select(Brought, Registration, Discussion)
        .join(Registration, col(Registration.id) == Brought.registration_id).join(Discussion).join(Member)
        .where(Member.coordinator_id == coordinator.id).order_by(col(Discussion.starts_at), col(Discussion.id))
    ).all()  # fmt: skip
    entered = {member.id: member.entered_at for member, _ in members}
    lines = _lines(session, {discussion.id for brought, _, discussion in rows if not brought.turn})
    places: dict[int, list[tuple[Registration, Discussion, Status]]] = {}
    for brought, registration, discussion in rows:
        if (since := entered.get(brought.member_id)) is not None:
            newcomer = _of_a_newcomer(discussion, lines.get(discussion.id or 0, (None, None)), since)
            status = registration.status if brought.turn else newcomer
            places.setdefault(brought.member_id, []).append((registration, discussion, status))
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


def _lines(session: Session, discussions: Collection[int | None]) -> dict[int, Line]:
    """Of each the first who waits, and who took a seat last."""
    if not discussions:
        return {}
    first = func.min(case((col(Registration.status) == Status.WAITING, col(Registration.waiting_since))))
    found = select(Registration.discussion_id, first, func.max(Registration.confirmed_at)).where(
        col(Registration.discussion_id).in_(discussions)
    )
    rows = session.exec(found.group_by(col(Registration.discussion_id))).all()
    return {number: (waits, seated) for number, waits, seated in rows}


def _of_a_newcomer(discussion: Discussion, line: Line, since: datetime) -> Status:
    """How somebody who came then stands by now: seats go in the order of coming."""
    first_who_waits, last_seated = line
    if discussion.needs_approval:
        return Status.PENDING
    if first_who_waits is not None and first_who_waits <= since:
        return Status.WAITING
    has_come_in = last_seated is not None and last_seated >= since
    return Status.CONFIRMED if has_come_in or not discussion.is_full else Status.WAITING

"""Making a coordinator's link, changing what it covers, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from events.models import Discussion, Series
from events.plans import Wrongs
from foundation import links
from foundation.languages import LANGUAGES, say
from foundation.people import checked_name, checked_phone, clean_text
from foundation.refusals import Conflict, Refused
from registrations.coordinators.models import MOST_PLACES, Coordinator, Covered

PURPOSE = "coordinator"
UNION_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What an organiser says of a coordinator; nothing is checked yet."""

    full_name: str
    union: str
    quota: int | None
    ends_at: datetime | None
    discussions: Sequence[Discussion]
    language: str = "en"
    phone: str = ""


def appoint(session: Session, series: Series, said: Appointment, now: datetime) -> Coordinator:
    """A coordinator with a link of their own. Refused with everything that is wrong."""
    assert series.id is not None, "stored rows have a number"
    made = Coordinator(series_id=series.id, **_checked(said, now), token_hash=f"none yet {now}", created_at=now)
    session.add(made)
    session.flush()
    made.token_hash = links.hashed(_token(session, made))
    _cover(session, made, said.discussions)
    return made


def change(session: Session, coordinator: Coordinator, said: Appointment, now: datetime) -> None:
    """Who is on the list stays there, also where the quota is lower now or a discussion is not covered any more."""
    for column, value in _checked(said, now).items():
        setattr(coordinator, column, value)
    session.execute(delete(Covered).where(col(Covered.coordinator_id) == coordinator.id))
    _cover(session, coordinator, said.discussions)


def revoke(session: Session, coordinator: Coordinator, now: datetime) -> None:
    """End the link at once; revoking twice is revoking once."""
    if coordinator.revoked_at is None:
        coordinator.revoked_at = now
        _renew(session, coordinator)


def restore(session: Session, coordinator: Coordinator) -> None:
    """A new link to the same list. The one that was revoked stays dead."""
    if coordinator.revoked_at is None:
        raise Conflict(say("This link has not been ended."))
    coordinator.revoked_at = None
    _renew(session, coordinator)


def personal_path(session: Session, coordinator: Coordinator) -> str:
    """`/k/…`, the same each time until the link is revoked."""
    return f"/k/{_token(session, coordinator)}"


def _renew(session: Session, coordinator: Coordinator) -> None:
    coordinator.link_version += 1
    coordinator.token_hash = links.hashed(_token(session, coordinator))
    session.flush()


def _cover(session: Session, coordinator: Coordinator, discussions: Sequence[Discussion]) -> None:
    assert coordinator.id is not None, "flushed rows have a number"
    for discussion in discussions:
        session.add(Covered(coordinator_id=coordinator.id, discussion_id=discussion.id or 0))
    session.flush()


def _token(session: Session, coordinator: Coordinator) -> str:
    return links.token(session, PURPOSE, coordinator.id or 0, coordinator.link_version)


def _checked(said: Appointment, now: datetime) -> dict[str, Any]:
    with Wrongs() as wrongs:
        checked = {
            "full_name": wrongs.note(checked_name, said.full_name), "union": wrongs.note(_union, said.union),
            "quota": wrongs.note(_quota, said.quota), "ends_at": wrongs.note(_end, said.ends_at, now),
            "language": wrongs.note(_language, said.language),
            "phone": wrongs.note(checked_phone, said.phone) if said.phone else None,
        }  # fmt: skip
        wrongs.note(_some, said.discussions)
    return checked


def _union(text: str) -> str:
    union = clean_text(text)
    if not union:
        raise Refused(say("Please write the name of the union."), "union")
    if len(union) > UNION_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=UNION_LIMIT), "union")
    return union


def _quota(quota: int | None) -> int:
    if quota is None or not 1 <= quota <= MOST_PLACES:
        raise Refused(say("Please write a number from 1 to {most}.", most=MOST_PLACES), "quota")
    return quota


def _end(ends_at: datetime | None, now: datetime) -> datetime:
    if ends_at is None or ends_at <= now:
        raise Refused(say("Please choose a day and an hour that are still to come."), "ends_at_local")
    return ends_at


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    return language


def _some(discussions: Sequence[Discussion]) -> None:
    if not discussions:
        raise Refused(say("Please choose at least one discussion."), "discussions")

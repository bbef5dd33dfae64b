"""Coordinators as tests need them: Wati registers members of one union, until the first discussion begins."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import series_of
from registrations.coordinators.appoint import Appointment, appoint
from registrations.coordinators.enrol import Intake
from registrations.coordinators.models import Coordinator, Member
from registrations.coordinators.queries import listed_by
from registrations.models import Purpose
from registrations.register import Answers
from tests.builders import NOW, address_of

UNION = "Sindikat Teladan"
PHONE = "+6281234567890"


def a_coordinator(session: Session, *discussions: Discussion, **said: Any) -> Coordinator:
    """Wati, with ten places; `said` are fields of an Appointment."""
    plain: dict[str, Any] = {"full_name": "Wati", "union": UNION, "quota": 10, "ends_at": NOW + timedelta(days=20)}
    series = series_of(session, discussions[0])
    return appoint(session, series, Appointment(**plain | said, discussions=discussions), NOW)


def of_one(full_name: str, **answers: Any) -> Answers:
    """What a coordinator says of a member. Ana is ana@union.example."""
    contact = answers if "phone" in answers else {"email": address_of(full_name), **answers}
    consents = {purpose: purpose is Purpose.TAKE_PART for purpose in Purpose}
    return Answers(full_name=full_name, union=UNION, consents=consents, channel="coordinator", **contact)


def entered(
    session: Session, coordinator: Coordinator, full_name: str, *discussions: Discussion, **more: Any
) -> Member:
    """Somebody whom the coordinator has put on the list."""
    now = more.pop("now", NOW)
    [refusal] = Intake(session, coordinator, discussions, now).admit_all([of_one(full_name, **more)])
    if refusal is not None:
        raise refusal
    return session.exec(
        select(Member).where(Member.coordinator_id == coordinator.id, Member.entered_at == now)
        .order_by(col(Member.id).desc())
    ).all()[0]  # fmt: skip


def names_on(session: Session, coordinator: Coordinator) -> list[str]:
    """The earliest first."""
    return [one.member.full_name for one in reversed(listed_by(session, coordinator))]

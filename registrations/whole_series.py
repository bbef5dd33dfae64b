"""The whole series at once: what of it is behind somebody, what lies ahead, and taking part in the rest.

Who takes part in one discussion takes part in another with the same answers and consents: nothing is typed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from events.queries import hold, public_discussion, public_discussions_in, series_of
from foundation.people import Person
from foundation.refusals import Missing
from registrations.attendance.models import Attendance
from registrations.models import Consent, Purpose, Registration, Status, Visit
from registrations.questions.answering import answers_of
from registrations.register import Answers, register_held

CHANNEL = "link"


class Part(StrEnum):
    """What somebody has to do with one discussion of a series."""

    THIS = "this"
    CAME = "came"
    OVER = "over"
    CANCELLED = "cancelled"
    SEAT = "seat"
    LINE = "line"
    ASKED = "asked"
    """The organisers have not said yes."""
    OPEN = "open"
    """Can be joined."""
    CLOSED = "closed"
    """Takes nobody now: not yet, or not any more."""


PARTS = {Status.CONFIRMED: Part.SEAT, Status.WAITING: Part.LINE, Status.PENDING: Part.ASKED}


@dataclass(frozen=True)
class Row:
    """A discussion of the series and the part in it; `registration` is one that can be opened."""

    discussion: Discussion
    part: Part
    registration: Registration | None = None


def rows_of(
    session: Session, series: Series, registration: Registration, person: Person, *, now: datetime
) -> list[Row]:
    """Every public discussion of the series, by date. Of somebody known by a number alone only what their link is for:
    anybody may type a number (decisions/0016)."""
    mine, came = {registration.discussion_id: registration}, set[int]()
    if person.email is not None:
        own = session.exec(select(Registration).where(Registration.person_id == person.id)).all()
        mine |= {one.discussion_id: one for one in own}
        came = _been_to(session, person)
    discussions = public_discussions_in(session, series)
    return [
        Row(one, Part.THIS) if one.id == registration.discussion_id
        else _row(one, mine.get(one.id or 0), came=one.id in came, now=now)
        for one in discussions
    ]  # fmt: skip


def join(
    session: Session, registration: Registration, person: Person, discussions: Sequence[Discussion], *, now: datetime
) -> list[int]:
    """Register this person for these discussions as well; the numbers of the registrations. Refused when one of them
    is not open. Held in one order, so that two people who join at once do not wait for each other."""
    answers = _answers(session, registration, person)
    numbers = []
    for discussion in sorted(discussions, key=lambda one: one.id or 0):
        hold(session, discussion)
        numbers.append(register_held(session, discussion, answers, now))
    return numbers


def open_beside(session: Session, series: Series, discussion: Discussion, now: datetime) -> list[Discussion]:
    """The other discussions of the series that anybody can register for."""
    return [
        one for one in public_discussions_in(session, series)
        if one.id != discussion.id and one.takes_registrations(now)
    ]  # fmt: skip


def chosen_beside(session: Session, slug: str, slugs: Sequence[str]) -> list[Discussion]:
    """Those of the same series as `slug` that somebody ticked on its form, held together with it in one order. Named
    a thousand times they are looked up once."""
    here = public_discussion(session, slug)
    beside = {one.slug: one for one in public_discussions_in(session, series_of(session, here)) if one.slug != slug}
    wanted = {one for one in slugs if one != slug}
    if not wanted <= beside.keys():
        raise Missing
    chosen = [beside[one] for one in sorted(wanted)]
    for discussion in sorted([here, *chosen], key=lambda one: one.id or 0):
        hold(session, discussion)
    return chosen


def discussion_beside(session: Session, series: Series, slug: str) -> Discussion:
    """A public discussion of this series; of another it is missing."""
    found = next((one for one in public_discussions_in(session, series) if one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def _been_to(session: Session, person: Person) -> set[int]:
    """Where they asked for the door, or attended as far as it is settled."""
    asked = select(Visit.discussion_id).where(Visit.person_id == person.id)
    attended = select(Attendance.discussion_id).where(Attendance.person_id == person.id, Attendance.attended)
    return {*session.exec(asked).all(), *session.exec(attended).all()}


def _row(discussion: Discussion, own: Registration | None, *, came: bool, now: datetime) -> Row:
    if discussion.is_cancelled:
        return Row(discussion, Part.CANCELLED)
    if discussion.is_over(now):
        return Row(discussion, Part.CAME if came else Part.OVER)
    if own is None or own.is_cancelled:
        return Row(discussion, Part.OPEN if discussion.takes_registrations(now) else Part.CLOSED)
    return Row(discussion, PARTS[own.status], own)


def _answers(session: Session, registration: Registration, person: Person) -> Answers:
    said = session.exec(
        select(Consent).where(Consent.registration_id == registration.id).order_by(col(Consent.id))
    ).all()
    consents: dict[Purpose, bool] = {one.purpose: one.given for one in said}
    return Answers(
        full_name=registration.full_name, email=person.email, phone=registration.phone or person.phone,
        union=registration.union, union_level=registration.union_level, group=registration.group,
        sex=registration.sex, age_band=registration.age_band, province=registration.province,
        support=registration.support, language=person.language, timezone=person.timezone, discreet=person.discreet,
        consents=consents | {Purpose.TAKE_PART: True}, channel=CHANNEL, own=answers_of(session, registration),
    )  # fmt: skip

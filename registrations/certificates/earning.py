"""Who has earned a certificate: whoever attended (registrations/attendance/result.py), and whoever chaired, spoke, or
as an observer stands in the agenda. Derived by the clock once the discussion has ended; doing it twice changes nothing.

Each line of attendance remembers what certificates last followed; only those that say something else by now are read.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Update, and_, bindparam, or_, union, update
from sqlmodel import Session, SQLModel, col, select

from events.models import AgendaItem, Discussion, DiscussionState
from events.queries import hold
from foundation.database import Instant, insert_in
from foundation.people import Role
from foundation.prepared import Prepared
from registrations.attendance.models import Attendance
from registrations.certificates.models import CODE_LENGTH, REASON_LIMIT, Certificate, CertificateRule
from registrations.models import Registration
from speakers.models import Answer, Engagement

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without what is mistaken for something else when it is read aloud or typed: 59 bits in all."""
KEY = ("discussion_id", "person_id")
AT_ONCE = 500
CONTRIBUTED_LATELY = timedelta(days=30)
"""Contributions are looked for as long as the personal links of those who made them live."""
Earner = tuple[int, str, Role]


def discussions_due(session: Session, now: datetime) -> list[int]:
    """Numbers of discussions that have ended, and whose certificates are not what was earned."""
    return sorted(number for (number,) in DUE.all(session, {"now": now, "since": now - CONTRIBUTED_LATELY}))


def _due(_: str) -> CompoundSelect[Any]:
    now, since = bindparam("now", type_=Instant()), bindparam("since", type_=Instant())
    ended = and_(col(Discussion.ends_at) <= now, col(Discussion.state) == DiscussionState.PUBLISHED)
    attended = select(Attendance.discussion_id).join(
        Discussion, col(Discussion.id) == Attendance.discussion_id
    ).where(Attendance.attended != Attendance.certified, ended)  # fmt: skip
    contributed = select(Engagement.discussion_id).join(
        Discussion, col(Discussion.id) == Engagement.discussion_id
    ).where(
        col(Discussion.starts_at) > since, col(Discussion.starts_at) <= now, ended, _contributed()
    )  # fmt: skip
    return union(attended, contributed)


DUE = Prepared(_due)


def follow(session: Session, number: int, now: datetime) -> None:
    """Issue what was earned in this discussion, take back what was not; some hundreds at once, the rest next time."""
    discussion = session.get_one(Discussion, number)
    hold(session, discussion)
    lines = session.exec(
        select(Attendance).where(Attendance.discussion_id == number, Attendance.attended != Attendance.certified)
        .order_by(col(Attendance.person_id)).limit(AT_ONCE)
    ).all()  # fmt: skip
    if not discussion.is_published or discussion.ends_at > now:
        return
    there = [line.person_id for line in lines if line.attended]
    _give_back(session, discussion, there)
    _issue(session, discussion, [*_participants(session, discussion, there), *_contributors(session, discussion)], now)
    _take_back(session, [line for line in lines if not line.attended], now)
    for line in lines:
        line.certified = line.attended
    session.flush()


def _participants(session: Session, discussion: Discussion, people: Sequence[int]) -> Iterable[Earner]:
    """Under the name they typed. Who speaks is certified for that."""
    speaking = select(Engagement.person_id).where(Engagement.discussion_id == discussion.id, _contributes())
    found = select(Registration.person_id, Registration.full_name).where(
        Registration.discussion_id == discussion.id, col(Registration.person_id).in_(people),
        col(Registration.person_id).not_in(speaking),
    )  # fmt: skip
    return [(person_id, full_name, Role.PARTICIPANT) for person_id, full_name in session.exec(found).all()]


def _contributors(session: Session, discussion: Discussion) -> Iterable[Earner]:
    found = select(Engagement.person_id, Engagement.full_name, Engagement.role).where(
        Engagement.discussion_id == discussion.id, _contributed()
    )
    return [(person_id, full_name, Role(role)) for person_id, full_name, role in session.exec(found).all()]


def _contributed() -> ColumnElement[bool]:
    """Without a certificate yet."""
    has_one = select(col(Certificate.id)).where(
        col(Certificate.discussion_id) == col(Engagement.discussion_id),
        col(Certificate.person_id) == col(Engagement.person_id),
    ).exists()  # fmt: skip
    return and_(_contributes(), ~has_one)


def _contributes() -> ColumnElement[bool]:
    """Accepted; observers have a row of the agenda, else they are there as everybody is."""
    has_row = select(col(AgendaItem.id)).where(
        col(AgendaItem.discussion_id) == col(Engagement.discussion_id),
        col(AgendaItem.presenter_id) == col(Engagement.person_id),
    ).exists()  # fmt: skip
    return and_(col(Engagement.answer) == Answer.ACCEPTED, or_(col(Engagement.role) != Role.OBSERVER, has_row))


def _issue(session: Session, discussion: Discussion, earners: Iterable[Earner], now: datetime) -> None:
    """Once for each of them: whoever has one keeps it, code and all."""
    rule = session.get(CertificateRule, discussion.series_id)
    released_at = None if rule is not None and rule.by_hand else now
    same = {"discussion_id": discussion.id, "issued_at": now, "released_at": released_at, "wished_name": "",
            "wish_refused": "", "revoked_because": ""}  # fmt: skip
    rows = [{**same, "person_id": person_id, "full_name": full_name, "role": role, "code": a_code()}
            for person_id, full_name, role in earners]  # fmt: skip
    if rows:
        table = SQLModel.metadata.tables["certificate"]
        insert = insert_in(session.get_bind().dialect.name)(table).on_conflict_do_nothing(index_elements=KEY)
        session.execute(insert, rows)
        discussion.attention_at = now  # whoever was thanked before is told


def _take_back(session: Session, lines: Iterable[Attendance], now: datetime) -> None:
    """Of those who turned out not to have been there, for the reason that was given; what an organiser did stands."""
    for line in lines:
        theirs = _theirs(line.discussion_id, [line.person_id]).where(col(Certificate.revoked_at).is_(None))
        session.execute(theirs.values(revoked_at=now, revoked_because=line.reason[:REASON_LIMIT]))


def _give_back(session: Session, discussion: Discussion, people: Sequence[int]) -> None:
    """Of those who were there after all, under the same code; what an organiser took back by hand stays so."""
    theirs = _theirs(discussion.id or 0, people).where(col(Certificate.revoked_by_id).is_(None))
    session.execute(theirs.values(revoked_at=None, revoked_because=""))


def _theirs(number: int, people: Sequence[int]) -> Update:
    return update(Certificate).where(
        col(Certificate.discussion_id) == number, col(Certificate.person_id).in_(people),
        col(Certificate.role) == Role.PARTICIPANT,
    )  # fmt: skip


def a_code() -> str:
    """Nobody can guess the next one from those they know."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))

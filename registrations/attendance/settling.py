"""From all evidence to one line for each person. Doing it twice changes nothing: everything is derived anew, but what
somebody decided about a name or a person, which stays.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from events.rooms.models import RoomPlace
from foundation.database import insert_in
from foundation.people import Person
from foundation.zones import zone
from registrations.attendance.minutes_there import Evidence, Span, minutes_there
from registrations.attendance.models import Attendance, CheckIn, ReportedVisit, RoomName, RoomReport, Way
from registrations.attendance.recognising import Door, Known, Recogniser, Seen
from registrations.attendance.rule import apply_rule
from registrations.models import Registration, Visit
from speakers.engagements import ACTIVE
from speakers.models import Engagement

KEY = ("discussion_id", "person_id")
AT_ONCE = 500


@dataclass(frozen=True)
class CountedStay:
    """One stay of a counted report, and whose name it is under."""

    name_id: int
    person_id: int | None
    report_id: int
    span: Span | None
    minutes: int | None


def settle(session: Session, discussion: Discussion, now: datetime) -> None:
    """Recognise whom the counted reports name, and write everybody's line. The caller holds the discussion."""
    _recognise(session, discussion)
    merge(session, discussion, None, now)


def merge(session: Session, discussion: Discussion, people: Collection[int] | None, now: datetime) -> None:
    """Write the lines of these people, or of all, from everything that speaks for them."""
    evidence, counts = _evidence(session, discussion, people)
    known = set(evidence) | set(counts) | _with_a_line(session, discussion, people)
    if not known:
        return
    session.flush()
    before = _attended(session, discussion, people)
    table = SQLModel.metadata.tables["attendance"]
    insert = insert_in(session.get_bind().dialect.name)(table)
    upsert = insert.on_conflict_do_update(
        index_elements=KEY, set_={name: insert.excluded[name] for name in ("minutes", "check_ins")}
    )
    session.execute(upsert, [
        {"discussion_id": discussion.id, "person_id": person_id, "check_ins": counts.get(person_id, 0), "reason": "",
         "attended": False, "by_hand": None, "by_id": None,
         "minutes": minutes_there(evidence.get(person_id, Evidence()), discussion.starts_at, discussion.ends_at)}
        for person_id in sorted(known)  # in one order, so that two who write at once do not wait for each other
    ])  # fmt: skip
    apply_rule(session, discussion, None if people is None else sorted(known))
    _read_anew(session, Attendance)
    look_again(session, discussion, before ^ _attended(session, discussion, people), now)


def look_again(session: Session, discussion: Discussion, people: Collection[int], now: datetime) -> None:
    """After the end letters depend on who was there; before it nothing does."""
    if now < discussion.ends_at:
        return
    changed, numbers = sorted(people), col(Registration.person_id)
    for start in range(0, len(changed), AT_ONCE):
        mine = update(Registration).where(col(Registration.discussion_id) == discussion.id,
                                          numbers.in_(changed[start : start + AT_ONCE]))  # fmt: skip
        session.execute(mine.values(attention=True).execution_options(synchronize_session=False))


def _recognise(session: Session, discussion: Discussion) -> None:
    """Everybody whom the counted reports name and nobody has decided about."""
    recogniser = Recogniser(_known(session, discussion), Door(_clicks(session, discussion, None)))
    names = session.exec(
        select(RoomName).where(RoomName.discussion_id == discussion.id, col(RoomName.decided_at).is_(None))
    ).all()  # fmt: skip
    joined: dict[int, list[datetime]] = defaultdict(list)
    for stay in _stays(session, discussion, None):
        if stay.span is not None:
            joined[stay.name_id].append(stay.span[0])
    changed = []
    for one in names:
        found = recogniser.recognise(Seen(one.name, one.email, joined.get(one.id or 0, [])))
        if (one.person_id, one.how, one.suggested) != (found.person_id, found.how, list(found.suggested)):
            changed.append({"number": one.id, "who": found.person_id, "by": found.how, "maybe": list(found.suggested)})
    if changed:
        table = SQLModel.metadata.tables["roomname"]
        session.connection().execute(
            table.update().where(table.c.id == bindparam("number"))
            .values(person_id=bindparam("who"), how=bindparam("by"), suggested=bindparam("maybe")), changed
        )  # fmt: skip
        _read_anew(session, RoomName)


def _known(session: Session, discussion: Discussion) -> list[Known]:
    """Whoever ever registered, who speaks, since a host in the room is no stranger, and by which address of ours the
    provider of the room knows them."""
    registered = select(Registration.person_id, Registration.full_name, Person.email).join(Person).where(
        Registration.discussion_id == discussion.id
    )  # fmt: skip
    speaking = select(Engagement.person_id, Engagement.full_name, Person.email).join(
        Person, col(Person.id) == Engagement.person_id
    ).where(Engagement.discussion_id == discussion.id, col(Engagement.answer).in_(ACTIVE))  # fmt: skip
    placed = select(RoomPlace.person_id, Registration.full_name, RoomPlace.alias).join(
        Registration, (col(Registration.person_id) == RoomPlace.person_id)
        & (col(Registration.discussion_id) == RoomPlace.discussion_id)
    ).where(RoomPlace.discussion_id == discussion.id)  # fmt: skip
    return [Known(*row) for found in (registered, speaking, placed) for row in session.exec(found).all()]


def _evidence(
    session: Session, discussion: Discussion, people: Collection[int] | None
) -> tuple[dict[int, Evidence], dict[int, int]]:
    """What is known of each person, and how many check-ins they have."""
    evidence: dict[int, Evidence] = defaultdict(Evidence)
    counts: dict[int, int] = defaultdict(int)
    for stay in _stays(session, discussion, people):
        if stay.person_id is None:
            continue
        if stay.span is not None and stay.minutes is None:
            evidence[stay.person_id].spans.append(stay.span)
        else:
            sums = evidence[stay.person_id].sums
            sums[stay.report_id] = sums.get(stay.report_id, 0) + (stay.minutes or 0)
    for person_id, at, way in session.exec(_of(people, select(CheckIn.person_id, CheckIn.at, CheckIn.way), CheckIn)
                                           .where(CheckIn.discussion_id == discussion.id)).all():  # fmt: skip
        counts[person_id] += 1
        if way is Way.TAP:
            evidence[person_id].taps.append(at)
    for at, person_id in _clicks(session, discussion, people):
        if person_id in evidence:
            evidence[person_id].clicks.append(at)
    return evidence, counts


def _stays(session: Session, discussion: Discussion, people: Collection[int] | None) -> Iterator[CountedStay]:
    """What the counted reports have; with `people`, only what is theirs."""
    reports = session.exec(
        select(RoomReport.id, RoomReport.timezone)
        .where(RoomReport.discussion_id == discussion.id, col(RoomReport.counted_at).is_not(None))
    ).all()  # fmt: skip
    zones = {number: zone(name) for number, name in reports}
    found = columns(
        col(RoomName.id), col(RoomName.person_id), col(ReportedVisit.report_id), col(ReportedVisit.joined_at_local),
        col(ReportedVisit.left_at_local), col(ReportedVisit.minutes),
    ).join(ReportedVisit, col(ReportedVisit.name_id) == RoomName.id).where(
        col(ReportedVisit.report_id).in_([number for number, _ in reports])
    )  # fmt: skip
    for name_id, person_id, report_id, joined, left, minutes in session.execute(_of(people, found, RoomName)):
        has_hours = joined is not None and left is not None
        here = zones[report_id]
        span = (_instant(joined, here), _instant(left, here)) if has_hours else None
        yield CountedStay(name_id, person_id, report_id, span, minutes)


def _instant(wall: datetime, here: tzinfo) -> datetime:
    return wall.replace(tzinfo=here).astimezone(UTC)


def _clicks(
    session: Session, discussion: Discussion, people: Collection[int] | None
) -> Sequence[tuple[datetime, int]]:
    found = select(Visit.joined_at, Visit.person_id).where(Visit.discussion_id == discussion.id)
    return [(at, person_id) for at, person_id in session.exec(_of(people, found, Visit)).all()]


def _with_a_line(session: Session, discussion: Discussion, people: Collection[int] | None) -> set[int]:
    found = select(Attendance.person_id).where(Attendance.discussion_id == discussion.id)
    return set(session.exec(_of(people, found, Attendance)).all())


def _attended(session: Session, discussion: Discussion, people: Collection[int] | None) -> set[int]:
    found = select(Attendance.person_id).where(Attendance.discussion_id == discussion.id, Attendance.attended)
    return set(session.exec(_of(people, found, Attendance)).all())


def _read_anew(session: Session, table: type[SQLModel]) -> None:
    """Rows that were written past this session."""
    for row in list(session.identity_map.values()):
        if isinstance(row, table):
            session.expire(row)


def _of(people: Collection[int] | None, found: Any, table: Any) -> Any:
    return found if people is None else found.where(col(table.person_id).in_(people))

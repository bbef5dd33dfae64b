"""Reports of the room taken in: looked at first, then counted, and thrown away when they were the wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from events.queries import hold
from foundation.database import insert_in
from foundation.languages import say
from foundation.moments import instant_followed
from foundation.people import clean_text
from foundation.refusals import Conflict, Missing
from foundation.zones import zone
from registrations.attendance.models import FILE_NAME_LIMIT, ReportedVisit, RoomName, RoomReport
from registrations.attendance.room_report import Report, read_report
from registrations.attendance.settling import settle

KEY_LIMIT = 500


@dataclass(frozen=True)
class Preview:
    """What a report would say, read by the clock of a zone."""

    timezone: str
    stays: int
    names: int
    first_at: datetime | None
    last_at: datetime | None
    during: int
    """How many of the stays reach into the discussion."""
    sample: Sequence[tuple[str, datetime | None, datetime | None, int | None]]

    @property
    def is_doubtful(self) -> bool:
        """Most of it lies outside the discussion: somebody else's clock."""
        return self.first_at is not None and self.during * 2 < self.stays


def take_in(
    session: Session, discussion: Discussion, content: bytes, file_name: str, *, by_id: int | None, now: datetime
) -> RoomReport:  # fmt: skip
    """Keep what the file says; it does not count yet. Its times are those of the discussion's zone until somebody says
    otherwise. Refused before the start, and when it is no report of this discussion."""
    if now < discussion.starts_at:
        raise Conflict(say("A report of the room can be uploaded once the discussion has begun."))
    return keep_report(
        session, discussion, read_report(content, discussion.starts_at_local.date()), file_name, by_id=by_id, now=now
    )


def keep_report(
    session: Session, discussion: Discussion, report: Report, file_name: str, *, by_id: int | None, now: datetime
) -> RoomReport:  # fmt: skip
    """What a report says, to be looked at before it counts."""
    assert discussion.id is not None, "stored rows have a number"
    row = RoomReport(
        discussion_id=discussion.id, platform=report.platform, file_name=clean_text(file_name)[:FILE_NAME_LIMIT],
        timezone="UTC" if report.is_utc else discussion.timezone, uploaded_at=now, by_id=by_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _keep_stays(session, row, report)
    return row


def count_report(
    session: Session, discussion: Discussion, report: RoomReport, *, timezone: str, now: datetime
) -> None:  # fmt: skip
    """From now on it counts, its times read by the clock of this zone."""
    zone(timezone)
    hold(session, discussion)
    report.timezone, report.counted_at = timezone, now
    discussion.attention_at = now  # from now on it is known who did not come
    session.flush()
    settle(session, discussion, now)


def discard_report(session: Session, discussion: Discussion, report: RoomReport, now: datetime) -> None:
    """As if it had never come; what was decided about names is kept for the next one."""
    hold(session, discussion)
    session.delete(report)
    session.flush()
    seen = select(ReportedVisit.id).where(ReportedVisit.name_id == RoomName.id).exists()
    session.execute(delete(RoomName).where(
        col(RoomName.discussion_id) == discussion.id, col(RoomName.decided_at).is_(None), ~seen))  # fmt: skip
    settle(session, discussion, now)


def reports_of(session: Session, discussion: Discussion) -> Sequence[RoomReport]:
    """The reports of a discussion, the latest first."""
    return session.exec(
        select(RoomReport).where(RoomReport.discussion_id == discussion.id).order_by(col(RoomReport.id).desc())
    ).all()  # fmt: skip


def report_in(session: Session, discussion: Discussion, number: int) -> RoomReport:
    """A report about this discussion, which the caller has found to belong to the office."""
    found = session.get(RoomReport, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def preview(session: Session, discussion: Discussion, report: RoomReport, timezone: str) -> Preview:
    """What it would say if its times were those of this zone."""
    zone(timezone)
    rows = session.exec(
        select(RoomName.id, RoomName.name, ReportedVisit).join(ReportedVisit)
        .where(ReportedVisit.report_id == report.id).order_by(ReportedVisit.joined_at_local, ReportedVisit.id)  # type: ignore[arg-type]
    ).all()  # fmt: skip
    read = [
        (name, _instant(stay.joined_at_local, timezone), _instant(stay.left_at_local, timezone), stay.minutes)
        for _, name, stay in rows
    ]
    spans = [(joined, left) for _, joined, left, _ in read if joined is not None and left is not None]
    return Preview(
        timezone, len(rows), len({number for number, _, _ in rows}),
        min((joined for joined, _ in spans), default=None), max((left for _, left in spans), default=None),
        sum(joined < discussion.ends_at and left > discussion.starts_at for joined, left in spans), read[:10],
    )  # fmt: skip


def folded(name: str, email: str) -> str:
    """The key of somebody in the room: capitals and spaces do not make another."""
    return f"{email.casefold()}\n{clean_text(name).casefold()}"[:KEY_LIMIT]


def _instant(wall: datetime | None, timezone: str) -> datetime | None:
    return None if wall is None else instant_followed(wall, timezone)


def _keep_stays(session: Session, row: RoomReport, report: Report) -> None:
    numbers = _numbers_of_names(session, row.discussion_id, {
        folded(stay.name, stay.email): (stay.name, stay.email) for stay in report.stays
    })  # fmt: skip
    session.execute(SQLModel.metadata.tables["reportedvisit"].insert(), [
        {"report_id": row.id, "name_id": numbers[folded(stay.name, stay.email)], "joined_at_local": stay.joined,
         "left_at_local": stay.left, "minutes": stay.minutes}
        for stay in report.stays
    ])  # fmt: skip


def _numbers_of_names(
    session: Session, discussion_id: int, shown: dict[str, tuple[str, str]]
) -> dict[str, int]:  # fmt: skip
    """The rows of these names by key, made if new."""
    table = SQLModel.metadata.tables["roomname"]
    insert = insert_in(session.get_bind().dialect.name)(table).on_conflict_do_nothing(
        index_elements=("discussion_id", "key")
    )
    session.execute(insert, [
        {"discussion_id": discussion_id, "key": key, "name": name, "email": email, "suggested": []}
        for key, (name, email) in shown.items()
    ])  # fmt: skip
    rows = session.execute(select(table.c.key, table.c.id).where(table.c.discussion_id == discussion_id)).all()
    return {key: number for key, number in rows if key in shown}

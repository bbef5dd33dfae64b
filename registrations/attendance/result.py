"""Whether a person was there, for whoever asks in a statement: letters, lists, reports, certificates."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from events.models import Discussion
from registrations.attendance.models import Attendance, RoomReport
from registrations.models import Registration, Visit


def attended(discussion: Discussion, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """By the rule of the series, or by hand. What is earned rests on this."""
    return _line(discussion, person_id).where(col(Attendance.attended)).exists()


def was_there(discussion: Discussion, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """Attended; or came, as long as no report of the room says how long: who asked for the door, or said "here", is not
    told that they were missed because an organiser has not got round to the report (decisions/0031)."""
    denied = _line(discussion, person_id).where(col(Attendance.by_hand).is_(False)).exists()
    came = and_(_came(discussion, person_id), ~denied, ~_is_counted(discussion))
    return or_(attended(discussion, person_id), came)


def is_known(discussion: Discussion) -> ColumnElement[bool]:
    """Whether anything says who was there: a report of the room, or anybody of the registered who came."""
    somebody = select(col(Registration.id)).where(
        col(Registration.discussion_id) == discussion.id, _came(discussion, col(Registration.person_id))
    )  # fmt: skip
    return or_(_is_counted(discussion), somebody.exists())


def was_there_beside(line: Any, visit_id: SQLCoreOperations[Any], discussion_id: Any) -> ColumnElement[bool]:
    """As `was_there`, of many people in many discussions: `line` is their Attendance and `visit_id` that of a Visit,
    both joined, both perhaps missing."""
    counted = select(col(RoomReport.discussion_id)).where(col(RoomReport.counted_at).is_not(None))
    came = or_(visit_id.is_not(None), line.minutes > 0, line.check_ins > 0)
    is_not_denied = func.coalesce(line.by_hand, true())
    return or_(func.coalesce(line.attended, false()), and_(came, is_not_denied, discussion_id.not_in(counted)))


def _came(discussion: Discussion, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    asked = select(col(Visit.id)).where(col(Visit.discussion_id) == discussion.id, col(Visit.person_id) == person_id)
    evident = or_(col(Attendance.minutes) > 0, col(Attendance.check_ins) > 0, col(Attendance.by_hand).is_(True))
    return or_(asked.exists(), _line(discussion, person_id).where(evident).exists())


def _is_counted(discussion: Discussion) -> ColumnElement[bool]:
    return select(col(RoomReport.id)).where(
        col(RoomReport.discussion_id) == discussion.id, col(RoomReport.counted_at).is_not(None)
    ).exists()  # fmt: skip


def _line(discussion: Discussion, person_id: SQLCoreOperations[int]) -> Select[Any]:
    return select(col(Attendance.person_id)).where(
        col(Attendance.discussion_id) == discussion.id, col(Attendance.person_id) == person_id
    )  # fmt: skip

"""Who attended: who said "here" twice, or was there for enough of the minutes, or whom an organiser says did.

One statement over all lines of a discussion, so that a change of the rule is true for everybody at once.
"""

from datetime import datetime

from sqlalchemy import and_, case, or_, update
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.first_rows import row_for
from foundation.languages import say
from foundation.refusals import Refused
from registrations.attendance.models import USUAL_PERCENT, Attendance, AttendanceRule


def percent_of(session: Session, series_id: int) -> int:
    """How many percent of the minutes are enough in this series."""
    rule = session.get(AttendanceRule, series_id)
    return USUAL_PERCENT if rule is None else rule.percent


def set_percent(session: Session, series: Series, percent: int | None, now: datetime) -> None:
    """From now on, for every discussion of the series, those that are over as well."""
    if percent is None or not 1 <= percent <= 100:
        raise Refused(say("Please write a number from 1 to 100."), "percent")
    assert series.id is not None, "stored rows have a number"
    row_for(session, AttendanceRule(series_id=series.id, percent=percent)).percent = percent
    session.flush()
    for discussion in session.exec(select(Discussion).where(Discussion.series_id == series.id)).all():
        apply_rule(session, discussion)
        discussion.attention_at = now  # who is thanked or missed may be somebody else now
    session.flush()


def apply_rule(session: Session, discussion: Discussion, people: list[int] | None = None) -> None:
    """Let `attended` follow from the rest of each line, of these people or of all."""
    percent = percent_of(session, discussion.series_id)
    by_hand, minutes = col(Attendance.by_hand), col(Attendance.minutes)
    enough = and_(minutes > 0, minutes * 100 >= percent * discussion.minutes)
    by_rule = or_(col(Attendance.check_ins) >= 2, enough)
    follow = update(Attendance).where(col(Attendance.discussion_id) == discussion.id).values(
        attended=case((by_hand.is_not(None), by_hand), else_=by_rule)
    )  # fmt: skip
    if people is not None:
        follow = follow.where(col(Attendance.person_id).in_(people))
    session.execute(follow.execution_options(synchronize_session=False))

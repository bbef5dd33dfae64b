"""What was held: technical inputs noted on the way, and the timings that the chair confirms afterwards.

The summary and the letters of thanks read `Record`, `RecordedItem` and `TechnicalInput`, never the acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.people import Role, clean_text
from foundation.refusals import Conflict, Missing, Refused
from live.acts import agenda_of, show_now
from live.models import NOTE_LIMIT, Record, RecordedItem, TechnicalInput
from live.pulse import stir
from live.run_of_show import MINUTE, Step
from speakers.models import Engagement
from speakers.queries import active_engagements

LONGEST = 600


@dataclass(frozen=True)
class Noted:
    """A technical input with the name of whoever gave it."""

    row: TechnicalInput
    name: str


def note_input(
    session: Session, discussion: Discussion, engagement: Engagement | None, note: str, *, now: datetime
) -> None:
    """What was said, in the chair's words. Without an engagement it was the chair's own."""
    note = clean_text(note)
    if now < discussion.door_opens_at():
        raise Conflict(say("Inputs can be noted from half an hour before the start on."))
    if engagement is not None and (engagement.discussion_id != discussion.id or not engagement.is_accepted):
        raise Missing
    if not 0 < len(note) <= NOTE_LIMIT:
        raise Refused(say("Write what was said, in at most {limit} characters.", limit=NOTE_LIMIT), "note")
    assert discussion.id is not None, "stored rows have a number"
    person_id = engagement.person_id if engagement is not None else None
    session.add(TechnicalInput(discussion_id=discussion.id, person_id=person_id, note=note, at=now))
    session.flush()
    stir(session, discussion, "questions")


def strike_input(session: Session, discussion: Discussion, number: int) -> None:
    """Out of the notes. Twice is once."""
    session.execute(delete(TechnicalInput).where(
        col(TechnicalInput.discussion_id) == discussion.id, col(TechnicalInput.id) == number
    ))  # fmt: skip
    stir(session, discussion, "questions")


def inputs_in(session: Session, discussion: Discussion) -> list[Noted]:
    """In the order in which they were noted."""
    people = active_engagements(session, discussion)
    names = {one.person_id: one.full_name for one in people}
    chair = next((one.full_name for one in people if one.role == Role.CHAIR), "")
    rows = session.exec(
        select(TechnicalInput).where(TechnicalInput.discussion_id == discussion.id).order_by(col(TechnicalInput.id))
    ).all()
    return [Noted(row, names.get(row.person_id, "") if row.person_id else chair) for row in rows]


def confirm(
    session: Session, discussion: Discussion, minutes: Sequence[int | None], *, by_id: int | None, now: datetime
) -> None:
    """So long each row of the agenda took. Confirming again replaces what was confirmed before."""
    hold(session, discussion)
    agenda = agenda_of(session, discussion)
    show = show_now(session, discussion, now)
    if discussion.is_cancelled or not (show.is_over or discussion.is_over(now)):
        raise Conflict(say("The timings can be confirmed when the discussion has ended."))
    if len(minutes) != len(agenda):
        raise Conflict(say("The agenda has changed meanwhile. Please look again."))
    for position, length in enumerate(minutes):
        if length is None or not 0 <= length <= LONGEST:
            raise Refused(say("Write how many minutes this took; 0 if it was left out."), f"minutes-{position}")
    _forget(session, discussion)
    assert discussion.id is not None, "stored rows have a number"
    began_at, ended_at = show.began_at or discussion.starts_at, show.ended_at or discussion.ends_at
    session.add(Record(discussion_id=discussion.id, began_at=began_at, ended_at=ended_at, confirmed_at=now,
                       by_id=by_id))  # fmt: skip
    session.flush()
    session.add_all(
        RecordedItem(discussion_id=discussion.id, position=position, kind=row.item.kind, title=row.item.title,
                     planned_minutes=row.item.minutes, minutes=minutes[position] or 0)
        for position, row in enumerate(agenda)
    )  # fmt: skip
    session.flush()


def minutes_held(step: Step, *, has_begun: bool) -> int:
    """What the page offers to confirm: as it was, to the nearest minute; as planned where nobody pressed anything."""
    if not has_begun:
        return int(step.planned / MINUTE)
    return round((step.ends_at - step.begins_at) / MINUTE) if step.has_begun else 0


def record_of(session: Session, discussion: Discussion) -> tuple[Record, Sequence[RecordedItem]] | None:
    """What the chair has confirmed, if they have."""
    found = session.get(Record, discussion.id)
    if found is None:
        return None
    rows = select(RecordedItem).where(RecordedItem.discussion_id == discussion.id)
    return found, session.exec(rows.order_by(col(RecordedItem.position))).all()


def _forget(session: Session, discussion: Discussion) -> None:
    session.execute(delete(RecordedItem).where(col(RecordedItem.discussion_id) == discussion.id))
    session.execute(delete(Record).where(col(Record.discussion_id) == discussion.id))

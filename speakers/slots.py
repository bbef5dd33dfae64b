"""Who presents which row of the agenda: rows name engagements here, people one floor below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from events.agenda import Row, items_of, set_agenda, timed
from events.models import AgendaItem, Discussion
from events.plans import Wrongs
from events.queries import hold
from events.schedule import refuse_if_closed
from foundation.languages import say
from foundation.refusals import Refused
from speakers.models import Engagement
from speakers.queries import active_engagements

LONGEST_PART = 200


@dataclass(frozen=True, kw_only=True)
class SlotRow:
    """One row as it comes from a page or a program; `presenter` is the number of an engagement."""

    kind: str
    minutes: int | None
    title: str = ""
    presenter: int | None = None


@dataclass(frozen=True)
class Slot:
    """A row with its derived time and its presenter. None is to be confirmed."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime
    engagement: Engagement | None


def plan_agenda(session: Session, discussion: Discussion, rows: Sequence[SlotRow], now: datetime) -> list[Slot]:
    """Replace the agenda of a discussion that is neither over nor cancelled."""
    hold(session, discussion)
    refuse_if_closed(discussion, now)
    active = {engagement.id: engagement for engagement in active_engagements(session, discussion)}
    with Wrongs() as wrongs:
        presented = [wrongs.note(_row, row, position, active) for position, row in enumerate(rows)]
    before = _said(items_of(session, discussion))
    if _said(set_agenda(session, discussion, presented)) != before:
        discussion.agenda_changed_at = discussion.attention_at = now
        session.flush()
    return slots_of(session, discussion)


def slots_of(session: Session, discussion: Discussion) -> list[Slot]:
    """The agenda of this moment: two queries, whatever its length."""
    by_person = {engagement.person_id: engagement for engagement in active_engagements(session, discussion)}
    return [
        Slot(row.item, row.starts_at, row.ends_at, by_person.get(row.item.presenter_id or 0))
        for row in timed(discussion, items_of(session, discussion))
    ]


def own_slots(slots: Sequence[Slot], engagement: Engagement) -> list[Slot]:
    """The rows this person presents."""
    return [slot for slot in slots if slot.engagement is not None and slot.engagement.id == engagement.id]


def part_in(slots: Sequence[Slot], engagement: Engagement, starts_at: datetime) -> str:
    """The own rows as minutes from the start and length, `10+25 55+15`; `-` without any. Never empty, and alike
    wherever the whole discussion moves to."""
    own = own_slots(slots, engagement)
    written = " ".join(f"{(slot.starts_at - starts_at) // timedelta(minutes=1)}+{slot.item.minutes}" for slot in own)
    return written[:LONGEST_PART] or "-"


def text_of(slots: Sequence[Slot]) -> str:
    """A print of the whole agenda as calendars show it: rows, titles, and who has agreed to present them."""
    rows = [
        (slot.item.kind.value, slot.item.minutes, slot.item.title,
         slot.engagement.full_name if slot.engagement is not None and slot.engagement.is_accepted else "")
        for slot in slots
    ]  # fmt: skip
    return sha256(repr(rows).encode()).hexdigest() if rows else ""


def _said(items: Sequence[AgendaItem]) -> list[tuple[object, ...]]:
    return [(item.kind, item.minutes, item.title, item.presenter_id) for item in items]


def _row(row: SlotRow, position: int, active: dict[int | None, Engagement]) -> Row:
    presenter = active.get(row.presenter) if row.presenter is not None else None
    if row.presenter is not None and presenter is None:
        raise Refused(say("This presenter has no role in the discussion."), f"{position}.presenter")
    return Row(
        kind=row.kind, minutes=row.minutes, title=row.title,
        presenter_id=presenter.person_id if presenter else None, presenter_role=presenter.role if presenter else None,
    )  # fmt: skip

"""The agenda: what happens in which order. Times are derived, presentations are short (product.md, rules 1 and 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, select

from events.models import AgendaItem, Discussion, ItemKind, LimitScope, Series
from events.queries import hold
from foundation.languages import Message, say, say_many
from foundation.people import Role, clean_text
from foundation.refusals import Refused, SeveralRefused

MOST_ITEMS, TITLE_LIMIT = 60, 200


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as an organiser writes it. The presenter is a person who has `presenter_role` in the discussion."""

    kind: str
    minutes: int | None
    title: str = ""
    presenter_id: int | None = None
    presenter_role: Role | None = None


@dataclass(frozen=True)
class TimedItem:
    """A row with its derived time."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime


def set_agenda(session: Session, discussion: Discussion, rows: Sequence[Row]) -> list[AgendaItem]:
    """Replace the agenda. Refused, naming each row, when one breaks a rule; then nothing is changed.

    `field` of a refusal is `<row>.<column>`, rows counted from 0.
    """
    hold(session, discussion)
    series = session.get_one(Series, discussion.series_id)
    items = [_item(discussion, position, row) for position, row in enumerate(rows)]
    if wrongs := [*_wrong_rows(series, items), *_wrong_whole(series, items, discussion.minutes)]:
        raise wrongs[0] if len(wrongs) == 1 else SeveralRefused(wrongs)
    session.execute(delete(AgendaItem).where(AgendaItem.discussion_id == discussion.id))  # type: ignore[arg-type]
    session.add_all(items)
    session.flush()
    return items


def refuse_overrun(series: Series, items: Sequence[AgendaItem], minutes: int) -> None:
    """Refused when these rows do not fit into `minutes`, or break the limit of the series as a whole."""
    if wrongs := _wrong_whole(series, items, minutes):
        raise wrongs[0]


def items_of(session: Session, discussion: Discussion) -> list[AgendaItem]:
    rows = select(AgendaItem).where(AgendaItem.discussion_id == discussion.id)
    return list(session.exec(rows.order_by(AgendaItem.position)).all())  # type: ignore[arg-type]


def timed(discussion: Discussion, items: Sequence[AgendaItem]) -> list[TimedItem]:
    """Each row from the start of the discussion plus the minutes of the rows before."""
    begins, out = discussion.starts_at, []
    for item in items:
        ends = begins + timedelta(minutes=item.minutes)
        out.append(TimedItem(item, begins, ends))
        begins = ends
    return out


def total_minutes(items: Sequence[AgendaItem]) -> int:
    return sum(item.minutes for item in items)


def presentation_minutes(items: Sequence[AgendaItem]) -> int:
    """All presentations together; above the limit the desk warns when the series says `each`."""
    return sum(item.minutes for item in items if item.kind == ItemKind.PRESENTATION)


def usual_agenda() -> list[Row]:
    """A usual 90 minutes (domain.md, Agenda), to begin with."""
    plan = [("opening", 5), ("welcome", 5), ("presentation", 25), ("panel", 25), ("questions", 15),
            ("technical_input", 10), ("closing", 5)]  # fmt: skip
    return [Row(kind=kind, minutes=minutes) for kind, minutes in plan]


def _item(discussion: Discussion, position: int, row: Row) -> AgendaItem:
    assert discussion.id is not None, "flushed rows have a number"
    kind: Any = ItemKind(row.kind) if row.kind in list(ItemKind) else row.kind  # any other is refused in a moment
    return AgendaItem(
        discussion_id=discussion.id, position=position, kind=kind, title=clean_text(row.title),
        minutes=row.minutes or 0, presenter_id=row.presenter_id,
        presenter_role=row.presenter_role if row.presenter_id is not None else None,
    )  # fmt: skip


def _wrong_rows(series: Series, items: Sequence[AgendaItem]) -> list[Refused]:
    wrongs = []
    for item in items:
        if wrong := _wrong_with(series, item):
            sentence, column = wrong
            wrongs.append(Refused(sentence, f"{item.position}.{column}"))
    return wrongs


def _wrong_with(series: Series, item: AgendaItem) -> tuple[Message, str] | None:
    limit = series.presentation_limit_minutes
    if item.kind not in list(ItemKind):
        return say("Please choose what kind of row this is."), "kind"
    if not 1 <= item.minutes <= 600:
        return say("Write how many minutes this takes, at least 1."), "minutes"
    if len(item.title) > TITLE_LIMIT:
        return say("A title can have {limit} characters at most.", limit=TITLE_LIMIT), "title"
    if item.kind == ItemKind.PRESENTATION and item.minutes > limit:
        return say("A presentation takes at most {limit} minutes.", limit=limit), "minutes"
    if item.kind == ItemKind.PRESENTATION and item.presenter_role == Role.OBSERVER:
        return say("An observer has no presentation. Choose technical input, or another presenter."), "presenter"
    return None


def _wrong_whole(series: Series, items: Sequence[AgendaItem], minutes: int) -> list[Refused]:
    total, limit = total_minutes(items), series.presentation_limit_minutes
    if len(items) > MOST_ITEMS:
        return [Refused(say("An agenda can have {limit} rows at most.", limit=MOST_ITEMS), "agenda")]
    if total > minutes:
        return [Refused(
            say_many("The agenda takes {total} minutes, the discussion {minutes}. Take away {count} minute.",
                     "The agenda takes {total} minutes, the discussion {minutes}. Take away {count} minutes.",
                     total - minutes, total=total, minutes=minutes), "agenda")]  # fmt: skip
    if series.presentation_limit_scope == LimitScope.TOTAL and presentation_minutes(items) > limit:
        return [Refused(
            say("All presentations together take at most {limit} minutes in this series.", limit=limit), "agenda"
        )]  # fmt: skip
    return []

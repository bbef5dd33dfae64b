"""What a chair may do to the run: begin, go on, extend, skip, go back, end. One act at a time, each a row for good.

Who acts names the number of the last act they saw. Of two at the same moment one is first; when the other wanted the
same it is done already, and else they are asked to look again (decisions/0047).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from events.agenda import TimedItem, items_of, timed
from events.models import Discussion, ItemKind, LimitScope, Series
from events.queries import hold, series_of
from foundation.languages import say
from foundation.refusals import Conflict, Refused
from live.models import LONGEST_EXTENSION, Act, ActKind
from live.pulse import stir
from live.run_of_show import MINUTE, Show, Step, show_of


class Wish(StrEnum):
    """What the buttons of the console say."""

    NEXT = "next"
    EXTEND = "extend"
    SKIP = "skip"
    BACK = "back"


@dataclass(frozen=True)
class Wanted:
    """One press of a button: `number` is the act seen last, `position` the row to skip."""

    wish: str
    number: int
    minutes: int = 0
    position: int = 0


@dataclass(frozen=True)
class Limit:
    """How long presentations may be planned, and which rows are presentations."""

    minutes: int
    scope: LimitScope
    presentations: frozenset[int]


def acts_of(session: Session, discussion: Discussion) -> Sequence[Act]:
    return session.exec(select(Act).where(Act.discussion_id == discussion.id).order_by(col(Act.number))).all()


def agenda_of(session: Session, discussion: Discussion) -> list[TimedItem]:
    return timed(discussion, items_of(session, discussion))


def show_now(session: Session, discussion: Discussion, now: datetime) -> Show:
    """Where the discussion stands at this moment."""
    return show_of(
        agenda_of(session, discussion), acts_of(session, discussion), now, since=discussion.door_opens_at()
    )


def do(session: Session, discussion: Discussion, wanted: Wanted, *, by_id: int | None, now: datetime) -> None:
    """Write the act that `wanted` asks for. Refused while the door is shut, and where the run has moved on meanwhile;
    the same press twice is once."""
    hold(session, discussion)
    refuse_unless_under_way(discussion, now)
    agenda, acts = agenda_of(session, discussion), acts_of(session, discussion)
    show = show_of(agenda, acts, now, since=discussion.door_opens_at())
    if wanted.number != show.number:
        if _is_done_already(wanted, acts):
            return
        raise Conflict(say("Somebody else was a moment faster. Please look where the discussion stands, and go on."))
    kind, position = decided(show, wanted, _limit(series_of(session, discussion), agenda))
    at = max(now, acts[-1].at) if acts else now  # clocks of several machines differ by a little
    assert discussion.id is not None, "stored rows have a number"
    session.add(Act(discussion_id=discussion.id, number=show.number + 1, kind=kind, position=position,
                    minutes=wanted.minutes if kind == ActKind.EXTENDED else 0, at=at, by_id=by_id))  # fmt: skip
    session.flush()
    stir(session, discussion, "acts")


def decided(show: Show, wanted: Wanted, limit: Limit) -> tuple[ActKind, int]:
    """The act and the row it is about. Refused when it makes no sense as things stand, or plans a presentation above
    the limit."""
    if wanted.wish == Wish.BACK:
        if show.last_act is None:
            raise Conflict(say("There is nothing to go back to."))
        return ActKind.TAKEN_BACK, show.last_act.position
    if show.is_over:
        raise Conflict(say("The discussion has ended. Go back first if it goes on."))
    if wanted.wish == Wish.NEXT:
        return _next(show)
    if wanted.wish == Wish.SKIP:
        return ActKind.SKIPPED, _to_skip(show, wanted.position)
    if wanted.wish == Wish.EXTEND:
        return ActKind.EXTENDED, _to_extend(show, wanted.minutes, limit)
    raise Refused(say("Please use one of the buttons offered."))


def refuse_unless_under_way(discussion: Discussion, now: datetime) -> None:
    """From half an hour before the start until an hour after the end, as the door is open."""
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if now < discussion.door_opens_at():
        raise Conflict(say("The discussion can begin when the door is open, 30 minutes before the start."))
    if now >= discussion.door_closes_at():
        raise Conflict(say("This discussion is over."))


def _next(show: Show) -> tuple[ActKind, int]:
    if show.coming is not None:
        return ActKind.BEGUN, show.coming.position
    if not show.steps:
        raise Conflict(say("The agenda is empty. The organisers can fill it at any time."))
    return ActKind.ENDED, len(show.steps) - 1


def _to_skip(show: Show, position: int) -> int:
    if not any(step.position == position and step.is_to_come for step in show.steps):
        raise Conflict(say("Only what is still to come can be skipped."))
    return position


def _to_extend(show: Show, minutes: int, limit: Limit) -> int:
    running = show.running
    if running is None:
        raise Conflict(say("Nothing runs that could be extended."))
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise Refused(say("Please use one of the buttons offered."))
    if running.position in limit.presentations and _planned(show, running, limit) + minutes > limit.minutes:
        raise Refused(say("A presentation is planned for {limit} minutes at most. It may run over: then its clock "
                          "counts upwards.", limit=limit.minutes))  # fmt: skip
    return running.position


def _planned(show: Show, running: Step, limit: Limit) -> int:
    """Minutes that the limit holds for: of this presentation, or of all that are held."""
    if limit.scope == LimitScope.EACH:
        return int(running.planned / MINUTE)
    return sum(int(step.planned / MINUTE) for step in show.steps
               if step.position in limit.presentations and not step.is_skipped)  # fmt: skip


def _is_done_already(wanted: Wanted, acts: Sequence[Act]) -> bool:
    """The finger that pressed twice: the act after the one it saw is what it asks for, and the last."""
    last = acts[-1] if acts else None
    if last is None or last.number != wanted.number + 1:
        return False
    same = {Wish.NEXT: (ActKind.BEGUN, ActKind.ENDED), Wish.EXTEND: (ActKind.EXTENDED,), Wish.SKIP: (ActKind.SKIPPED,),
            Wish.BACK: (ActKind.TAKEN_BACK,)}  # fmt: skip
    is_same_kind = wanted.wish in list(Wish) and last.kind in same[Wish(wanted.wish)]
    return is_same_kind and (wanted.wish != Wish.SKIP or last.position == wanted.position)


def _limit(series: Series, agenda: Sequence[TimedItem]) -> Limit:
    presentations = frozenset(
        position for position, row in enumerate(agenda) if row.item.kind == ItemKind.PRESENTATION
    )  # fmt: skip
    return Limit(series.presentation_limit_minutes, series.presentation_limit_scope, presentations)

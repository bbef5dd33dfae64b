"""Changing the plan of messages of a series or a discussion: move a line, switch it off, go back to the default.

Nothing is sent from here. What was sent stays sent, and everything else follows the new hour by itself: the clock is
asked to look at each discussion again (decisions/0007).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from events.models import Discussion
from foundation.languages import Message, say
from foundation.moments import Moment
from foundation.refusals import Conflict, Refused
from notifications.kinds import NOTICES, Kind
from notifications.plan_lines import MOVABLE, LinePlan, moments_in, plan_in, timing_of, zones_in
from notifications.plan_models import OwnWords, PlanLine
from notifications.plan_places import Place, discussions_following, example_in, first_row, hold_place
from notifications.scope import Scope, scope_of
from notifications.timing import QUIET_FROM, QUIET_UNTIL, BeforeStart, LocalHour, Timing, quiet_until

MOST_DAYS = 60
SOON = timedelta(hours=3)
"""A letter so shortly before the start leaves whatever the hour: the discussion itself is near."""


@dataclass(frozen=True)
class Change:
    """The timing that a kind is to have here from now on."""

    place: Place
    kind: Kind
    timing: Timing


def change_line(session: Session, place: Place, kind: Kind, *, plan: LinePlan, now: datetime) -> None:
    """Write the line. Refused: a kind that cannot be moved, an hour in the quiet hours, after the letter is of any
    use, or past already although it lay ahead until now."""
    refuse_fixed(kind)
    hold_place(session, place)
    _refuse_beyond_sense(kind.timing, plan)
    following = _following(session, place, kind, now)
    if plan.is_on:
        _refuse_for(session, Change(place, kind, timing_of(kind.timing, plan)), following, now)
    line = first_row(session, place, PlanLine, kind=kind.name) or PlanLine(kind=kind.name, **place.key)
    line.is_on, line.days, line.at, line.minutes = plan.is_on, plan.days, plan.at, plan.minutes
    session.add(line)
    _look_again(session, following, now)


def forget_line(session: Session, place: Place, kind: Kind, now: datetime) -> None:
    """What the series has holds again, or the default. Refused where its hour is past and ours was not."""
    hold_place(session, place)
    line = first_row(session, place, PlanLine, kind=kind.name)
    if line is None:
        return
    following = _following(session, place, kind, now)
    _refuse_for(session, Change(place, kind, inherited_timing(session, place, kind)), following, now)
    session.delete(line)
    _look_again(session, following, now)


def back_to_default(session: Session, place: Place, kind: Kind, now: datetime) -> None:
    """Forget both the hour and the words that this place itself has for a kind."""
    forget_line(session, place, kind, now)
    session.execute(delete(OwnWords).where(place.owns(OwnWords), col(OwnWords.kind) == kind.name))


def inherited_timing(session: Session, place: Place, kind: Kind) -> Timing:
    """When it would leave if this place had planned nothing itself."""
    of_series = None
    if place.discussion is not None:
        of_series = first_row(session, Place(place.series), PlanLine, kind=kind.name)
    return kind.timing if of_series is None else timing_of(kind.timing, plan_in(of_series))


def refuse_fixed(kind: Kind) -> None:
    if not isinstance(kind.timing, MOVABLE):
        raise Conflict(why_fixed(kind))


def why_fixed(kind: Kind) -> Message:
    """Why this kind follows its reason at once, in a sentence for the organiser."""
    if kind.method:
        return say("It keeps calendars true: it follows by itself and cannot be moved or switched off.")
    if kind.name in NOTICES:
        return say("It tells you what you would otherwise miss: it comes by itself and cannot be switched off.")
    return say("Somebody is waiting for it: it follows by itself and cannot be moved or switched off.")


def _following(session: Session, place: Place, kind: Kind, now: datetime) -> list[Discussion]:
    """Those whose letters move with this line: a discussion with a line of its own does not follow its series."""
    found = discussions_following(session, place, now)
    if place.discussion is not None:
        return found
    numbers = [discussion.id for discussion in found]
    own = session.scalars(
        select(col(PlanLine.discussion_id)).where(
            col(PlanLine.kind) == kind.name, col(PlanLine.discussion_id).in_(numbers))
    ).all()  # fmt: skip
    return [discussion for discussion in found if discussion.id not in own]


def _look_again(session: Session, discussions: list[Discussion], now: datetime) -> None:
    for discussion in discussions:
        discussion.attention_at = now
    session.flush()


def _refuse_beyond_sense(default: Timing, plan: LinePlan) -> None:
    """What makes no sense for any discussion."""
    if isinstance(default, LocalHour):
        if not 0 <= plan.days <= MOST_DAYS:
            raise Refused(say("Choose at most {days} days.", days=MOST_DAYS), "days")
        if plan.at is None:
            raise Refused(say("Please write the hour like this: 17:00"), "at")
        if not QUIET_UNTIL <= plan.at < QUIET_FROM:
            raise Refused(_sleeps(), "at")
    elif isinstance(default, BeforeStart) and plan.minutes > SOON // timedelta(minutes=1):
        most = SOON // timedelta(minutes=1)
        raise Refused(say("Choose at most {minutes} minutes before the start.", minutes=most), "minutes")


def _refuse_for(session: Session, change: Change, following: list[Discussion], now: datetime) -> None:
    """What makes no sense for the discussions that follow; where there is none, for one as they usually are."""
    field = "at" if isinstance(change.kind.timing, LocalHour) else "minutes"
    for discussion in following or [example_in(session, change.place, now)]:
        for wrong in _wrongs(session, scope_of(session, discussion, now, timedelta(0)), change):
            named = say("“{title}”: {sentence}", title=discussion.title, sentence=wrong)
            raise Refused(wrong if change.place.discussion is not None else named, field)


def _wrongs(session: Session, scope: Scope, change: Change) -> Iterator[Message]:
    until = session.scalars(select(change.kind.expires(scope, None))).one()
    for zone in zones_in(scope):
        before = moments_in(scope, change.kind.timing_in(scope), zone)
        for moment in moments_in(scope, change.timing, zone):
            if quiet_until(moment, zone) and not isinstance(change.timing, BeforeStart):
                yield _sleeps()
            if moment >= until:
                yield say(
                    "That would be {moment}. From {until} on this letter is of no use any more.",
                    moment=Moment(moment, zone), until=Moment(until, zone),
                )  # fmt: skip
            if moment <= scope.now and not any(past <= scope.now for past in before):
                yield say("That would be {moment}, which is past already.", moment=Moment(moment, zone))


def _sleeps() -> Message:
    hours = {"begin": f"{QUIET_FROM:%H:%M}", "end": f"{QUIET_UNTIL:%H:%M}"}
    return say("Between {begin} and {end} nobody gets a letter like this. Choose another hour.", **hours)

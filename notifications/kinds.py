"""The kinds of message: what each is, to whom it is owed now, when it is due and until when it is true.

A new reminder is one entry here and one template in `templates/messages/`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, literal, select

from events.models import Discussion
from foundation.database import Instant
from notifications import asked, attended, audiences, certified, columns, digest, notices, registered, together
from notifications.announcements.audience import ANNOUNCEMENT, addressed, are_announced, at_own_expiry
from notifications.editing_told import to_tell_of_editing
from notifications.plan_lines import planned
from notifications.scope import People, Scope, Trait
from notifications.timing import (
    AfterEnd,
    AfterRest,
    AfterTold,
    Announced,
    AskedAfterRest,
    AtOnce,
    BeforeStart,
    LocalHour,
    Timing,
)

LOGIN = "login"
"""The one kind that is about no discussion (notifications/sign_in_letters.py)."""
NEEDS = {**audiences.NEEDS, **registered.NEEDS}
TRIAL = "trial"
"""A letter of any kind, to the organiser who wants to see it (notifications/trials.py)."""


NEEDS = {**audiences.NEEDS, **asked.NEEDS, to_tell_of_editing: Trait.ENTRY}


def always(scope: Scope) -> bool:
    return True


@dataclass(frozen=True)
class FixedEnd:
    """Too late from one moment on, whoever the reader is: so long before the start, or after the end."""

    before_start: timedelta | None = None
    after_end: timedelta = timedelta(0)

    def __call__(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        return literal(self.at(scope.discussion), Instant())

    def at(self, discussion: Discussion) -> datetime:
        if self.before_start is not None:
            return discussion.starts_at - self.before_start
        return discussion.ends_at + self.after_end


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One message we may owe somebody. Its words are in `templates/messages/<name>.txt` and `.html`."""

    name: str
    priority: int
    """Lower leaves first: what a person is waiting for, then what takes something out of a calendar (trust.md)."""
    audience: Callable[[Scope], People]
    timing: Timing
    expires: Callable[[Scope, Any], ColumnElement[datetime]]
    method: str | None = None
    """REQUEST or CANCEL for letters that change a calendar."""
    is_reminder: bool = False
    """Owed only to those who had their part before it was due; those of two discussions close together are one."""
    known_days: int = 0
    """Of a reminder: owed only to those who had their part so many days before it was due (`had_since`)."""
    followed_by: str = ""
    """The next reminder of the same discussion: once that is due, this one is not sent any more."""
    of_the_whole: bool = False
    """Nobody is owed it because something changed about a person: planned when its moment comes."""
    cause: Callable[[Scope], bool] = always
    """What must be so for anybody to be owed this."""

    def priority_of(self, is_crowd: bool) -> int:
        """Among its like, when it follows for many at once or for one alone."""
        return OF_A_CROWD if is_crowd and self.priority == OF_ONE else self.priority

    def arises(self, scope: Scope) -> bool:
        """Whether it is worth to ask the database: there is a cause, and it is not too late for everybody."""
        is_late = isinstance(self.expires, FixedEnd) and self.expires.at(scope.discussion) <= scope.now
        return not is_late and self.cause(scope)

    def may_be_owed(self, scope: Scope) -> bool:
        """Whether it is worth to ask, by what is known without asking."""
        if self.of_the_whole and scope.only is not None:
            return False
        needed = NEEDS.get(self.audience)
        return (needed is None or needed in scope.traits) and self.arises(scope)

    def timing_in(self, scope: Scope) -> Timing:
        """When it is due in this discussion: as its organisers have planned, else as by default."""
        return planned(self.name, self.timing, scope)

    def owed(self, scope: Scope) -> Select[Any]:
        """person_id, occasion, due_at, expires_at of everyone who is owed this message, now or later."""
        return self._owed(scope, lambda until: until > scope.now)

    def became_too_late(self, scope: Scope, since: datetime) -> Select[Any]:
        """As `owed`, of everyone to whom it was owed after `since` and is no more, as its hour is past."""
        return self._owed(scope, lambda until: and_(until > since, until <= scope.now))

    def until(self, scope: Scope, row: Any) -> ColumnElement[datetime]:
        """From when on it is too late: never sent when it is no longer true, or when the next one says it better."""
        expires = self.expires(scope, row)
        if not self.followed_by:
            return expires
        due, following = self.timing_in(scope).due(scope, row), KINDS[self.followed_by].timing_in(scope).due(scope, row)
        return case((and_(following >= due, following < expires), following), else_=expires)

    def in_time(self, scope: Scope, row: Any) -> ColumnElement[bool]:
        """Who came after the moment of a reminder does not get it."""
        timing = self.timing_in(scope)
        had_it = row.since <= timing.due(scope, row)
        if not (self.known_days and isinstance(timing, LocalHour | BeforeStart)):
            return had_it  # type: ignore[no-any-return]
        return and_(had_it, row.had_since <= timing.earlier(self.known_days).due(scope, row))

    def meant_for(self, scope: Scope) -> Select[Any]:
        """since, due_at, expires_at of the whole audience, also of those for whom it comes too late."""
        audience, row, due, until = self._dated(scope)
        found = select(*columns.named(row, "since"), due.label("due_at"), until.label("expires_at"))
        return found.select_from(audience)

    def owed_now(self, scope: Scope) -> Select[Any]:
        """Those of `owed` whose hour has come."""
        return self.owed(scope).where(columns.OWED.due_at <= scope.now)

    def _owed(
        self, scope: Scope, while_until: Callable[[ColumnElement[datetime]], ColumnElement[bool]]
    ) -> Select[Any]:  # fmt: skip
        audience, row, due, until = self._dated(scope)
        rows = select(*columns.named(row, "person_id", "occasion"), due.label("due_at"), until.label("expires_at"))
        rows = rows.select_from(audience).where(while_until(until), due < until)
        if self.is_reminder:
            rows = rows.where(self.in_time(scope, row), ~together.is_carried(scope, self, row))
        return columns.owed(rows)

    def _dated(self, scope: Scope) -> tuple[FromClause, Any, ColumnElement[datetime], ColumnElement[datetime]]:
        row = columns.columns_of(self.name, columns.OF_AN_AUDIENCE)
        audience = self.audience(scope).subquery(self.name)
        return audience, row, self.timing_in(scope).due(scope, row), self.until(scope, row)


def at_later_start(scope: Scope, row: Any) -> ColumnElement[datetime]:
    """The later of the old start and the new (trust.md): until then somebody may still come at the wrong hour."""
    new = literal(scope.discussion.starts_at, Instant())
    return case((row.shown_starts_at > new, row.shown_starts_at), else_=new)


def at_shown_end(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return row.shown_ends_at  # type: ignore[no-any-return]


def while_offered(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return row.until  # type: ignore[no-any-return]


def while_news(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return literal(scope.rested_at + notices.STILL_NEWS, Instant())


def before_start(by: timedelta) -> FixedEnd:
    return FixedEnd(before_start=by)


def after_end(by: timedelta) -> FixedEnd:
    return FixedEnd(after_end=by)


at_start, at_end = before_start(timedelta(0)), after_end(timedelta(0))
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
AFTERMATH = 4 * A_DAY
"""So long after its end a discussion may owe a letter. Two kinds alone come later: months after, when the clock of the
series asks for a look (notifications/privacy/due.py), and whenever certificates are issued."""
OF_A_CHANGE = (
    Kind(name="withdrawn", priority=20, audience=audiences.to_withdraw, timing=AfterRest(only_cancelled=True),
         expires=at_shown_end, method="CANCEL"),
    Kind(name="called_off", priority=20, audience=audiences.to_release, timing=AskedAfterRest(), expires=at_start),
    Kind(name="changed", priority=30, audience=audiences.to_correct, timing=AfterRest(), expires=at_later_start,
         method="REQUEST"),
)  # fmt: skip
OF_ONE, OF_A_CROWD = 50, 51
"""Who registered alone may stand there and wait; whoever stands on a list that was read in does not."""
OF_A_BEGINNING = (
    Kind(name="link", priority=OF_ONE, audience=registered.asking_for_links, timing=AtOnce(), expires=at_end),
    Kind(name="invited", priority=OF_ONE, audience=audiences.to_invite, timing=AtOnce(), expires=at_end,
         method="REQUEST"),
    Kind(name="waiting", priority=OF_ONE, audience=registered.waiting, timing=AtOnce(), expires=at_start),
    Kind(name="offer", priority=35, audience=registered.offered, timing=AtOnce(), expires=while_offered),
    Kind(name="lapsed", priority=OF_ONE, audience=registered.lapsed, timing=AtOnce(keeps_quiet=True), expires=at_start),
    Kind(name="requested", priority=OF_ONE, audience=registered.requesting, timing=AtOnce(), expires=at_start),
    Kind(name="turned_down", priority=OF_ONE, audience=registered.turned_down, timing=AtOnce(keeps_quiet=True),
         expires=at_start),
    Kind(name="time_kept", priority=54, audience=asked.to_ask_all_the_same, timing=AtOnce(), expires=at_start),
    Kind(name="card", priority=55, audience=asked.to_ask, timing=AskedAfterRest(), expires=at_start),
)
REMINDERS = (
    Kind(name="answer_first", priority=58, audience=asked.to_chase, timing=LocalHour(14, time(8)),
         expires=before_start(7 * A_DAY), is_reminder=True, known_days=2, followed_by="answer_second"),
    Kind(name="answer_second", priority=58, audience=asked.to_chase, timing=LocalHour(11, time(8)),
         expires=before_start(7 * A_DAY), is_reminder=True, known_days=2, followed_by="answer_last"),
    Kind(name="answer_last", priority=58, audience=asked.to_chase, timing=LocalHour(8, time(8)),
         expires=before_start(7 * A_DAY), is_reminder=True, known_days=2),
    Kind(name="editing", priority=57, audience=to_tell_of_editing, timing=AtOnce(keeps_quiet=True), expires=at_start),
    Kind(name="agenda", priority=60, audience=audiences.to_brief, timing=LocalHour(7, time(10)),
         expires=before_start(2 * A_DAY), is_reminder=True, known_days=3, followed_by="reminder_day"),
    Kind(name="reminder_day", priority=45, audience=audiences.to_remind, timing=LocalHour(1, time(17)),
         expires=before_start(2 * AN_HOUR), is_reminder=True, followed_by="reminder_hour"),
    Kind(name="reminder_hour", priority=40, audience=audiences.to_remind, timing=BeforeStart(AN_HOUR),
         expires=before_start(timedelta(minutes=10)), is_reminder=True),
    Kind(name="thanks", priority=65, audience=attended.to_thank, timing=attended.AN_HOUR_AFTER,
         expires=after_end(2 * A_DAY), is_reminder=True, cause=notices.is_public),
    Kind(name="missed", priority=65, audience=attended.to_miss, timing=LocalHour(-1, time(9)),
         expires=after_end(3 * A_DAY), is_reminder=True, cause=notices.is_public),
    Kind(name=certified.CERTIFIED, priority=66, audience=certified.to_certify, timing=AtOnce(keeps_quiet=True),
         expires=certified.while_new, of_the_whole=True, cause=certified.has_certificates),
)  # fmt: skip
TO_ORGANISERS = (
    Kind(name=notices.REFUSED, priority=52, audience=notices.of_refusals, timing=AtOnce(keeps_quiet=True),
         expires=at_start, cause=notices.somebody_refused),
    Kind(name=notices.ZONE_MOVED, priority=52, audience=notices.of_zone_rules, timing=AtOnce(keeps_quiet=True),
         expires=at_start, cause=notices.zone_has_moved),
    Kind(name="open_answers", priority=70, audience=notices.of_open_answers, timing=LocalHour(8, time(16)),
         expires=before_start(7 * A_DAY), is_reminder=True, of_the_whole=True, cause=notices.takes_place),
    Kind(name="readiness", priority=70, audience=notices.of_readiness, timing=notices.READINESS_AT,
         expires=before_start(4 * A_DAY), is_reminder=True, followed_by="eve", of_the_whole=True,
         cause=notices.takes_place),
    Kind(name="eve", priority=70, audience=notices.of_the_plan, timing=LocalHour(1, time(17)),
         expires=before_start(2 * AN_HOUR), is_reminder=True, of_the_whole=True, cause=notices.is_public),
    Kind(name="result", priority=70, audience=notices.of_results, timing=AfterTold(AN_HOUR), expires=while_news,
         of_the_whole=True, cause=notices.has_changed),
    Kind(name=digest.DIGEST, priority=75, audience=digest.of_news, timing=digest.MORNING, expires=digest.until,
         of_the_whole=True, cause=digest.is_open),
    Kind(name="attendance", priority=75, audience=notices.of_the_plan, timing=AfterEnd(AN_HOUR),
         expires=after_end(2 * A_DAY), is_reminder=True, followed_by="report", of_the_whole=True,
         cause=notices.is_public),
    Kind(name="report", priority=75, audience=notices.of_the_plan, timing=LocalHour(-1, time(9)),
         expires=after_end(4 * A_DAY), is_reminder=True, of_the_whole=True, cause=notices.is_public),
    Kind(name=notices.FORGETTING, priority=75, audience=notices.of_forgetting, timing=AtOnce(),
         expires=notices.until_forgotten, of_the_whole=True, cause=notices.is_forgotten_soon),
)  # fmt: skip
ANNOUNCED = Kind(name=ANNOUNCEMENT, priority=90, audience=addressed, timing=Announced(), expires=at_own_expiry,
                 of_the_whole=True, cause=are_announced)  # fmt: skip
KINDS = {kind.name: kind for kind in (*OF_A_CHANGE, *REMINDERS, *OF_A_BEGINNING, *TO_ORGANISERS, ANNOUNCED)}
NOTICES = frozenset(kind.name for kind in TO_ORGANISERS)
"""Kinds that organisers get: about a discussion, without a part in it."""
TELL_A_CHANGE = notices.TELL_A_CHANGE
CALENDAR_KINDS = frozenset(name for name, kind in KINDS.items() if kind.method)
STRANGERS_CAN_CAUSE = frozenset({"invited", "waiting", "requested", "link"})
"""Kinds that follow what anybody may type into the form: few a day to an address nobody has confirmed (trust.md)."""

"""The kinds of message: what each is, to whom it is owed now, when it is due and until when it is true.

A new reminder is one entry here and one template in `templates/messages/`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select

from foundation.database import Instant
from foundation.people import Role
from notifications import audiences, notices
from notifications.scope import People, Scope
from notifications.timing import AfterRest, AskedAfterRest, AtOnce, BeforeStart, LocalHour, Timing

LOGIN = "login"
"""The one kind that is about no discussion (notifications/sign_in_letters.py)."""


def always(scope: Scope) -> bool:
    return True


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
    """Owed only to those who had their part before it was due."""
    arises: Callable[[Scope], bool] = always
    """Whether it is worth to ask the database."""

    def may_be_owed(self, scope: Scope) -> bool:
        """Whether it is worth to ask, by what is known without asking."""
        needed = audiences.NEEDS.get(self.audience)
        return (needed is None or needed in scope.traits) and self.arises(scope)

    def owed(self, scope: Scope) -> Select[Any]:
        """person_id, occasion, due_at, expires_at of everyone who is owed this message, now or later."""
        row, due, expires = self._dated(scope)
        owed = select(row.person_id, row.occasion, due.label("due_at"), expires.label("expires_at"))
        owed = owed.where(expires > scope.now, due < expires)
        return owed.where(row.since <= due) if self.is_reminder else owed

    def meant_for(self, scope: Scope) -> Select[Any]:
        """since, due_at, expires_at of the whole audience, also of those for whom it comes too late."""
        row, due, expires = self._dated(scope)
        return select(row.since, due.label("due_at"), expires.label("expires_at"))

    def owed_now(self, scope: Scope) -> Select[Any]:
        """Those of `owed` whose hour has come."""
        row = self.owed(scope).subquery(f"owed_{self.name}").c
        return select(row.person_id, row.occasion, row.due_at, row.expires_at).where(row.due_at <= scope.now)

    def _dated(self, scope: Scope) -> tuple[Any, ColumnElement[datetime], ColumnElement[datetime]]:
        row = self.audience(scope).subquery(self.name).c
        return row, self.timing.due(scope, row), self.expires(scope, row)


def at_end(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return literal(scope.discussion.ends_at, Instant())


def at_start(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return literal(scope.discussion.starts_at, Instant())


def before_start(by: timedelta) -> Callable[[Scope, Any], ColumnElement[datetime]]:
    return lambda scope, row: literal(scope.discussion.starts_at - by, Instant())


def at_later_start(scope: Scope, row: Any) -> ColumnElement[datetime]:
    """The later of the old start and the new (trust.md): until then somebody may still come at the wrong hour."""
    new = literal(scope.discussion.starts_at, Instant())
    return case((row.shown_starts_at > new, row.shown_starts_at), else_=new)


def at_shown_end(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return row.shown_ends_at  # type: ignore[no-any-return]


def speakers_to_remind(scope: Scope) -> People:
    """Chair, resource persons and observers whose calendar shows the truth."""
    row = audiences.to_remind(scope).subquery("reminded").c
    return select(row.person_id, row.since, row.timezone, row.occasion).where(row.role != Role.PARTICIPANT.value)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(name="withdrawn", priority=20, audience=audiences.to_withdraw, timing=AfterRest(only_cancelled=True),
             expires=at_shown_end, method="CANCEL"),
        Kind(name="called_off", priority=20, audience=audiences.to_release, timing=AskedAfterRest(), expires=at_start),
        Kind(name="changed", priority=30, audience=audiences.to_correct, timing=AfterRest(), expires=at_later_start,
             method="REQUEST"),
        Kind(name="reminder_hour", priority=40, audience=audiences.to_remind, timing=BeforeStart(timedelta(minutes=60)),
             expires=before_start(timedelta(minutes=10)), is_reminder=True),
        Kind(name="reminder_day", priority=45, audience=audiences.to_remind, timing=LocalHour(1, time(17)),
             expires=before_start(timedelta(hours=2)), is_reminder=True),
        Kind(name="link", priority=50, audience=audiences.asking_for_links, timing=AtOnce(), expires=at_end),
        Kind(name="invited", priority=50, audience=audiences.to_invite, timing=AtOnce(), expires=at_end,
             method="REQUEST"),
        Kind(name="waiting", priority=50, audience=audiences.waiting, timing=AtOnce(), expires=at_start),
        Kind(name="card", priority=55, audience=audiences.to_ask, timing=AskedAfterRest(), expires=at_start),
        Kind(name=notices.REFUSED, priority=52, audience=notices.of_refusals, timing=AtOnce(keeps_quiet=True),
             expires=at_start, arises=notices.somebody_refused),
        Kind(name=notices.ZONE_MOVED, priority=52, audience=notices.of_zone_rules, timing=AtOnce(keeps_quiet=True),
             expires=at_start, arises=notices.zone_has_moved),
        Kind(name="agenda", priority=60, audience=speakers_to_remind, timing=LocalHour(7, time(9)),
             expires=before_start(timedelta(days=2)), is_reminder=True),
    )
}  # fmt: skip
NOTICES = frozenset({notices.REFUSED, notices.ZONE_MOVED})
"""Kinds that organisers get: about a discussion, without a part in it."""
TELL_A_CHANGE = ("changed", "withdrawn", "called_off")
CALENDAR_KINDS = frozenset(name for name, kind in KINDS.items() if kind.method)
STRANGERS_CAN_CAUSE = frozenset({"invited", "waiting", "link"})
"""Kinds that follow what anybody may type into the form: few a day to an address nobody has confirmed (trust.md)."""

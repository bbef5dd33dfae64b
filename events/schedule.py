"""When a discussion takes place: create, change, publish, cancel, restore. The only writer of `revision` and `moves`.

Nothing is sent from here: calendars, reminders and speakers follow by themselves from what these rules write.
"""

import re
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from events.agenda import items_of, refuse_overrun
from events.models import Discussion, DiscussionState, Series
from events.plans import DiscussionPlan, SeriesPlan, checked_discussion, checked_series
from events.queries import hold
from foundation.languages import say
from foundation.moments import instant_followed, is_doubtful
from foundation.people import Office, clean_text
from foundation.refusals import Conflict, Refused, SeveralRefused

MOST_DISCUSSIONS, REASON_LIMIT = 9999, 1000

TAKEN = frozenset({"new"})
"""Slugs that the desk uses for pages of its own."""

Row = TypeVar("Row", Series, Discussion)


def create_series(session: Session, office: Office, plan: SeriesPlan, now: datetime) -> Series:
    """A new series of this office, empty."""
    facts = checked_series(plan)
    slug = _free_slug(session, Series, plan.slug, facts["title"])
    return _added(session, Series(office_id=_id(office), slug=slug, created_at=now, **facts))


def change_series(session: Session, series: Series, plan: SeriesPlan) -> None:
    """Title, summary, language and zone of a series; its discussions keep their own dates. Limits hold from now on."""
    for name, value in checked_series(plan).items():
        setattr(series, name, value)
    session.flush()


def create_discussion(session: Session, series: Series, plan: DiscussionPlan, now: datetime) -> Discussion:
    """A draft in this series. Refused: a start in the past, in an hour that is missing or repeated, an unknown zone,
    a number or an address that is taken. Without a number the next one of the series."""
    facts = checked_discussion(series, plan, now)
    number = plan.number if plan.number is not None else _next_number(session, series)
    if not 1 <= number <= MOST_DISCUSSIONS:
        raise Refused(say("The number of a discussion is between 1 and {most}.", most=MOST_DISCUSSIONS), "number")
    if session.exec(select(Discussion).where(Discussion.series_id == series.id, Discussion.number == number)).first():
        raise Conflict(say("Discussion {number} exists already in this series.", number=number), "number")
    discussion = Discussion(
        series_id=_id(series), slug=_free_slug(session, Discussion, plan.slug, facts["title"]), number=number,
        changed_at=now, created_at=now, **facts,
    )  # fmt: skip
    return _added(session, discussion)


def change(session: Session, discussion: Discussion, plan: DiscussionPlan, now: datetime) -> None:
    """Write what differs. Everyone concerned hears of a new start, length, title or room by themselves, after a rest.

    Refused when the discussion is over or cancelled, when the new start lies in the past, when the agenda would run
    past the new end, and when there would be fewer seats than people who hold one.
    """
    hold(session, discussion)
    refuse_if_closed(discussion, now)
    series = session.get_one(Series, discussion.series_id)
    stays = plan.starts_at_local == discussion.starts_at_local and plan.timezone == discussion.timezone
    facts = checked_discussion(series, plan, now, is_old_start=stays)
    if facts["minutes"] != discussion.minutes:
        refuse_overrun(series, items_of(session, discussion), facts["minutes"])
    _refuse_fewer_seats(discussion, facts["capacity"])
    _write(discussion, facts, now)
    session.flush()


def plan_of(discussion: Discussion, **changes: Any) -> DiscussionPlan:
    """The plan as it stands, with some fields changed: the base of a partial edit."""
    known = {field.name: getattr(discussion, field.name) for field in fields(DiscussionPlan)}
    return DiscussionPlan(**{**known, **changes})


def lacking(discussion: Discussion, now: datetime) -> list[Refused]:
    """What this floor misses before a discussion may be published (product.md, rule 3)."""
    wrongs = []
    if discussion.is_cancelled:
        wrongs.append(Refused(say("A cancelled discussion must be restored first."), "state"))
    if not discussion.title:
        wrongs.append(Refused(say("Give the discussion a title."), "title"))
    if discussion.has_begun(now):
        wrongs.append(Refused(say("The start lies in the past. Choose a later date."), "starts_at_local"))
    return wrongs


def publish(session: Session, discussion: Discussion, now: datetime) -> None:
    """Open to the public; twice is once. Who is missing to speak is asked one floor up (speakers/readiness.py)."""
    hold(session, discussion)
    if discussion.is_published:
        return
    if wrongs := lacking(discussion, now):
        raise SeveralRefused(wrongs)
    discussion.state, discussion.published_at, discussion.attention_at = DiscussionState.PUBLISHED, now, now
    session.flush()


def cancel(session: Session, discussion: Discussion, reason: str, now: datetime) -> None:
    """Take the discussion out of every calendar. The reason is said to everyone who is told."""
    hold(session, discussion)
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled already."))
    refuse_if_over(discussion, now)
    reason = clean_text(reason)
    if len(reason) > REASON_LIMIT:
        raise Refused(say("A reason can have {limit} characters at most.", limit=REASON_LIMIT), "reason")
    _remember(discussion)
    discussion.state, discussion.cancellation_reason = DiscussionState.CANCELLED, reason
    _raise_revision(discussion, now)
    session.flush()


def restore(session: Session, discussion: Discussion, now: datetime) -> None:
    """Bring a cancelled discussion back as what it was, draft or published; who was in it is invited anew.

    Whether its speakers are still free is asked one floor up (speakers/readiness.py).
    """
    hold(session, discussion)
    if not discussion.is_cancelled:
        raise Conflict(say("This discussion is not cancelled."))
    if discussion.has_begun(now):
        raise Refused(say("The start lies in the past. Choose a later date."), "starts_at_local")
    was_published = discussion.published_at is not None
    discussion.state = DiscussionState.PUBLISHED if was_published else DiscussionState.DRAFT
    discussion.cancellation_reason = ""
    _raise_revision(discussion, now)
    session.flush()


def follow_zone_rules(session: Session, now: datetime) -> list[Discussion]:
    """Moves those whose instant is no longer what their wall time means, as the rules of their zone have changed.

    The wall time was agreed (product.md, rule 6); cancelled ones follow too, as they may be restored. Where it falls
    into an hour now missing or repeated, the earlier reading holds. `zone_moved_at` tells which the organisers should
    look at: those that moved, and those whose hour has become doubtful.
    """
    coming = session.exec(select(Discussion).where(Discussion.starts_at > now).order_by(col(Discussion.id))).all()
    return [discussion for discussion in coming if _follows(session, discussion, now)]


def tell_now(session: Session, discussion: Discussion, settle: timedelta, now: datetime) -> None:
    """End the rest of the last change: its letters leave with the next tick."""
    discussion.changed_at, discussion.attention_at = min(discussion.changed_at, now - settle), now
    if discussion.agenda_changed_at is not None:
        discussion.agenda_changed_at = min(discussion.agenda_changed_at, now - settle)
    session.flush()


def refuse_if_closed(discussion: Discussion, now: datetime) -> None:
    """Refused when nothing about it may be changed any more: it is over, or cancelled and not restored."""
    refuse_if_over(discussion, now)
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))


def refuse_if_over(discussion: Discussion, now: datetime) -> None:
    if discussion.is_over(now):
        raise Conflict(say("This discussion is over; it can no longer be changed."))


def _refuse_fewer_seats(discussion: Discussion, capacity: int | None) -> None:
    if capacity is None or capacity >= discussion.seats_taken + discussion.seats_held:
        return
    taken, held = discussion.seats_taken, discussion.seats_held
    words = say("{count} people hold a seat already; there cannot be fewer seats.", count=taken)
    if held:
        words = say("There cannot be fewer seats than {taken} taken and {held} held.", taken=taken, held=held)
    raise Refused(words, "capacity")


def _write(discussion: Discussion, facts: dict[str, Any], now: datetime) -> None:
    has_moved = any(getattr(discussion, name) != facts[name] for name in ("starts_at", "minutes"))
    new_room = discussion.room_url is not None and discussion.room_url != facts["room_url"]
    is_shown = has_moved or new_room or discussion.title != facts["title"]
    if is_shown:
        _remember(discussion)
    for name, value in facts.items():
        setattr(discussion, name, value)
    if has_moved:
        discussion.moves = Discussion.moves + 1  # in SQL: two organisers must not share a number
    if is_shown:
        _raise_revision(discussion, now)
    discussion.attention_at = now  # more seats may let somebody in, a moved start moves every reminder


def _remember(discussion: Discussion) -> None:
    """What calendars show before this change, for its undoing; of several that rest together, before the first."""
    if discussion.published_at is None or discussion.before_change is not None:
        return
    discussion.before_change = {
        "starts_at_local": discussion.starts_at_local.isoformat(), "timezone": discussion.timezone,
        "minutes": discussion.minutes, "title": discussion.title, "room_url": discussion.room_url,
        "moves": discussion.moves, "changed_at": discussion.changed_at.isoformat(),
    }  # fmt: skip


def _follows(session: Session, discussion: Discussion, now: datetime) -> bool:
    if not (_is_elsewhere(discussion) or _is_newly_doubtful(discussion)):
        return False
    hold(session, discussion)  # several processes start at once; only the first of them moves it
    if is_moved := _is_elsewhere(discussion):
        discussion.starts_at = instant_followed(discussion.starts_at_local, discussion.timezone)
        discussion.ends_at = discussion.starts_at + timedelta(minutes=discussion.minutes)
        discussion.moves = Discussion.moves + 1
        _raise_revision(discussion, now)
    if is_moved or _is_newly_doubtful(discussion):
        discussion.zone_moved_at = now
    session.flush()
    return is_moved


def _is_elsewhere(discussion: Discussion) -> bool:
    return discussion.starts_at != instant_followed(discussion.starts_at_local, discussion.timezone)


def _is_newly_doubtful(discussion: Discussion) -> bool:
    """An hour that cannot be chosen any more, and nobody has been told since the last change."""
    is_told = discussion.zone_moved_at is not None and discussion.zone_moved_at >= discussion.changed_at
    return not is_told and is_doubtful(discussion.starts_at_local, discussion.timezone)


def _raise_revision(discussion: Discussion, now: datetime) -> None:
    discussion.revision = Discussion.revision + 1
    discussion.changed_at = discussion.attention_at = now


def _next_number(session: Session, series: Series) -> int:
    highest = session.exec(select(func.max(Discussion.number)).where(Discussion.series_id == series.id)).one()
    return (highest or 0) + 1


def _free_slug(session: Session, table: type[Series] | type[Discussion], wanted: str, title: str) -> str:
    """The slug asked for, refused when taken; or one made from the title, numbered until it is free."""
    if wanted.strip():
        slug = wanted.strip()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80:
            raise Refused(say("Use small letters, digits and single hyphens, such as social-protection-3."), "slug")
        if slug in TAKEN or session.exec(select(table.id).where(table.slug == slug)).first() is not None:
            raise Conflict(say("This address is taken. Choose another."), "slug")
        return slug
    base = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-") or "discussion"
    taken = {*TAKEN, *session.exec(select(table.slug).where(table.slug.startswith(base))).all()}
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def _added(session: Session, row: Row) -> Row:
    """Let the database decide about unique keys at once: two organisers may press the same button."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(say("Somebody took this number or address a moment ago. Please try again.")) from None
    return row


def _id(row: Office | Series) -> int:
    assert row.id is not None, "flushed rows have a number"
    return row.id

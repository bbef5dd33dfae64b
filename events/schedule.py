"""When a discussion takes place: create, change, publish, cancel, restore. The only writer of `revision` and `moves`.

Nothing is sent from here: calendars, reminders and speakers follow by themselves from what these rules write.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from events.agenda import refuse_overrun
from events.models import LONGEST_PRESENTATION, AgendaItem, Discussion, DiscussionState, LimitScope, Series
from foundation.languages import LANGUAGES, say
from foundation.moments import instant_of
from foundation.zones import zone
from foundation.people import Office, clean_text
from foundation.refusals import Conflict, Refused, SeveralRefused

SHORTEST, LONGEST = 15, 600
TITLE_LIMIT, SUMMARY_LIMIT, ADDRESS_LIMIT, MOST_SEATS = 200, 5000, 2000, 100_000
FURTHEST = timedelta(days=5 * 366)

Row = TypeVar("Row", Series, Discussion)


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """What an organiser says of a series. An empty slug is made from the title."""

    title: str
    slug: str = ""
    summary: str = ""
    timezone: str = "Asia/Jakarta"
    language: str = "en"
    presentation_limit_minutes: int | None = None
    presentation_limit_scope: str | None = None


@dataclass(frozen=True, kw_only=True)
class DiscussionPlan:
    """What an organiser says of a discussion. `starts_at_local` is the wall time in `timezone`, naive."""

    title: str
    starts_at_local: datetime | None
    timezone: str = ""
    minutes: int | None = 90
    slug: str = ""
    number: int | None = None
    summary: str = ""
    capacity: int | None = None
    room_url: str | None = None
    languages: Sequence[str] = ()


def create_series(session: Session, office: Office, plan: SeriesPlan, now: datetime) -> Series:
    """A new series of this office, empty."""
    title, limit = clean_text(plan.title), plan.presentation_limit_minutes or LONGEST_PRESENTATION
    with Wrongs() as wrongs:
        wrongs.note(_checked_title, title)
        wrongs.note(zone, plan.timezone)
        wrongs.note(_checked_language, plan.language)
        wrongs.note(_checked_limit, limit)
        scope = wrongs.note(_checked_scope, plan.presentation_limit_scope or LimitScope.EACH)
    series = Series(
        office_id=_id(office), slug=_free_slug(session, Series, plan.slug, title), title=title,
        summary=plan.summary.strip()[:2000], timezone=plan.timezone, language=plan.language,
        presentation_limit_minutes=limit, presentation_limit_scope=scope, created_at=now,
    )  # fmt: skip
    return _added(session, series)


def change_series(session: Session, series: Series, plan: SeriesPlan) -> None:
    """Title, summary, language and zone of a series; its discussions keep their own dates. Limits hold from now on."""
    title, limit = clean_text(plan.title), plan.presentation_limit_minutes or LONGEST_PRESENTATION
    with Wrongs() as wrongs:
        wrongs.note(_checked_title, title)
        wrongs.note(zone, plan.timezone)
        wrongs.note(_checked_language, plan.language)
        wrongs.note(_checked_limit, limit)
        scope = wrongs.note(_checked_scope, plan.presentation_limit_scope or LimitScope.EACH)
    series.title, series.summary, series.timezone = title, plan.summary.strip()[:2000], plan.timezone
    series.language, series.presentation_limit_minutes, series.presentation_limit_scope = plan.language, limit, scope
    session.flush()


def create_discussion(session: Session, series: Series, plan: DiscussionPlan, now: datetime) -> Discussion:
    """A draft in this series. Refused: a start in the past, in an hour that is missing or repeated, an unknown zone,
    a number or an address that is taken. Without a number the next one of the series."""
    facts = _checked(series, plan, now)
    number = plan.number if plan.number is not None else _next_number(session, series)
    if number < 1:
        raise Refused(say("The number of a discussion begins with 1."), "number")
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
    refuse_if_over(discussion, now)
    series = session.get_one(Series, discussion.series_id)
    stays = plan.starts_at_local == discussion.starts_at_local and plan.timezone == discussion.timezone
    facts = _checked(series, plan, now, is_old_start=stays)
    refuse_overrun(series, _items(session, discussion), facts["minutes"])
    if facts["capacity"] is not None and facts["capacity"] < discussion.seats_taken:
        raise Refused(
            say("{count} people hold a seat already; there cannot be fewer seats.", count=discussion.seats_taken),
            "capacity",
        )
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
    """Open to the public. Who is missing to speak is asked one floor up (speakers/readiness.py)."""
    if wrongs := lacking(discussion, now):
        raise SeveralRefused(wrongs)
    discussion.state, discussion.published_at, discussion.attention_at = DiscussionState.PUBLISHED, now, now
    session.flush()


def cancel(session: Session, discussion: Discussion, reason: str, now: datetime) -> None:
    """Take the discussion out of every calendar. The reason is said to everyone who is told."""
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled already."))
    refuse_if_over(discussion, now)
    discussion.state, discussion.cancellation_reason = DiscussionState.CANCELLED, clean_text(reason)[:1000]
    _raise_revision(discussion, now)
    session.flush()


def restore(session: Session, discussion: Discussion, now: datetime) -> None:
    """Bring a cancelled discussion back as a draft; who was in it is invited anew when it is published."""
    if not discussion.is_cancelled:
        raise Conflict(say("This discussion is not cancelled."))
    if discussion.has_begun(now):
        raise Refused(say("The start lies in the past. Choose a later date."), "starts_at_local")
    was_published = discussion.published_at is not None
    discussion.state = DiscussionState.PUBLISHED if was_published else DiscussionState.DRAFT
    discussion.cancellation_reason = ""
    _raise_revision(discussion, now)
    session.flush()


def tell_now(session: Session, discussion: Discussion, settle: timedelta, now: datetime) -> None:
    """End the rest of the last change: its letters leave with the next tick."""
    discussion.changed_at, discussion.attention_at = min(discussion.changed_at, now - settle), now
    session.flush()


def refuse_if_over(discussion: Discussion, now: datetime) -> None:
    if discussion.is_over(now):
        raise Conflict(say("This discussion is over; it can no longer be changed."))


class Wrongs:
    """Collects what several checks refuse, so that a person hears of everything at once."""

    def __init__(self) -> None:
        self.found: list[Refused] = []

    def note(self, check: Any, *values: Any) -> Any:
        """What the check answers, or None with its refusal kept."""
        try:
            return check(*values)
        except Refused as refusal:
            self.found.append(refusal)
            return None

    def __enter__(self) -> "Wrongs":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None and self.found:
            raise self.found[0] if len(self.found) == 1 else SeveralRefused(self.found)


def _checked(series: Series, plan: DiscussionPlan, now: datetime, *, is_old_start: bool = False) -> dict[str, Any]:
    """The columns of a discussion that a plan decides, all checked together."""
    timezone = plan.timezone or series.timezone
    with Wrongs() as wrongs:
        title = wrongs.note(_checked_title, clean_text(plan.title))
        minutes = wrongs.note(_checked_minutes, plan.minutes)
        capacity = wrongs.note(_checked_capacity, plan.capacity)
        room_url = wrongs.note(_checked_room, plan.room_url)
        languages = wrongs.note(_checked_languages, list(plan.languages) or [series.language])
        starts_at = wrongs.note(_checked_start, plan.starts_at_local, timezone, now, is_old_start)
        if len(plan.summary) > SUMMARY_LIMIT:
            wrongs.found.append(
                Refused(say("The summary can have {limit} characters at most.", limit=SUMMARY_LIMIT), "summary")
            )
    return {
        "title": title, "summary": plan.summary.strip(), "starts_at_local": plan.starts_at_local, "timezone": timezone,
        "minutes": minutes, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes),
        "capacity": capacity, "room_url": room_url, "languages": languages,
    }  # fmt: skip


def _write(discussion: Discussion, facts: dict[str, Any], now: datetime) -> None:
    has_moved = any(getattr(discussion, name) != facts[name] for name in ("starts_at", "minutes"))
    new_room = discussion.room_url is not None and discussion.room_url != facts["room_url"]
    is_shown = has_moved or new_room or discussion.title != facts["title"]
    for name, value in facts.items():
        setattr(discussion, name, value)
    if has_moved:
        discussion.moves = Discussion.moves + 1  # in SQL: two organisers must not share a number
    if is_shown:
        _raise_revision(discussion, now)
    discussion.attention_at = now  # more seats may let somebody in, a moved start moves every reminder


def _raise_revision(discussion: Discussion, now: datetime) -> None:
    discussion.revision = Discussion.revision + 1  # type: ignore[assignment]
    discussion.changed_at = discussion.attention_at = now


def _checked_title(title: str) -> str:
    if not title:
        raise Refused(say("Please write a title."), "title")
    if len(title) > TITLE_LIMIT:
        raise Refused(say("A title can have {limit} characters at most.", limit=TITLE_LIMIT), "title")
    return title


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    return language


def _checked_languages(languages: list[str]) -> list[str]:
    if unknown := [code for code in languages if not re.fullmatch(r"[a-z]{2,3}", code)]:
        raise Refused(say("“{code}” is not the code of a language.", code=unknown[0]), "languages")
    return languages


def _checked_limit(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_PRESENTATION:
        raise Refused(
            say("A presentation takes at most {limit} minutes; a series may set less, never more.",
                limit=LONGEST_PRESENTATION), "presentation_limit_minutes")  # fmt: skip
    return minutes


def _checked_scope(scope: str) -> LimitScope:
    if scope not in list(LimitScope):
        raise Refused(say("The limit holds for each presentation or for the total."), "presentation_limit_scope")
    return LimitScope(scope)


def _checked_minutes(minutes: int | None) -> int:
    if minutes is None or not SHORTEST <= minutes <= LONGEST:
        raise Refused(
            say("A discussion takes between {least} and {most} minutes.", least=SHORTEST, most=LONGEST), "minutes"
        )
    return minutes


def _checked_capacity(capacity: int | None) -> int | None:
    if capacity is not None and not 1 <= capacity <= MOST_SEATS:
        raise Refused(say("Write how many seats there are, or leave it empty for no limit."), "capacity")
    return capacity


def _checked_room(address: str | None) -> str | None:
    address = (address or "").strip()
    parts = urlsplit(address) if address and address.isprintable() and " " not in address else None
    if address and (parts is None or parts.scheme not in ("http", "https", "tel") or len(address) > ADDRESS_LIMIT):
        raise Refused(say("Write the address of the room as it stands in the browser, with https://."), "room_url")
    return address or None


def _checked_start(wall: datetime | None, timezone: str, now: datetime, is_old: bool) -> datetime:
    if wall is None:
        raise Refused(say("Please choose the date and the time of the start."), "starts_at_local")
    starts_at = instant_of(wall, timezone)
    if starts_at <= now and not is_old:
        raise Refused(say("The start lies in the past. Choose a later date."), "starts_at_local")
    if starts_at > now + FURTHEST:
        raise Refused(say("The start is more than five years away. Check the year."), "starts_at_local")
    return starts_at


def _items(session: Session, discussion: Discussion) -> Sequence[AgendaItem]:
    return session.exec(select(AgendaItem).where(AgendaItem.discussion_id == discussion.id)).all()


def _next_number(session: Session, series: Series) -> int:
    highest = session.exec(select(func.max(Discussion.number)).where(Discussion.series_id == series.id)).one()
    return (highest or 0) + 1


def _free_slug(session: Session, table: type[Series] | type[Discussion], wanted: str, title: str) -> str:
    """The slug asked for, refused when taken; or one made from the title, numbered until it is free."""
    if wanted.strip():
        slug = wanted.strip()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80:
            raise Refused(say("Use small letters, digits and single hyphens, such as social-protection-3."), "slug")
        if session.exec(select(table.id).where(table.slug == slug)).first() is not None:
            raise Conflict(say("This address is taken. Choose another."), "slug")
        return slug
    base = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-") or "discussion"
    taken = set(session.exec(select(table.slug).where(table.slug.startswith(base))).all())  # type: ignore[attr-defined]
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

"""What an organiser says of a series or a discussion, checked as a whole before anything is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from events.models import LONGEST_PRESENTATION, LimitScope, Series
from foundation.languages import LANGUAGES, say
from foundation.moments import instant_of
from foundation.people import clean_lines, clean_text
from foundation.refusals import Refused, SeveralRefused
from foundation.zones import zone

SHORTEST, LONGEST = 15, 600
TITLE_LIMIT, SUMMARY_LIMIT, SERIES_SUMMARY_LIMIT, ADDRESS_LIMIT = 200, 5000, 2000, 2000
MOST_SEATS = 100_000
FURTHEST = timedelta(days=5 * 366)


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


class Wrongs:
    """Collects what several checks refuse, so that a person hears of everything at once; in the order of the page."""

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


def checked_series(plan: SeriesPlan) -> dict[str, Any]:
    """The columns of a series that a plan decides, slug apart; refused with everything that is wrong."""
    with Wrongs() as wrongs:
        title = wrongs.note(_checked_title, clean_text(plan.title))
        summary = wrongs.note(_checked_summary, plan.summary, SERIES_SUMMARY_LIMIT)
        wrongs.note(_checked_language, plan.language)
        wrongs.note(zone, plan.timezone)
        limit = wrongs.note(_checked_limit, plan.presentation_limit_minutes)
        scope = wrongs.note(_checked_scope, plan.presentation_limit_scope or LimitScope.EACH)
    return {
        "title": title, "summary": summary, "timezone": plan.timezone, "language": plan.language,
        "presentation_limit_minutes": limit, "presentation_limit_scope": scope,
    }  # fmt: skip


def checked_discussion(
    series: Series, plan: DiscussionPlan, now: datetime, *, is_old_start: bool = False
) -> dict[str, Any]:
    """The columns of a discussion that a plan decides, slug and number apart; refused with everything that is wrong.

    A start in the past is refused, unless it `is_old_start` and stays.
    """
    timezone = plan.timezone or series.timezone
    with Wrongs() as wrongs:
        title = wrongs.note(_checked_title, clean_text(plan.title))
        summary = wrongs.note(_checked_summary, plan.summary, SUMMARY_LIMIT)
        starts_at = wrongs.note(_checked_start, plan.starts_at_local, timezone, now, is_old_start)
        minutes = wrongs.note(_checked_minutes, plan.minutes)
        capacity = wrongs.note(_checked_capacity, plan.capacity)
        room_url = wrongs.note(_checked_room, plan.room_url)
        languages = wrongs.note(_checked_languages, list(plan.languages) or [series.language])
    return {
        "title": title, "summary": summary, "starts_at_local": plan.starts_at_local, "timezone": timezone,
        "minutes": minutes, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes),
        "capacity": capacity, "room_url": room_url, "languages": languages,
    }  # fmt: skip


def _checked_title(title: str) -> str:
    if not title:
        raise Refused(say("Please write a title."), "title")
    if len(title) > TITLE_LIMIT:
        raise Refused(say("A title can have {limit} characters at most.", limit=TITLE_LIMIT), "title")
    return title


def _checked_summary(text: str, limit: int) -> str:
    summary = clean_lines(text)
    if len(summary) > limit:
        raise Refused(say("The summary can have {limit} characters at most.", limit=limit), "summary")
    return summary


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")
    return language


def _checked_languages(languages: list[str]) -> list[str]:
    if unknown := [code for code in languages if not re.fullmatch(r"[a-z]{2,3}", code)]:
        raise Refused(say("“{code}” is not the code of a language.", code=unknown[0]), "languages")
    return languages


def _checked_limit(minutes: int | None) -> int:
    if minutes is None:
        return LONGEST_PRESENTATION
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
    if address and not (len(address) <= ADDRESS_LIMIT and address.isprintable() and _is_link(address)):
        raise Refused(say("Write the address of the room as it stands in the browser, with https://."), "room_url")
    return address or None


def _is_link(address: str) -> bool:
    """Whether a browser can open it, or a telephone call it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return " " not in address and (
        (parts.scheme in ("http", "https") and bool(parts.hostname)) or (parts.scheme == "tel" and bool(parts.path))
    )


def _checked_start(wall: datetime | None, timezone: str, now: datetime, is_old: bool) -> datetime:
    if wall is None:
        raise Refused(say("Please choose the date and the time of the start."), "starts_at_local")
    starts_at = instant_of(wall, timezone)
    if starts_at <= now and not is_old:
        raise Refused(say("The start lies in the past. Choose a later date."), "starts_at_local")
    if starts_at > now + FURTHEST:
        raise Refused(say("The start is more than five years away. Check the year."), "starts_at_local")
    return starts_at

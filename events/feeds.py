"""Calendars to subscribe to and files to download: a discussion as anybody may see it, or as one person keeps it.

No names, no room: an entry leads to a page (calendar.md, Feeds). Its identity differs from the invitation's, and stays
the same however often it is fetched.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from litestar import Response

from events.calendar import FeedEntry, feed, file
from events.models import Discussion, Series
from foundation.languages import say
from foundation.links import hashed
from foundation.moments import in_zones, long_date

MEDIA_TYPE = "text/calendar"  # the framework adds the charset
CANCELLED_STAYS = timedelta(days=90)


def series_feed(series: Series, discussions: Sequence[Discussion], base_url: str, now: datetime) -> bytes:
    """The calendar of a series. What was cancelled stays, marked so, for 90 days after its date."""
    shown = [one for one in discussions if not one.is_cancelled or one.ends_at + CANCELLED_STAYS > now]
    entries = [public_entry(one, series.language, base_url) for one in shown]
    return feed(series.title, entries, f"{base_url}/series/{series.slug}")


def discussion_file(discussion: Discussion, series: Series, base_url: str) -> bytes:
    return file(public_entry(discussion, series.language, base_url))


def personal_file(discussion: Discussion, page_url: str, language: str, *, discreet: bool, gone: bool) -> bytes:
    """The entry of one person, leading to their own page. Discreet: a calendar at work tells nothing of unions."""
    entry = replace(
        public_entry(discussion, language, ""), uid=_uid(page_url), page_url=page_url,
        cancelled=discussion.is_cancelled or gone,
    )  # fmt: skip
    if discreet:
        summary = say("Online discussion").in_language(language)
        entry = replace(entry, summary=summary, description=page_url, private=True)
    return file(entry)


def public_entry(discussion: Discussion, language: str, base_url: str) -> FeedEntry:
    page_url = f"{base_url}/discussions/{discussion.slug}"
    return FeedEntry(
        uid=_uid(f"{base_url}/discussions/{discussion.id}"), sequence=discussion.revision,
        dtstamp=discussion.changed_at, starts_at=discussion.starts_at, ends_at=discussion.ends_at,
        summary=discussion.title, description=_description(discussion, language), page_url=page_url,
        created_at=discussion.created_at, changed_at=discussion.changed_at, cancelled=discussion.is_cancelled,
    )  # fmt: skip


def calendar_answer(content: bytes, name: str, changed_at: datetime, headers: dict[str, str]) -> Response[Any]:
    """The file under a name of its own, opened by the calendar rather than saved."""
    shown = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "Last-Modified": changed_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    return Response(content, media_type=MEDIA_TYPE, headers=headers | shown)


def _description(discussion: Discussion, language: str) -> str:
    """The same hour on every clock, in words: a calendar shows only its owner's."""
    day = long_date(discussion.starts_at, discussion.timezone, language)
    clocks = " · ".join(str(reading) for reading in in_zones(discussion.starts_at, language))
    return "\n\n".join(part for part in (f"{day}\n{clocks}", discussion.summary) if part)


def _uid(address: str) -> str:
    return f"feed-{hashed(address)[:32]}"

"""Calendars to subscribe to and files to download: discussions as anybody may see them, or as one person keeps them.

No names, no room: an entry leads to a page (calendar.md, Feeds). Its identity differs from the invitation's, and stays
the same however often it is fetched. Whoever wants discreet messages reads no title: an employer may see the calendar.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from litestar import Response

from events.calendar import FeedEntry, feed, file
from events.models import Discussion, Series
from foundation.conditions import http_date
from foundation.languages import say
from foundation.links import hashed
from foundation.moments import in_zones, long_date
from foundation.people import Person
from foundation.zones import kept_with_rules

MEDIA_TYPE = "text/calendar"  # the framework adds the charset
CANCELLED_STAYS = timedelta(days=90)
KEPT_CLOCKS = 1000


@dataclass(frozen=True, kw_only=True)
class OwnPart:
    """What a calendar shows of one person's part in a discussion: the whole of it, or a row of its agenda with a title
    and hours of its own. `notes` stand above the description, for employers to read as well."""

    page_url: str
    cancelled: bool
    tentative: bool = False
    notes: Sequence[str] = ()
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def series_feed(series: Series, discussions: Sequence[Discussion], base_url: str, now: datetime) -> bytes:
    """The calendar of a series. What was cancelled stays, marked so, for 90 days after its date."""
    entries = [public_entry(one, series.language, base_url) for one in discussions]
    return feed(series.title, _still_shown(entries, now), f"{base_url}/series/{series.slug}")


def discussion_file(discussion: Discussion, series: Series, base_url: str) -> bytes:
    return file(public_entry(discussion, series.language, base_url))


def personal_feed(
    series: Series, person: Person, entries: Sequence[FeedEntry], page_url: str, *, now: datetime
) -> bytes:
    """The calendar of one person in a series (decisions/0016). `page_url` is the page whose link opened it."""
    name = say("Online discussions").in_language(person.language) if person.discreet else series.title
    return feed(name, _still_shown(entries, now), page_url)


def feed_dies_at(discussions: Sequence[Discussion]) -> datetime:
    """A feed outlives the link it stands behind: calendars go on asking, and would show an error on every phone."""
    return max(discussion.ends_at for discussion in discussions) + CANCELLED_STAYS


def personal_entry(discussion: Discussion, person: Person, own: OwnPart) -> FeedEntry:
    starts_at = own.starts_at or discussion.starts_at
    text = own.page_url if person.discreet else description(discussion, starts_at, person.language)
    return replace(
        public_entry(discussion, person.language, ""), uid=_uid(own.page_url), page_url=own.page_url,
        starts_at=starts_at, ends_at=own.ends_at or discussion.ends_at,
        summary=_neutral_title(person) if person.discreet else own.title or discussion.title,
        description="\n\n".join((*own.notes, text)), private=person.discreet,
        cancelled=discussion.is_cancelled or own.cancelled, tentative=own.tentative,
    )  # fmt: skip


def in_feed(entry: FeedEntry, address: str, discussion: Discussion, changes: Sequence[datetime | None]) -> FeedEntry:
    """The entry of a personal feed: known by `address`, which tells rows apart as long as they live, and as new as the
    latest of `changes`. SEQUENCE counts the seconds from the making of the discussion: no column counts what happens
    to a seat or a row of the agenda, and it has to rise with each (RFC 5546, 2.1.4)."""
    changed_at = max(change for change in (discussion.changed_at, *changes) if change is not None)
    age = changed_at - discussion.created_at
    return replace(
        entry, uid=_uid(address), dtstamp=changed_at, changed_at=changed_at,
        sequence=max(0, age // timedelta(seconds=1)),
    )  # fmt: skip


def public_entry(discussion: Discussion, language: str, base_url: str) -> FeedEntry:
    page_url = f"{base_url}/discussions/{discussion.slug}"
    return FeedEntry(
        uid=_uid(f"{base_url}/discussions/{discussion.id}"), sequence=discussion.revision,
        dtstamp=discussion.changed_at, starts_at=discussion.starts_at, ends_at=discussion.ends_at,
        summary=discussion.title, description=description(discussion, discussion.starts_at, language),
        page_url=page_url, created_at=discussion.created_at, changed_at=discussion.changed_at,
        cancelled=discussion.is_cancelled,
    )  # fmt: skip


def description(discussion: Discussion, starts_at: datetime, language: str) -> str:
    """The same hour on every clock, in words: a calendar shows only its owner's."""
    clocks = _clocks(starts_at, discussion.timezone, language)
    return f"{clocks}\n\n{discussion.summary}" if discussion.summary else clocks


def calendar_answer(content: bytes, name: str, now: datetime, headers: dict[str, str]) -> Response[Any]:
    """The file under a name of its own, opened by the calendar rather than saved. Of the moment of rendering the front
    makes the one since when these bytes stand (foundation/conditions.py)."""
    shown = {
        "Content-Disposition": f'inline; filename="{name}.ics"',
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:24]}"',
        "Last-Modified": http_date(now),
    }
    return Response(content, media_type=MEDIA_TYPE, headers=headers | shown)


@kept_with_rules(KEPT_CLOCKS)
def _clocks(starts_at: datetime, agreed: str, language: str) -> str:
    day = long_date(starts_at, agreed, language)
    return f"{day}\n" + " · ".join(str(reading) for reading in in_zones(starts_at, language, agreed=agreed))


def _still_shown(entries: Sequence[FeedEntry], now: datetime) -> list[FeedEntry]:
    return [entry for entry in entries if not entry.cancelled or entry.ends_at + CANCELLED_STAYS > now]


def _neutral_title(person: Person) -> str:
    return say("Online discussion").in_language(person.language)


def _uid(address: str) -> str:
    return f"feed-{hashed(address)[:32]}"

"""Ways into the calendars people have, as plain links by name: one discussion, or a calendar to subscribe to.

Nobody documents the addresses of Google and Microsoft; these are the ones their own buttons and help pages lead to.
What stands in them leaves this house when somebody taps, so it is public, or the person's own decision.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from events.models import Discussion
from foundation.languages import Wording, say

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = {"Outlook.com": "https://outlook.live.com", "Microsoft 365": "https://outlook.office.com"}


class Way(NamedTuple):
    """A calendar by the name people know it by, and the link that opens it."""

    name: str | Wording
    address: str


def adding(discussion: Discussion, page_url: str) -> Sequence[Way]:
    """One discussion, under its title and with its public page as the place. Times are UTC: each calendar shows its
    owner's clock."""
    return [
        Way("Google", f"{GOOGLE}?{_for_google(discussion, page_url)}"),
        *(Way(name, f"{site}/calendar/0/deeplink/compose?{_for_outlook(discussion, page_url)}")
          for name, site in OUTLOOK.items()),
        Way(say("Apple and others: file"), f"/discussions/{discussion.slug}.ics"),
    ]  # fmt: skip


def subscribing(feed_url: str) -> Sequence[Way]:
    """A calendar that is looked at again and again. Google fetches only what is called webcal."""
    by_webcal = f"webcal://{feed_url.partition('://')[2]}"
    return [
        Way("Google", f"{GOOGLE}?{urlencode({'cid': by_webcal})}"),
        *(Way(name, f"{site}/calendar/0/addfromweb?{urlencode({'url': feed_url})}") for name, site in OUTLOOK.items()),
        Way(say("Apple and others"), by_webcal),
    ]


def _for_google(discussion: Discussion, page_url: str) -> str:
    span = "/".join(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (discussion.starts_at, discussion.ends_at))
    return urlencode(
        {"action": "TEMPLATE", "text": discussion.title, "dates": span, "details": page_url, "location": page_url}
    )


def _for_outlook(discussion: Discussion, page_url: str) -> str:
    return urlencode({
        "path": "/calendar/action/compose", "rru": "addevent", "subject": discussion.title,
        "startdt": _iso(discussion.starts_at), "enddt": _iso(discussion.ends_at), "body": page_url,
        "location": page_url,
    })  # fmt: skip


def _iso(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

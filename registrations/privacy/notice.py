"""What a notice of privacy has to name (domain.md, Law and privacy): who is responsible, who works for them, what for,
who sees what, how long, and what somebody may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from sqlmodel import Session

from events.models import Discussion, Series
from foundation.people import Office
from registrations.privacy.models import Retention
from registrations.privacy.retention import CONTACT_MONTHS, STATISTICS_MONTHS

PLATFORMS = {
    "zoom.us": "Zoom", "zoom.com": "Zoom", "microsoft.com": "Microsoft Teams", "live.com": "Microsoft Teams",
    "meet.google.com": "Google Meet", "jit.si": "Jitsi Meet", "webex.com": "Webex",
}  # fmt: skip
"""Domain of a room → whose it is. The address itself is shown to nobody before the door opens."""


@dataclass(frozen=True)
class Notice:
    """Of one series. `contact` is the address that letters come from; it is read by the office."""

    office: str
    contact: str
    platforms: Sequence[str]
    contact_months: int
    statistics_months: int


def notice_of(session: Session, series: Series, discussions: Sequence[Discussion], mail_from: str) -> Notice:
    kept = session.get(Retention, series.id)
    return Notice(
        office=session.get_one(Office, series.office_id).name, contact=parseaddr(mail_from)[1],
        platforms=platforms_of(discussions),
        contact_months=kept.contact_months if kept else CONTACT_MONTHS,
        statistics_months=kept.statistics_months if kept else STATISTICS_MONTHS,
    )  # fmt: skip


def platforms_of(discussions: Sequence[Discussion]) -> list[str]:
    """By the alphabet; a room of the office's own, or of a service we do not know, is not named."""
    hosts = [urlsplit(one.room_url or "").hostname or "" for one in discussions]
    return sorted({
        name for host in hosts for domain, name in PLATFORMS.items() if host == domain or host.endswith(f".{domain}")
    })  # fmt: skip

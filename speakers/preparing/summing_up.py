"""What is left of a discussion for everybody: key points and the recording, written by organisers, then approved."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from events.models import Discussion
from events.plans import Wrongs
from events.queries import hold
from foundation.languages import say
from foundation.people import clean_lines
from foundation.refusals import Conflict, Refused
from speakers.preparing.models import Summary

POINTS_LIMIT, ADDRESS_LIMIT = 5000, 2000


def write_summary(
    session: Session, discussion: Discussion, now: datetime, *, key_points: str, recording_url: str
) -> Summary:  # fmt: skip
    """The text as it stands; what was approved before is approved no longer, unless nothing changed."""
    with Wrongs() as wrongs:
        points = wrongs.note(_checked_points, key_points)
        address = wrongs.note(_checked_address, recording_url)
    hold(session, discussion)
    assert discussion.id is not None, "stored rows have a number"
    summary = session.get(Summary, discussion.id) or Summary(discussion_id=discussion.id, written_at=now)
    if (summary.key_points, summary.recording_url) != (points, address):
        summary.key_points, summary.recording_url = points, address
        summary.written_at, summary.approved_at = now, None
    session.add(summary)
    session.flush()
    return summary


def approve_summary(session: Session, discussion: Discussion, now: datetime) -> None:
    """Public from now on. Refused before the end, and while there is nothing to show."""
    summary = session.get(Summary, discussion.id)
    if not discussion.is_over(now):
        raise Conflict(say("The discussion is not over yet."), "key_points")
    if summary is None or not (summary.key_points or summary.recording_url):
        raise Refused(say("Write the key points or the address of the recording first."), "key_points")
    summary.approved_at = summary.approved_at or now
    session.flush()


def take_back_summary(session: Session, discussion: Discussion) -> None:
    if (summary := session.get(Summary, discussion.id)) is not None:
        summary.approved_at = None
        session.flush()


def approved_summary(session: Session, discussion: Discussion) -> Summary | None:
    """What the public page may show."""
    summary = session.get(Summary, discussion.id)
    return summary if summary is not None and summary.approved_at is not None else None


def _checked_points(text: str) -> str:
    points = clean_lines(text)
    if len(points) > POINTS_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=POINTS_LIMIT), "key_points")
    return points


def _checked_address(text: str) -> str:
    address = text.strip()
    parts = urlsplit(address)
    is_web = parts.scheme == "https" and bool(parts.netloc) and len(address) <= ADDRESS_LIMIT and address.isprintable()
    if address and not (is_web and " " not in address):
        raise Refused(say("Please write a full address that begins with https://."), "recording_url")
    return address

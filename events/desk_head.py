"""What stands at the head of every desk page about one discussion: its series, its state in a word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.languages import Message, say


@dataclass(frozen=True)
class Standing:
    """The state of a discussion as a word, and the tone it is shown in."""

    word: Message
    tone: str = ""


def standing(discussion: Discussion, now: datetime) -> Standing:
    """Draft, published, cancelled, or where the clock has brought it."""
    if discussion.is_cancelled:
        return Standing(say("Cancelled"), "bad")
    if discussion.is_over(now):
        return Standing(say("Over"))
    if discussion.is_draft:
        return Standing(say("Draft"), "wait")
    return Standing(say("Running now"), "good") if discussion.has_begun(now) else Standing(say("Published"), "good")


def head(session: Session, discussion: Discussion, now: datetime) -> dict[str, Any]:
    """The context of `events/desk_discussion.html`."""
    return {
        "discussion": discussion, "series": series_of(session, discussion), "standing": standing(discussion, now),
        "path": f"/desk/discussions/{discussion.slug}",
    }  # fmt: skip

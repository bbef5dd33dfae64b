"""Announcements as organisers type them."""

from typing import Any

from notifications.announcements.audience import Audience
from notifications.announcements.writing import Writing

SUBJECT, TEXT = "Bring your questions", "The chair has ten minutes for them.\n\nSee you there, {name}: {link}"


def a_writing(
    *, is_news: bool = False, texts: dict[str, tuple[str, str]] | None = None, **audience: Any
) -> Writing:  # fmt: skip
    """In English, to everybody; `audience` are fields of an Audience."""
    return Writing(is_news=is_news, audience=Audience(**audience), texts=texts or {"en": (SUBJECT, TEXT)})

"""An announcement before it leaves: how many get it, in which language, and the letter as its readers get it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from events.models import Series
from foundation.languages import LANGUAGES
from foundation.people import Person
from foundation.settings import Settings
from notifications.announcements.audience import ANNOUNCEMENT, fitting
from notifications.announcements.models import Announcement
from notifications.announcements.words import plain
from notifications.facts import Reading
from notifications.models import Delivery
from notifications.plan import EMAIL
from notifications.render import letter_of
from notifications.scope import Scope

BY_MAIL, BY_PHONE, REFUSED = "mail", "phone", "refused"
THEIR_PAGE, THEIR_WAY_OUT = "/r/personal-link", "/news/personal-link"
"""In a sample: the links of a reader are their own."""


@dataclass(frozen=True)
class Group:
    """Readers who get the same letter; `first` is one of them."""

    language: str
    is_discreet: bool
    count: int
    first: int

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.language]


@dataclass(frozen=True)
class Reach:
    """How many get it by mail, in groups; and how many fit and cannot be reached so."""

    groups: Sequence[Group]
    by_phone: int
    refused: int

    @property
    def by_mail(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass(frozen=True)
class Sample:
    """A letter to one of a group, personal links apart."""

    group: Group
    subject: str
    text: str


def reach(session: Session, scope: Scope, announcement: Announcement) -> Reach:
    """Who fits at this moment. Until it leaves, others may come and go."""
    by = announcement.due_at or scope.now
    here = fitting(scope, announcement, by).subquery()
    is_phone, is_refused = col(Person.email).is_(None), col(Person.address_refused).is_not(None)
    way = case((is_phone, BY_PHONE), (is_refused, REFUSED), else_=BY_MAIL).label("way")
    counted = session.execute(
        select(way, col(Person.language), col(Person.discreet), func.count(), func.min(col(Person.id)))
        .select_from(here).join(Person, col(Person.id) == here.c.person_id)
        .group_by("way", col(Person.language), col(Person.discreet))
    ).all()  # fmt: skip
    groups = [Group(*values) for one, *values in counted if one == BY_MAIL]
    return Reach(
        groups=sorted(groups, key=lambda group: (group.is_discreet, -group.count)),
        by_phone=_count(counted, BY_PHONE), refused=_count(counted, REFUSED),
    )  # fmt: skip


def samples(
    session: Session, announcement: Announcement, reached: Reach, settings: Settings, *, now: datetime
) -> list[Sample]:  # fmt: skip
    """One letter for each group, written as it would be now."""
    letters = [_delivery_to(group, announcement) for group in reached.groups]
    reading = Reading(session, letters, now)
    return [_sample(reading, *pair, settings) for pair in zip(reached.groups, letters, strict=True)]


def pasted_text(announcement: Announcement, series: Series, address: str) -> str:
    """For WhatsApp, in the language of the series: without a name, and with the link to the public page."""
    said = announcement.texts.get(series.language) or next(iter(announcement.texts.values()))
    return f"*{said['subject']}*\n\n{plain(said['text'], '', address)}"


def _count(counted: Sequence[Any], way: str) -> int:
    return sum(count for one, _, _, count, _ in counted if one == way)


def _delivery_to(group: Group, announcement: Announcement) -> Delivery:
    """Of no session: it is not kept."""
    at = announcement.created_at
    return Delivery(
        id=0, kind=ANNOUNCEMENT, person_id=group.first, discussion_id=announcement.discussion_id,
        occasion=announcement.id or 0, channel=EMAIL, priority=0, due_at=at, expires_at=at, created_at=at,
    )  # fmt: skip


def _sample(reading: Reading, group: Group, delivery: Delivery, settings: Settings) -> Sample:
    facts = reading.facts_of(delivery, None)
    shown = replace(facts, personal_path=THEIR_PAGE, news_path=THEIR_WAY_OUT if facts.news_path else "")
    letter = letter_of(shown, settings)
    return Sample(group, letter.subject, letter.text)

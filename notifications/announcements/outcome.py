"""What became of announcements: for the desk in numbers, and on the personal pages of those they are for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from events.models import Discussion
from events.queries import series_of
from foundation.languages import Message, say
from foundation.people import Person
from notifications.announcements.audience import ANNOUNCEMENT, fitting
from notifications.announcements.models import Announcement
from notifications.announcements.words import Paragraph, in_language, paragraphs
from notifications.desk_words import STATES, TONES
from notifications.kinds import KINDS
from notifications.models import Delivery, DeliveryState, Skipped
from notifications.scope import Scope

Counts = dict[DeliveryState, int]
IN_FLIGHT = (DeliveryState.PLANNED, DeliveryState.SENDING)


@dataclass(frozen=True)
class Standing:
    """Where an announcement is, in a word, and the tone it is shown in."""

    word: Message
    tone: str = ""


@dataclass(frozen=True)
class Shown:
    """An announcement on the page of somebody it is for."""

    subject: str
    language: str
    at: datetime
    paragraphs: Sequence[Paragraph]


def outcomes(session: Session, discussion: Discussion) -> dict[int, Counts]:
    """Announcement → how many letters are in each state. Somebody who was passed over and got it later, got it."""
    mine = (col(Delivery.kind) == ANNOUNCEMENT, col(Delivery.discussion_id) == discussion.id)
    of, state = col(Delivery.occasion), col(Delivery.state)
    counted: dict[int, Counts] = defaultdict(dict)
    for number, word, count in session.execute(select(of, state, func.count()).where(*mine).group_by(of, state)).all():
        counted[number][DeliveryState(word)] = count
    got = select(Delivery.id).where(*mine, of == Skipped.occasion, col(Delivery.person_id) == Skipped.person_id)  # type: ignore[call-overload]
    passed_over = (
        select(col(Skipped.occasion), func.count(func.distinct(col(Skipped.person_id))))
        .where(col(Skipped.kind) == ANNOUNCEMENT, col(Skipped.discussion_id) == discussion.id, ~got.exists())
        .group_by(col(Skipped.occasion))
    )
    for number, count in session.execute(passed_over).all():
        counted[number][DeliveryState.SKIPPED] = counted[number].get(DeliveryState.SKIPPED, 0) + count
    return counted


def standing(announcement: Announcement, counts: Counts, now: datetime) -> Standing:
    if announcement.stopped_at is not None:
        return Standing(say("Stopped"), "bad")
    if announcement.due_at is None:
        return Standing(say("Draft"))
    if not announcement.is_leaving(now):
        return Standing(say("Planned"), "wait")
    if any(counts.get(state) for state in IN_FLIGHT) or not counts:
        return Standing(say("Leaving now"), "wait")
    return Standing(say("Sent"), "good")


def in_words(counts: Counts) -> list[tuple[DeliveryState, Message, str, int]]:
    """As the other messages of the desk are shown."""
    return [(state, STATES[state], TONES[state], counts[state]) for state in DeliveryState if counts.get(state)]


def asleep(session: Session, scope: Scope, announcement: Announcement) -> int:
    """How many get it only when their night is over."""
    kind = KINDS[ANNOUNCEMENT]
    if not kind.arises(scope):
        return 0
    owed = kind.owed(scope).subquery("owed").c
    later = select(func.count()).where(owed.occasion == announcement.id, owed.due_at > scope.now)
    return session.scalars(later).one() if announcement.is_leaving(scope.now) else 0


def shown_to(session: Session, discussion: Discussion, person: Person, link: str, *, now: datetime) -> list[Shown]:
    """The latest first: what this person got, and what they would have got if a letter could reach them."""
    found = session.scalars(
        select(Announcement)
        .where(col(Announcement.discussion_id) == discussion.id, col(Announcement.due_at) <= now)
        .order_by(col(Announcement.due_at).desc())
    ).all()  # fmt: skip
    if not found:
        return []
    series, got = series_of(session, discussion), _got(session, discussion, person)
    only = select(col(Person.id)).where(col(Person.id) == person.id)
    scope = Scope(discussion, now, timedelta(0), (), only)
    mine = [one for one in found if one.id in got or _is_for(session, scope, one)]
    return [_shown(one, in_language(one.texts, person.language, series.language), link) for one in mine]


def _got(session: Session, discussion: Discussion, person: Person) -> set[int]:
    letters = select(col(Delivery.occasion)).where(
        col(Delivery.kind) == ANNOUNCEMENT, col(Delivery.discussion_id) == discussion.id,
        col(Delivery.person_id) == person.id, col(Delivery.state) == DeliveryState.SENT,
    )  # fmt: skip
    return set(session.scalars(letters).all())


def _is_for(session: Session, scope: Scope, announcement: Announcement) -> bool:
    if announcement.stopped_at is not None or announcement.due_at is None:
        return False
    return session.execute(fitting(scope, announcement, announcement.due_at)).first() is not None


def _shown(announcement: Announcement, language: str, link: str) -> Shown:
    assert announcement.due_at is not None, "only what has left is shown"
    said = announcement.texts[language]
    return Shown(said["subject"], language, announcement.due_at, paragraphs(said["text"], "", link))

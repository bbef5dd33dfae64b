"""What a letter says beside its own discussion: others that share the reminder, the next one, how many were there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion, DiscussionState
from live.left_open import left_open
from notifications.attended import FEWEST_COUNTED, participants_seen
from notifications.hearers import path_of_assistant
from notifications.kinds import KINDS, NOTICES
from notifications.models import Delivery
from notifications.together import companions
from registrations.certificates.queries import valid_holders
from registrations.models import Registration, Status
from registrations.register import personal_path as participants_path
from speakers.engagements import ACTIVE
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement

AFTER_THE_END = frozenset({"thanks", "missed"})
Key = tuple[str, int, int]
"""Kind, discussion and person of a delivery."""


@dataclass(frozen=True)
class Other:
    """Another discussion, and where this reader finds it. The path begins with `/`."""

    title: str
    starts_at: datetime
    timezone: str
    path: str


def key_of(delivery: Delivery) -> Key:
    return delivery.kind, delivery.discussion_id, delivery.person_id


def sharing(session: Session, deliveries: Sequence[Delivery], now: datetime) -> Mapping[Key, Sequence[Other]]:
    """The later discussions that each of these reminders names as well."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for delivery in deliveries:
        if (kind := KINDS.get(delivery.kind)) is not None and kind.is_reminder:
            groups[delivery.kind, delivery.discussion_id].append(delivery.person_id)
    named: dict[Key, list[Other]] = defaultdict(list)
    for (name, number), people in groups.items():
        about = session.get_one(Discussion, number)
        for later, those in companions(session, KINDS[name], about, people, now=now):
            for person_id in those:
                named[name, number, person_id].append(_other(later, _path_to(session, name, later, person_id)))
    return named


def next_ones(session: Session, deliveries: Sequence[Delivery], now: datetime) -> Mapping[Key, Other]:
    """The next discussion of the series, for those who read about one that is over and have no part in it yet."""
    after = [delivery for delivery in deliveries if delivery.kind in AFTER_THE_END]
    found: dict[Key, Other] = {}
    for number in {delivery.discussion_id for delivery in after}:
        following = _following(session, session.get_one(Discussion, number), now)
        if following is None:
            continue
        there = _people_in(session, following, [delivery.person_id for delivery in after])
        other = _other(following, f"/discussions/{following.slug}")
        found |= {key_of(one): other for one in after if one.discussion_id == number and one.person_id not in there}
    return found


def seen_in(session: Session, deliveries: Sequence[Delivery]) -> Mapping[int, int]:
    """How many participants were there, by discussion; only where there were enough to be counted."""
    over = {delivery.discussion_id for delivery in deliveries if delivery.kind == "thanks"}
    counted = {number: participants_seen(session, session.get_one(Discussion, number)) for number in over}
    return {number: count for number, count in counted.items() if count >= FEWEST_COUNTED}


def questions_left_in(session: Session, deliveries: Sequence[Delivery], now: datetime) -> Mapping[int, int]:
    """How many questions nobody answered, by the discussion that somebody is thanked for."""
    over = {delivery.discussion_id for delivery in deliveries if delivery.kind == "thanks"}
    return {number: len(left_open(session, session.get_one(Discussion, number), now)) for number in over}


def certified_in(session: Session, deliveries: Sequence[Delivery]) -> Collection[Key]:
    """Those of the letters of thanks whose reader has a valid certificate."""
    over = {key_of(delivery) for delivery in deliveries if delivery.kind == "thanks"}
    found: set[tuple[int, int]] = set()
    for number in {number for _, number, _ in over}:
        people = valid_holders(session, number, [person_id for _, about, person_id in over if about == number])
        found |= {(number, person_id) for person_id in people}
    return {key for key in over if key[1:] in found}


def _other(discussion: Discussion, path: str) -> Other:
    return Other(discussion.title, discussion.starts_at, discussion.timezone, path)


def _path_to(session: Session, kind: str, discussion: Discussion, person_id: int) -> str:
    """An organiser's desk, a speaker's page, or a participant's."""
    if kind in NOTICES:
        return f"/desk/discussions/{discussion.slug}"
    engagement = session.exec(
        select(Engagement).where(Engagement.discussion_id == discussion.id, Engagement.person_id == person_id,
                                 col(Engagement.answer).in_(ACTIVE))
    ).one_or_none()  # fmt: skip
    if engagement is not None and (engagement.is_accepted or KINDS[kind].audience is KINDS["answer_last"].audience):
        return speakers_path(session, engagement)
    if (path := path_of_assistant(session, discussion.id or 0, person_id)) is not None:
        return path
    return participants_path(session, session.exec(
        select(Registration).where(Registration.discussion_id == discussion.id, Registration.person_id == person_id)
    ).one())  # fmt: skip


def _following(session: Session, discussion: Discussion, now: datetime) -> Discussion | None:
    coming = select(Discussion).where(
        Discussion.series_id == discussion.series_id, Discussion.starts_at > max(now, discussion.ends_at),
        Discussion.state == DiscussionState.PUBLISHED,
    )  # fmt: skip
    return session.exec(coming.order_by(col(Discussion.starts_at), col(Discussion.id)).limit(1)).first()


def _people_in(session: Session, discussion: Discussion, people: Sequence[int]) -> set[int]:
    registered = select(Registration.person_id).where(
        Registration.discussion_id == discussion.id, col(Registration.person_id).in_(people),
        Registration.status != Status.CANCELLED,
    )  # fmt: skip
    engaged = select(Engagement.person_id).where(
        Engagement.discussion_id == discussion.id, col(Engagement.person_id).in_(people),
        col(Engagement.answer).in_(ACTIVE),
    )  # fmt: skip
    return {*session.exec(registered).all(), *session.exec(engaged).all()}

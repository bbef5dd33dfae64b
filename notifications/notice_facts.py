"""What a letter to an organiser is written from: the state of the discussion, or of the office, at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.languages import Message
from foundation.people import Person, Role
from notifications.attended import participants_seen
from notifications.beside import Other, key_of, sharing
from notifications.digest import DIGEST, News, news_of
from notifications.models import Delivery, DeliveryState
from notifications.notices import FORGETTING
from notifications.outbox import to_tell, told_since_change
from registrations.models import Registration, Status
from registrations.privacy.retention import forgets_at
from registrations.queries import counts
from speakers.asking.models import Proposal, Regret
from speakers.asking.proposals import open_proposals
from speakers.asking.regrets import regrets_in
from speakers.models import Answer, Engagement
from speakers.queries import all_engagements
from speakers.readiness import lacking, warnings

PAGES = {
    "readiness": "", "eve": "/registrations", "attendance": "/attendance", "report": "/registrations",
    "result": "/messages",
}  # fmt: skip
"""Which page of the discussion each leads to; the one with its people where none is named."""
Who = Sequence[tuple[str, Role]]


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Counts for the desk, where everybody's name may be seen as well."""

    seats: int = 0
    waiting: int = 0
    given_up: int = 0
    seen: int = 0
    """Participants who were there, as far as it is known."""
    without_mail: int = 0
    """Participants with a seat whom no letter reaches."""
    told: int = 0
    failed: int = 0
    to_tell: int = 0


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """One letter to an organiser. Names come with the role."""

    delivery_id: int
    kind: str
    person: Person
    discussion: Discussion
    series: Series
    path: str
    refused: Who = ()
    regrets: Sequence[tuple[str, Regret]] = ()
    """What those who cannot come said with it, by their names."""
    proposed: Sequence[tuple[str, Role, Proposal]] = ()
    """Other times that nobody has decided about."""
    unanswered: Who = ()
    unreachable: Who = ()
    """Speakers who agreed and whom no letter reaches."""
    lacks: Sequence[Message] = ()
    numbers: Numbers = field(default_factory=Numbers)
    news: Sequence[News] = ()
    forgets_at: datetime | None = None
    """When the people of the series are forgotten."""
    also: Sequence[Other] = ()


def notice_facts(session: Session, delivery: Delivery, now: datetime) -> NoticeFacts:
    assert delivery.id is not None, "flushed rows have a number"
    discussion = session.get_one(Discussion, delivery.discussion_id)
    about: dict[str, Any] = {
        "delivery_id": delivery.id, "kind": delivery.kind, "person": session.get_one(Person, delivery.person_id),
        "discussion": discussion, "series": session.get_one(Series, discussion.series_id),
    }  # fmt: skip
    if delivery.kind == DIGEST:
        return NoticeFacts(path="/desk", news=news_of(session, delivery), **about)
    if delivery.kind == FORGETTING:
        path = f"/desk/series/{about['series'].slug}/retention"
        return NoticeFacts(path=path, forgets_at=forgets_at(session, discussion), **about)
    lacks = _lacks(session, discussion, now) if delivery.kind == "readiness" else ()
    return NoticeFacts(
        path=f"/desk/discussions/{discussion.slug}{PAGES.get(delivery.kind, '/people')}", lacks=lacks,
        also=sharing(session, [delivery], now).get(key_of(delivery), ()),
        numbers=_numbers(session, discussion, delivery.kind, now), **_people(session, discussion), **about,
    )  # fmt: skip


def _lacks(session: Session, discussion: Discussion, now: datetime) -> list[Message]:
    """What stands in the way of publishing as well, where it is not public yet."""
    return [*(refusal.message for refusal in lacking(session, discussion, now)), *warnings(session, discussion)]


def _people(session: Session, discussion: Discussion) -> dict[str, Any]:
    """The latest refusal first, as somebody else has to be found."""
    everybody = [(engagement, person) for engagement, person in all_engagements(session, discussion)]
    declined = [one for one, _ in everybody if one.answer == Answer.DECLINED]
    declined.sort(key=lambda one: one.answered_at or one.asked_at, reverse=True)
    regrets, proposals = regrets_in(session, discussion), open_proposals(session, discussion)
    silent = [one for one, _ in everybody if one.answer == Answer.ASKED and one.person_id not in proposals]
    return {
        "refused": [_who(one) for one in declined],
        "regrets": [(one.full_name, regrets[one.person_id]) for one in declined if one.person_id in regrets],
        "proposed": [(*_who(one), proposals[one.person_id]) for one, _ in everybody if one.person_id in proposals],
        "unanswered": [_who(one) for one in silent if one.role != Role.OBSERVER],
        "unreachable": [_who(one) for one, person in everybody if one.is_accepted and not _is_reached(person)],
    }


def _who(engagement: Engagement) -> tuple[str, Role]:
    return engagement.full_name, engagement.role


def _is_reached(person: Person) -> bool:
    return person.email is not None and person.address_refused is None


def _numbers(session: Session, discussion: Discussion, kind: str, now: datetime) -> Numbers:
    assert discussion.id is not None, "stored rows have a number"
    if kind == "result":
        return _told(session, discussion, now)
    by_status = counts(session, [discussion.id])[discussion.id]
    return Numbers(
        seats=by_status.get(Status.CONFIRMED, 0), waiting=by_status.get(Status.WAITING, 0),
        given_up=by_status.get(Status.CANCELLED, 0), seen=participants_seen(session, discussion),
        without_mail=_without_mail(session, discussion),
    )  # fmt: skip


def _told(session: Session, discussion: Discussion, now: datetime) -> Numbers:
    """What became of the letters about the last change."""
    by_state = told_since_change(session, discussion)
    on_the_way = by_state.get(DeliveryState.PLANNED, 0) + by_state.get(DeliveryState.SENDING, 0)
    return Numbers(
        told=by_state.get(DeliveryState.SENT, 0),
        failed=by_state.get(DeliveryState.FAILED, 0) + by_state.get(DeliveryState.BOUNCED, 0),
        to_tell=on_the_way + len(to_tell(session, discussion, now, timedelta(0))),
    )  # fmt: skip


def _without_mail(session: Session, discussion: Discussion) -> int:
    found = select(func.count()).select_from(Registration).join(Person).where(
        Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED,
        or_(col(Person.email).is_(None), col(Person.address_refused).is_not(None)),
    )  # fmt: skip
    return session.exec(found).one()

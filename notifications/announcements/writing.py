"""Writing an announcement, letting it leave, and taking it back. Its letters follow by themselves (decisions/0022)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from events.models import Discussion
from events.plans import Wrongs
from events.queries import hold, series_of
from foundation.languages import LANGUAGES, Message, say
from foundation.moments import Moment, day_month
from foundation.people import Role
from foundation.refusals import Conflict, Missing, Refused
from notifications.announcements.audience import CAME, NOT_ANSWERED, STAYED_AWAY, Audience
from notifications.announcements.models import Announcement
from notifications.announcements.words import checked_subject, checked_text
from notifications.models import Delivery, EntryAnswer
from registrations.models import Status, UnionLevel

ANSWERS = (EntryAnswer.ACCEPTED.value, EntryAnswer.TENTATIVE.value, EntryAnswer.DECLINED.value, NOT_ANSWERED)
STATUSES = (Status.CONFIRMED.value, Status.WAITING.value, Status.CANCELLED.value)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """An announcement as it was typed. `texts` are subject and text by language; both empty is not written."""

    is_news: bool
    audience: Audience
    texts: Mapping[str, tuple[str, str]]


def announcements_in(session: Session, discussion: Discussion) -> Sequence[Announcement]:
    """The latest first."""
    found = select(Announcement).where(Announcement.discussion_id == discussion.id)
    return session.exec(found.order_by(col(Announcement.id).desc())).all()


def announcement_in(session: Session, discussion: Discussion, number: int) -> Announcement:
    """One of this discussion; another's looks like none at all."""
    found = session.get(Announcement, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def write(session: Session, discussion: Discussion, writing: Writing, now: datetime) -> Announcement:
    """A draft, which nobody gets. Refused with everything that is wrong with it."""
    assert discussion.id is not None, "stored rows have a number"
    announcement = Announcement(
        discussion_id=discussion.id, created_at=now, **_checked(writing, series_of(session, discussion).language)
    )
    session.add(announcement)
    session.flush()
    return announcement


def rewrite(session: Session, announcement: Announcement, writing: Writing, now: datetime) -> None:
    """Change it as long as nothing of it has left; the hour it was given stays."""
    discussion = _held(session, announcement)
    if announcement.is_leaving(now) or announcement.stopped_at is not None:
        raise Conflict(say("This announcement has begun to leave, or was stopped. Write a new one instead."))
    for name, value in _checked(writing, series_of(session, discussion).language).items():
        setattr(announcement, name, value)
    _look_again(session, discussion, now)


def appoint(session: Session, announcement: Announcement, at: datetime, now: datetime) -> None:
    """Let it leave at this hour, or `now`. Pressed twice it leaves once: what is leaving has its hour already."""
    discussion = _held(session, announcement)
    if announcement.stopped_at is not None:
        raise Conflict(say("This announcement was stopped. Write a new one instead."))
    if announcement.is_leaving(now):
        return
    if at < now:
        raise Refused(say("This hour has passed. Choose a later one."), "send_at_local")
    if at >= discussion.links_die_at():
        last = Moment(discussion.links_die_at(), discussion.timezone, day_month)
        raise Refused(
            say("Personal links of this discussion end on {day}. Write from a later discussion.", day=last),
            "send_at_local",
        )
    announcement.due_at = at
    _look_again(session, discussion, now)


def stop(session: Session, announcement: Announcement, now: datetime) -> None:
    """What has not left does not leave any more; a draft is thrown away. Twice is once."""
    _held(session, announcement)
    if announcement.due_at is None:
        session.delete(announcement)
    elif announcement.stopped_at is None:
        announcement.stopped_at = now
    session.flush()


def reason_not_announced(session: Session, delivery: Delivery) -> Message:
    """Why a letter that was planned stays here, in words for the desk."""
    announcement = session.get(Announcement, delivery.occasion)
    if announcement is None or announcement.stopped_at is not None:
        return say("The announcement was stopped.")
    return say("No longer true: the person does not fit it any more.")


def _held(session: Session, announcement: Announcement) -> Discussion:
    """Its discussion under its lock; both as they are now."""
    discussion = session.get_one(Discussion, announcement.discussion_id)
    hold(session, discussion)
    session.refresh(announcement)
    return discussion


def _look_again(session: Session, discussion: Discussion, now: datetime) -> None:
    discussion.attention_at = now
    session.flush()


def _checked(writing: Writing, language: str) -> dict[str, Any]:
    """The columns that are typed; `language` is that of the series, which everybody can fall back to."""
    with Wrongs() as wrongs:
        wrongs.note(_refuse_odd_criteria, writing)
        texts = {
            code: {"subject": wrongs.note(checked_subject, subject, f"subject_{code}"),
                   "text": wrongs.note(checked_text, text, f"text_{code}")}
            for code in LANGUAGES
            for subject, text in [writing.texts.get(code, ("", ""))] if subject or text or code == language
        }  # fmt: skip
    return {"is_news": writing.is_news, "audience": writing.audience.stored(), "texts": texts}


def _refuse_odd_criteria(writing: Writing) -> None:
    wanted = writing.audience
    offered = {
        "roles": [*Role], "statuses": STATUSES, "answers": ANSWERS, "levels": [*UnionLevel],
        "attendance": ("", CAME, STAYED_AWAY),
    }  # fmt: skip
    for name, words in offered.items():
        chosen = getattr(wanted, name)
        if not {*([chosen] if isinstance(chosen, str) else chosen)} <= {*words}:
            raise Refused(say("Please choose one of the answers offered."), name)
    if Status.CANCELLED.value in wanted.statuses and not writing.is_news:
        sentence = say("Who gave up a seat has no part any more. Write to them only news they agreed to.")
        raise Refused(sentence, "statuses")

"""The five things that a speaker prepares, each saved alone, until its deadline is past and the organisers close it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.first_rows import row_for
from foundation.languages import Message, say
from foundation.people import Role, checked_phone, clean_lines
from foundation.refusals import Conflict, Refused
from speakers.invitations import checked_words
from speakers.models import Engagement
from speakers.preparing.models import (
    BIOGRAPHY_LIMIT,
    DAYS_BEFORE,
    LONGEST_DAYS_BEFORE,
    Closing,
    Deadline,
    Material,
    MaterialKind,
    Preparation,
    RecordingConsent,
    Rehearsal,
)

CONSENT_VERSION = "2026-11"
CONSENT = say(
    "I agree that my voice, picture and slides are recorded, and that the recording may be shown to the participants "
    "and on the page of the discussion."
)
"""The words of this version; whoever changes them gives them another version."""

TITLES = {
    "slides": say("Slides"), "biography": say("Biography and photo"), "recording": say("Consent to record"),
    "phone": say("Phone for the day"), "rehearsal": say("Rehearsal"),
}  # fmt: skip
"""The five, by their names."""
OF_OBSERVERS = ("recording", "phone")
"""Who listens brings no slides, is not introduced, and has nothing to rehearse."""


@dataclass(frozen=True)
class Task:
    """One of the five."""

    name: str
    title: Message
    is_done: bool


def may_prepare(session: Session, engagement: Engagement, now: datetime) -> Discussion:
    """Refused to who has not agreed, when the discussion has begun, and while the organisers have closed it. One act
    of a speaker at a time: a line that breaks sends a form twice."""
    session.refresh(engagement, with_for_update=True)
    discussion = session.get_one(Discussion, engagement.discussion_id)
    if not engagement.is_accepted:
        raise Conflict(say("Please say first that you take part."))
    if discussion.is_cancelled or discussion.has_begun(now):
        raise Conflict(say("The discussion has begun or is cancelled; nothing can be changed any more."))
    closing = session.get(Closing, discussion.id)
    if closing is not None and closing.is_closed:
        raise Conflict(say("The organisers have closed the preparation. Please write to them."))
    return discussion


def preparation_of(session: Session, engagement: Engagement) -> Preparation:
    """The row of this speaker, made when it is first needed."""
    found = session.get(Preparation, (engagement.discussion_id, engagement.person_id))
    if found is None:
        found = Preparation(discussion_id=engagement.discussion_id, person_id=engagement.person_id)
        session.add(found)
    return found


def stored_preparation(session: Session, engagement: Engagement) -> Preparation:
    """As `preparation_of`, where nothing is written."""
    key = engagement.discussion_id, engagement.person_id
    return session.get(Preparation, key) or Preparation(discussion_id=key[0], person_id=key[1])


def save_biography(session: Session, engagement: Engagement, text: str, now: datetime) -> None:
    may_prepare(session, engagement, now)
    biography = clean_lines(text)
    if len(biography) > BIOGRAPHY_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=BIOGRAPHY_LIMIT), "biography")
    preparation_of(session, engagement).biography = biography
    session.flush()


def speak_without_slides(session: Session, engagement: Engagement, now: datetime) -> None:
    may_prepare(session, engagement, now)
    preparation_of(session, engagement).without_slides = True
    session.flush()


def answer_recording(session: Session, engagement: Engagement, word: str, now: datetime, *, language: str) -> None:
    """Yes or no to the words of CONSENT. It may be changed until the end, also when the rest is closed."""
    discussion = session.get_one(Discussion, engagement.discussion_id)
    if word not in ("yes", "no"):
        raise Refused(say("Please choose yes or no."), "recording")
    if not engagement.is_accepted or (word == "yes" and discussion.is_over(now)):
        raise Conflict(say("Please say first that you take part."), "recording")
    session.add(RecordingConsent(
        discussion_id=engagement.discussion_id, person_id=engagement.person_id, given=word == "yes",
        version=CONSENT_VERSION, language=language, at=now,
    ))  # fmt: skip
    session.flush()


def save_phone(session: Session, engagement: Engagement, text: str, now: datetime) -> None:
    """A number for the day; an empty field takes it away."""
    may_prepare(session, engagement, now)
    preparation_of(session, engagement).phone = checked_phone(text, "phone_of_the_day") if text.strip() else ""
    session.flush()


def choose_rehearsal(
    session: Session, engagement: Engagement, now: datetime, *, chosen: str = "", wish: str = ""
) -> None:  # fmt: skip
    """One of the hours offered, by its number, or a wish in words."""
    discussion = may_prepare(session, engagement, now)
    offered = {str(one.id): one for one in rehearsals_of(session, discussion)}
    if chosen and chosen not in offered:
        raise Refused(say("This hour is not offered any more. Please choose another."), "rehearsal")
    words = checked_words(wish, "rehearsal_wish")
    if not chosen and not words:
        raise Refused(say("Choose an hour, or write when it suits you."), "rehearsal")
    preparation = preparation_of(session, engagement)
    preparation.rehearsal_id = offered[chosen].id if chosen else None
    preparation.rehearsal_wish = "" if chosen else words
    session.flush()


def rehearsals_of(session: Session, discussion: Discussion) -> list[Rehearsal]:
    found = select(Rehearsal).where(Rehearsal.discussion_id == discussion.id).order_by(col(Rehearsal.starts_at))
    return list(session.exec(found).all())


def consent_of(session: Session, engagement: Engagement) -> RecordingConsent | None:
    """The answer that holds."""
    return session.exec(
        select(RecordingConsent).where(
            RecordingConsent.discussion_id == engagement.discussion_id,
            RecordingConsent.person_id == engagement.person_id,
        ).order_by(col(RecordingConsent.id).desc()).limit(1)
    ).one_or_none()  # fmt: skip


def tasks_of(session: Session, engagement: Engagement) -> list[Task]:
    """The five, or what an observer has of them, done or not."""
    key, kept = (engagement.discussion_id, engagement.person_id), stored_preparation(session, engagement)
    slides = session.exec(select(Material.id).where(
        Material.discussion_id == key[0], Material.person_id == key[1], Material.kind == MaterialKind.SLIDES
    )).first()  # fmt: skip
    done = {
        "slides": slides is not None or kept.without_slides, "biography": bool(kept.biography),
        "recording": consent_of(session, engagement) is not None, "phone": bool(kept.phone),
        "rehearsal": kept.rehearsal_id is not None or bool(kept.rehearsal_wish),
    }  # fmt: skip
    asked = OF_OBSERVERS if engagement.role == Role.OBSERVER else TITLES
    return [Task(name, title, done[name]) for name, title in TITLES.items() if name in asked]


def due_at(session: Session, discussion: Discussion) -> datetime:
    """When everything shall be there."""
    return discussion.starts_at - timedelta(days=days_before(session, discussion.series_id))


def days_before(session: Session, series_id: int) -> int:
    deadline = session.get(Deadline, series_id)
    return DAYS_BEFORE if deadline is None else deadline.days_before


def set_deadline(session: Session, series_id: int, days: int | None) -> None:
    if days is None or not 0 <= days <= LONGEST_DAYS_BEFORE:
        raise Refused(say("Choose between 0 and {limit} days.", limit=LONGEST_DAYS_BEFORE), "days_before")
    row_for(session, Deadline(series_id=series_id, days_before=days)).days_before = days
    session.flush()


def is_closed(session: Session, discussion: Discussion) -> bool:
    closing = session.get(Closing, discussion.id)
    return closing is not None and closing.is_closed


def close_preparation(session: Session, discussion: Discussion, now: datetime, *, closed: bool) -> None:
    """Close it or open it again; the speakers hear of it by letter. Twice is once."""
    hold(session, discussion)
    assert discussion.id is not None, "stored rows have a number"
    closing = session.get(Closing, discussion.id) or Closing(discussion_id=discussion.id, changed_at=now)
    if closing.is_closed == closed:
        return
    closing.is_closed, closing.changes, closing.changed_at = closed, closing.changes + 1, now
    discussion.attention_at = now
    session.add(closing)
    session.flush()

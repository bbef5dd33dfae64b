"""Silent messages of the chair to somebody who speaks: ready-made in the speaker's own language, or typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import Message, say
from foundation.people import Role, clean_text
from foundation.refusals import Missing, Refused
from live.acts import refuse_unless_under_way
from live.models import TEXT_LIMIT, Signal
from live.pulse import stir
from speakers.models import Engagement

READY = {
    "five": say("5 minutes left"),
    "end": say("Please come to the end"),
    "unheard": say("We cannot hear you"),
    "closer": say("Closer to the microphone, please"),
    "slower": say("Slower for the interpreters, please"),
    "slides": say("We cannot see your slides"),
}


@dataclass(frozen=True)
class Sent:
    """A message as the chair sees it."""

    signal: Signal
    to: str
    said: Message | str


def send(
    session: Session, discussion: Discussion, to: Engagement, *, ready: str, text: str, by_id: int | None, now: datetime
) -> None:
    """One of `READY`, or else what was typed. Refused to those who have not agreed to take part."""
    refuse_unless_under_way(discussion, now)
    text = clean_text(text)
    if to.discussion_id != discussion.id or not to.is_accepted or to.role == Role.CHAIR:
        raise Missing
    if ready and ready not in READY:
        raise Refused(say("Please use one of the buttons offered."), "text")
    if not ready and not 0 < len(text) <= TEXT_LIMIT:
        raise Refused(say("Write a short message, at most {limit} characters.", limit=TEXT_LIMIT), "text")
    assert discussion.id is not None, "stored rows have a number"
    session.add(Signal(discussion_id=discussion.id, person_id=to.person_id, ready=ready, text="" if ready else text,
                       sent_at=now, by_id=by_id))  # fmt: skip
    session.flush()
    stir(session, discussion, "signals")


def see(session: Session, discussion: Discussion, person_id: int, number: int, *, now: datetime) -> None:
    """The speaker has read this message, and with it those before. Twice is once."""
    seen = update(Signal).where(
        col(Signal.discussion_id) == discussion.id, col(Signal.person_id) == person_id, col(Signal.id) <= number,
        col(Signal.seen_at).is_(None),
    ).values(seen_at=now)  # fmt: skip
    session.execute(seen)
    stir(session, discussion, "signals")


def unseen(session: Session, discussion: Discussion, person_id: int) -> Signal | None:
    """The last message to this person, unless it was seen, or is of a date that the discussion was moved away from."""
    last = session.exec(
        select(Signal).where(Signal.discussion_id == discussion.id, Signal.person_id == person_id,
                             Signal.sent_at >= discussion.door_opens_at())
        .order_by(col(Signal.id).desc()).limit(1)
    ).first()  # fmt: skip
    return last if last is not None and last.seen_at is None else None


def sent_in(session: Session, discussion: Discussion, limit: int = 6) -> Sequence[Sent]:
    """The last messages, the latest first."""
    rows = session.exec(
        select(Signal, Engagement.full_name)
        .join(Engagement, (col(Engagement.person_id) == Signal.person_id)
              & (col(Engagement.discussion_id) == Signal.discussion_id))
        .where(Signal.discussion_id == discussion.id).order_by(col(Signal.id).desc()).limit(limit)
    ).all()  # fmt: skip
    return [Sent(signal, name, words_of(signal)) for signal, name in rows]


def words_of(signal: Signal) -> Message | str:
    """A ready-made one speaks the language of whoever reads it."""
    return READY.get(signal.ready, signal.text)

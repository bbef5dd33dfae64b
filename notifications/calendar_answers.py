"""What people answered from their calendars, in words: for the desk, and for their own pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import Message, say
from notifications.models import CalendarEntry, EntryAnswer

YES, PERHAPS, NO, ANOTHER = say("yes"), say("perhaps"), say("no"), say("somebody else")
ANSWERS = {
    EntryAnswer.ACCEPTED: YES, EntryAnswer.TENTATIVE: PERHAPS, EntryAnswer.DECLINED: NO, EntryAnswer.DELEGATED: ANOTHER,
}  # fmt: skip
NONE_YET = say("no answer yet")


@dataclass(frozen=True)
class OwnAnswer:
    word: Message
    at: datetime


def answers_of(session: Session, discussion: Discussion, people: Collection[int | None]) -> dict[int, Message]:
    """By the numbers of those who answered, or whose calendar shows the discussion; one query for a whole list."""
    is_shown_or_answered = or_(col(CalendarEntry.told).is_not(None), col(CalendarEntry.answer).is_not(None))
    entries = session.exec(
        select(CalendarEntry.person_id, CalendarEntry.answer).where(
            CalendarEntry.discussion_id == discussion.id, col(CalendarEntry.person_id).in_(people), is_shown_or_answered
        )
    ).all()  # fmt: skip
    return {person: ANSWERS[EntryAnswer(answer)] if answer else NONE_YET for person, answer in entries}


def own_answer(
    session: Session, discussion: Discussion, person_id: int | None, *, is_gone: bool
) -> OwnAnswer | None:
    """As long as it holds: somebody who said no and came back since, or the other way round, has answered anew here."""
    entry = session.exec(
        select(CalendarEntry).where(
            CalendarEntry.discussion_id == discussion.id, CalendarEntry.person_id == person_id
        )
    ).one_or_none()  # fmt: skip
    if entry is None or entry.answer is None or entry.answered_at is None:
        return None
    if (entry.answer == EntryAnswer.DECLINED) != is_gone:
        return None
    return OwnAnswer(ANSWERS[entry.answer], entry.answered_at)

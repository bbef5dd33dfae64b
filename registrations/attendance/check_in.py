"""Saying "here": with one tap while a check-in is open, with the word that was said, or by somebody for many."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from foundation.database import insert_in
from foundation.languages import say
from foundation.refusals import Conflict, Missing, Refused
from registrations.attendance.hours import Hours, hours_of
from registrations.attendance.models import FIRST, SECOND, CheckIn, Way
from registrations.attendance.settling import merge
from registrations.models import Registration, Status

KEY = ("discussion_id", "person_id", "number")


def check_in(
    session: Session, discussion: Discussion, registration: Registration, number: int, *, word: str = "", now: datetime
) -> None:  # fmt: skip
    """Once; what is sent again because the line broke changes nothing and is not refused, however late it comes."""
    if number not in (FIRST, SECOND):
        raise Missing
    if not registration.is_confirmed or discussion.is_cancelled:
        raise Conflict(say("The check-in is for those who hold a seat. Your page shows where you stand."))
    if number in times_of(session, discussion, registration.person_id):
        return
    way = _way(hours_of(session, discussion)[number - 1], word, now)
    _note(session, discussion, [registration.person_id], number, way=way, by_id=None, now=now)
    merge(session, discussion, [registration.person_id], now)


def enter(
    session: Session, discussion: Discussion, numbers: Sequence[int], registrations: Sequence[int], *,
    by_id: int | None, now: datetime,
) -> int:  # fmt: skip
    """Check in these registrations, for people who are known to be there; how many they are. From the start on, for as
    long as their pages live: a list on paper comes late. Who is in already stays as they are."""
    if now < discussion.starts_at or discussion.is_cancelled:
        raise Conflict(say("People can be entered from the start of the discussion on."))
    if not registrations or not numbers:
        raise Refused(say("Please tick at least one person and one check-in."), "people")
    people = session.exec(
        select(Registration.person_id).where(
            Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED,
            col(Registration.id).in_(registrations),
        )
    ).all()  # fmt: skip
    for number in numbers:
        if number not in (FIRST, SECOND):
            raise Missing
        _note(session, discussion, people, number, way=Way.ENTERED, by_id=by_id, now=now)
    merge(session, discussion, people, now)
    return len(people)


def times_of(session: Session, discussion: Discussion, person_id: int) -> dict[int, datetime]:
    """When this person checked in, by number."""
    rows = session.exec(
        select(CheckIn).where(CheckIn.discussion_id == discussion.id, CheckIn.person_id == person_id)
    ).all()  # fmt: skip
    return {row.number: row.at for row in rows}


def _way(hours: Hours, word: str, now: datetime) -> Way:
    if hours.is_open(now):
        return Way.TAP
    if not hours.is_closed(now):
        raise Conflict(say("This check-in is not open yet. Your page shows when it is."))
    if not hours.takes_word(now):
        raise Conflict(say("This check-in is closed."))
    if not hours.is_the_word(word):
        raise Refused(say("This is not the word that was said in the room."), "word")
    return Way.WORD


def _note(
    session: Session, discussion: Discussion, people: Sequence[int], number: int, *,
    way: Way, by_id: int | None, now: datetime,
) -> None:  # fmt: skip
    if not people:
        return
    table = SQLModel.metadata.tables["checkin"]
    same = {"discussion_id": discussion.id, "number": number, "at": now, "way": way, "by_id": by_id}
    rows = [{**same, "person_id": person_id} for person_id in people]
    insert = insert_in(session.get_bind().dialect.name)(table).on_conflict_do_nothing(index_elements=KEY)
    session.execute(insert, rows)

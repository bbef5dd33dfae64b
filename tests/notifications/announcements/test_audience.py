"""Whom criteria mean: each narrows, an empty one leaves nobody out, and each person is counted once."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.people import Person, Role
from notifications.announcements.audience import Audience, fitting
from notifications.announcements.writing import write
from notifications.models import CalendarEntry, EntryAnswer
from notifications.scope import Scope
from registrations.models import Status, UnionLevel, Visit
from registrations.seats import give_up
from tests.announcing import a_writing
from tests.builders import NOW, a_published_discussion, accepted, asked, refusals, registered
from tests.notifications.announcements.props import agreeing
from tests.notifications.house import HOUR, RESTED

SPEAKERS = {"Citra", "Rudi"}


def people(session: Session, discussion: Discussion, by: datetime = NOW, **writing: Any) -> set[str]:
    announcement = write(session, discussion, a_writing(**writing), NOW)
    here = fitting(Scope(discussion, by, RESTED, ()), announcement, by).subquery()
    names = session.scalars(select(Person.full_name).join(here, here.c.person_id == Person.id)).all()
    assert len(set(names)) == len(names)
    return set(names)


@pytest.fixture
def discussion(session: Session) -> Discussion:
    """Two who speak, Olga who watches, three in two seats and a line, one who gave up, one who never answered."""
    discussion = a_published_discussion(session, capacity=3)
    accepted(session, discussion, "Olga", Role.OBSERVER)
    asked(session, discussion, "Budi")
    registered(session, discussion, "Ana", union="SPSI", union_level=UnionLevel.PLANT)
    registered(session, discussion, "Ben", union="SPSI", union_level=UnionLevel.BRANCH)
    gone = registered(session, discussion, "Cia", union="KSPI")
    registered(session, discussion, "Dodi", union="KSPI", phone="+628123456789", email=None)
    give_up(session, discussion, gone, NOW)
    registered(session, discussion, "Ever")
    return discussion


CRITERIA: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {*SPEAKERS, "Olga", "Ana", "Ben", "Dodi", "Ever"}),
    ({"roles": ("chair",)}, {"Citra"}),
    ({"roles": ("observer", "resource_person")}, {"Olga", "Rudi"}),
    ({"roles": ("participant",)}, {"Ana", "Ben", "Dodi", "Ever"}),
    ({"statuses": ("confirmed",)}, {"Ana", "Ben", "Dodi"}),
    ({"statuses": ("waiting",)}, {"Ever"}),
    ({"unions": ("SPSI", "none of them")}, {"Ana", "Ben"}),
    ({"levels": ("plant",)}, {"Ana"}),
    ({"unions": ("KSPI",), "levels": ("plant",)}, set()),
    ({"roles": ("chair",), "unions": ("SPSI",)}, set()),
    ({"roles": ("chair", "participant"), "unions": ("SPSI",)}, {"Ana", "Ben"}),
]


def test_each_criterion_narrows(session: Session, discussion: Discussion) -> None:
    assert [people(session, discussion, **audience) for audience, _ in CRITERIA] == [who for _, who in CRITERIA]


def test_answers_are_those_of_the_calendar(session: Session, discussion: Discussion) -> None:
    answers = {"Ana": EntryAnswer.ACCEPTED, "Ben": EntryAnswer.DECLINED, "Citra": EntryAnswer.ACCEPTED}
    for name, answer in answers.items():
        session.add(an_entry(session, discussion, name, answer))
    session.flush()

    assert people(session, discussion, answers=("accepted",)) == {"Ana", "Citra"}
    assert people(session, discussion, answers=("declined", "tentative")) == {"Ben"}
    assert people(session, discussion, answers=("none", "declined")) == {"Ben", "Rudi", "Olga", "Dodi", "Ever"}


def test_attendance_is_what_the_door_saw_until_then(session: Session, discussion: Discussion) -> None:
    for name, at in {"Ana": NOW, "Ben": NOW + HOUR}.items():
        session.add(Visit(discussion_id=discussion.id or 0, person_id=number_of(session, name), joined_at=at))
    session.flush()

    assert people(session, discussion, attendance="attended") == {"Ana"}
    assert people(session, discussion, NOW + HOUR, attendance="attended") == {"Ana", "Ben"}
    assert people(session, discussion, roles=("participant",), attendance="absent") == {"Ben", "Dodi", "Ever"}


def test_news_reaches_those_who_agreed_even_after_they_gave_up(session: Session, discussion: Discussion) -> None:
    agreeing(session, discussion, "Fay")
    give_up(session, discussion, agreeing(session, discussion, "Gus"), NOW)

    assert people(session, discussion, is_news=True) == {"Fay", "Gus"}
    assert people(session, discussion, is_news=True, statuses=("cancelled",)) == {"Gus"}


def test_a_participant_who_also_speaks_is_the_speaker(session: Session, discussion: Discussion) -> None:
    accepted(session, discussion, "Ana", Role.OBSERVER)

    assert people(session, discussion, roles=("observer",)) == {"Ana", "Olga"}
    assert "Ana" not in people(session, discussion, roles=("participant",))


def test_criteria_are_kept_as_they_were_chosen() -> None:
    chosen = Audience(roles=("chair",), unions=("SPSI", "KSPI"), attendance="absent")

    assert Audience.of(chosen.stored()) == chosen
    assert Audience.of({"levels": ["plant"], "of a later version": 1}) == Audience(levels=("plant",))


REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"roles": ("king",)}, {"roles": "Please choose one of the answers offered."}),
    ({"attendance": "perhaps"}, {"attendance": "Please choose one of the answers offered."}),
    ({"statuses": (Status.CANCELLED.value,)}, {
        "statuses": "Who gave up a seat has no part any more. Write to them only news they agreed to."}),
    ({"texts": {"id": ("Halo", "")}}, {
        "subject_en": "Please write a subject.", "text_en": "Please write a text.",
        "text_id": "Please write a text."}),
    ({"texts": {"en": ("x" * 151, "x" * 5001)}}, {
        "subject_en": "A subject can have 150 characters at most.",
        "text_en": "Please write at most 5000 characters."}),
    ({"texts": {"en": ("To {name}", "Dear {nama}")}}, {
        "subject_en": "Names and links have their place in the text, not in the subject.",
        "text_en": "Nothing can be filled in for {nama}. There are: {name} {link}"}),
]  # fmt: skip


def test_what_cannot_be_meant_is_refused(session: Session, discussion: Discussion) -> None:
    found = [refusals(session, write, discussion, a_writing(**writing), NOW) for writing, _ in REFUSED]

    assert found == [sentences for _, sentences in REFUSED]


def number_of(session: Session, name: str) -> int:
    found = session.exec(select(Person.id).where(Person.full_name == name)).one()
    assert found is not None
    return found


def an_entry(session: Session, discussion: Discussion, name: str, answer: EntryAnswer) -> CalendarEntry:
    return CalendarEntry(
        discussion_id=discussion.id or 0, person_id=number_of(session, name), uid=name, dtstamp=NOW, answer=answer,
        shown_title="", shown_starts_at=NOW, shown_ends_at=NOW,
    )  # fmt: skip

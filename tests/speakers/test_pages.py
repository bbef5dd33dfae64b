"""What a chair, a resource person and an observer see behind their personal link, and what they can answer there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from events import schedule
from events.models import Discussion
from foundation.database import Database
from foundation.people import Role
from registrations.models import Visit
from speakers.engagements import accept, personal_path, withdraw
from speakers.models import Answer, Engagement
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_discussion, a_published_discussion, accepted, asked, every_row

STARTS_AT = datetime(2027, 2, 24, 7, tzinfo=UTC)
ROOM = "https://room.example/1"
YES, OTHER, NO = "Yes, I take part", "Propose this time", "I cannot"


def test_the_card_shows_role_hour_own_part_and_the_whole_agenda(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        accepted(session, discussion, "Citra", Role.CHAIR)
        rudi = asked(session, discussion, "Rudi", timezone="Asia/Makassar", organisation="Port Workers")
        _plan(session, discussion, rudi)
        path = personal_path(session, rudi)

    page = visitor.open(path)

    assert (page.status, page.text("h1"), page.text(".kicker")) == (
        200, "Who pays, and who gains", "Rudi · Resource person"
    )  # fmt: skip
    assert page.text(".when__hour") == "15:00–16:30 WITA"
    assert page.texts(".clocks__agreed") == ["WITAMakassar", "15:00"]
    assert page.texts(".mine") == ["Your part: 15:05–15:30 WITA What it costs"]
    assert page.texts(".agenda") == [
        "15:00 Opening 5 minutes 15:05 What it costs Presentation · 25 minutes · to be confirmed · your part"
    ]
    assert page.texts(".agenda__mine") == [
        "15:05 What it costs Presentation · 25 minutes · to be confirmed · your part"
    ]
    assert page.buttons == [YES, OTHER, NO, "Name them"]
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert ROOM not in page.html


@pytest.mark.parametrize("role", [Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER])
def test_each_role_is_told_in_three_lines_what_it_asks(database: Database, visitor: Visitor, role: Role) -> None:
    path = _asked(database, role=role)

    page = visitor.open(path)

    (lines,) = [element for element in page.elements if element.fits(".steps")]
    assert len([line for line in page.texts("li") if line and line in " ".join(lines.text.split())]) == 3


def test_yes_is_taken_and_may_become_no_until_the_start(database: Database, visitor: Visitor) -> None:
    path = _asked(database)

    yes = visitor.press(visitor.open(path), YES)
    no = visitor.press(yes, NO)
    again = visitor.press(no, YES)

    assert (yes.path, yes.texts(".note"), _offered(yes)) == (path, ["You take part. Thank you."], [NO])
    assert (no.texts(".note"), no.buttons) == (
        ["You have told us that you cannot take part. Thank you for your answer."], [YES, OTHER]
    )  # fmt: skip
    assert again.texts(".note") == yes.texts(".note")
    assert _answers(database) == [(Answer.ACCEPTED, NOW)]


def test_answering_twice_is_answering_once(database: Database, visitor: Visitor) -> None:
    path = _asked(database)
    page = visitor.open(path)
    visitor.press(page, YES)
    before = _rows(database)

    visitor.press(page, YES)

    assert _rows(database) == before


def test_an_answer_after_the_start_is_refused(database: Database, visitor: Visitor) -> None:
    path = _asked(database)
    visitor.now = STARTS_AT

    page = visitor.post(f"{path}/answer", {"answer": "accepted"})

    assert (page.status, page.texts(".wrongs")) == (
        409,
        ["Please look at this again: This discussion has begun; the answer can no longer be changed here."],
    )
    assert _answers(database) == [(Answer.ASKED, None)]


def test_another_word_than_yes_or_no_is_refused(database: Database, visitor: Visitor) -> None:
    path = _asked(database)

    page = visitor.post(f"{path}/answer", {"answer": "withdrawn"})

    assert (page.status, page.texts(".wrongs")) == (
        422, ["Please look at this again: Please choose one of the answers offered."]
    )  # fmt: skip
    assert _answers(database) == [(Answer.ASKED, None)]


def test_a_second_chair_by_now_is_refused_in_words(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        first = asked(session, discussion, "Citra", Role.CHAIR)
        path = personal_path(session, first)
    visitor.press(visitor.open(path), NO)
    with database.writing() as session:
        accepted(session, session.get_one(Discussion, discussion.id), "Dewi", Role.CHAIR)

    page = visitor.press(visitor.open(path), YES)

    assert (page.status, page.texts(".wrongs")) == (
        409, ["Please look at this again: Somebody else chairs this discussion by now. Thank you for your answer."]
    )  # fmt: skip


def test_a_request_that_was_taken_back_offers_no_answer(database: Database, visitor: Visitor) -> None:
    path = _asked(database, then=lambda session, engagement: withdraw(session, engagement, NOW))

    page = visitor.open(path)

    assert page.texts(".note__title") == ["The organisers have taken this request back."]
    assert page.buttons == []


def test_a_cancelled_discussion_says_why(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = personal_path(session, accepted(session, discussion, "Sari"))
        schedule.cancel(session, discussion, "The venue is closed.", NOW)

    page = visitor.open(path)

    assert (page.texts(".note"), page.buttons) == (["This discussion is cancelled. The venue is closed."], [])


def test_who_said_yes_enters_from_half_an_hour_before(database: Database, visitor: Visitor) -> None:
    path = _asked(database, then=lambda session, engagement: accept(session, engagement, NOW))
    visitor.now = STARTS_AT - timedelta(minutes=31)
    early = visitor.open(path)
    visitor.now = STARTS_AT - timedelta(minutes=30)

    room = visitor.press(visitor.open(path), "Join the discussion")

    assert _offered(early) == [NO]
    assert [address for address in room.links.values() if address == ROOM] == [ROOM]
    assert _visits(database) == [visitor.now]


def test_who_has_not_answered_does_not_enter(database: Database, visitor: Visitor) -> None:
    path = _asked(database)
    visitor.now = STARTS_AT - timedelta(minutes=5)

    page = visitor.post(f"{path}/join", {})

    assert (page.status, page.texts(".lead"), _visits(database)) == (
        409, ["Please answer first whether you take part. Then the door opens for you."], []
    )  # fmt: skip


def test_the_calendar_file_leads_to_the_card(database: Database, visitor: Visitor) -> None:
    path = _asked(database)

    file = visitor.get(f"{path}.ics")

    assert (file.status_code, file.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert f"URL:https://rembuk.example{path}\r\n" in file.text.replace("\r\n ", "")
    assert "room.example" not in file.text


def test_opening_the_link_changes_nothing(database: Database, visitor: Visitor) -> None:
    path = _asked(database)
    before = _rows(database)

    for address in (path, f"{path}.ics", f"{path}/answer?answer=accepted", f"{path}/join"):
        visitor.get(address)

    assert _rows(database) == before


def test_a_new_link_revokes_the_one_before(database: Database, visitor: Visitor) -> None:
    """Asked again after saying no, a person gets another link; the old one leads nowhere."""
    path = _asked(database)
    visitor.press(visitor.open(path), NO)
    with database.writing() as session:
        engagement = session.exec(select(Engagement)).one()
        discussion = session.get_one(Discussion, engagement.discussion_id)
        again = personal_path(session, asked(session, discussion, "Rudi"))

    assert (path != again, visitor.open(again).status) == (True, 200)
    assert visitor.open(path).status == 404


def _plan(session: Session, discussion: Discussion, speaker: Engagement) -> None:
    rows = [SlotRow(kind="opening", minutes=5),
            SlotRow(kind="presentation", minutes=25, title="What it costs", presenter=speaker.id)]  # fmt: skip
    plan_agenda(session, discussion, rows, NOW)


def _asked(
    database: Database, *, role: Role = Role.RESOURCE_PERSON, then: Any = lambda session, engagement: None
) -> str:
    """The personal path of Rudi, who was asked."""
    with database.writing() as session:
        engagement = asked(session, a_discussion(session), "Rudi", role)
        then(session, engagement)
        return personal_path(session, engagement)


def _offered(page: Page) -> list[str]:
    """The answers that can be given, what is to be prepared apart."""
    return [words for words in page.buttons if words in (YES, OTHER, NO)]


def _answers(database: Database) -> list[tuple[Answer, datetime | None]]:
    with database.reading() as session:
        return [(one.answer, one.answered_at) for one in session.exec(select(Engagement)).all()]


def _visits(database: Database) -> list[datetime]:
    with database.reading() as session:
        return list(session.exec(select(Visit.joined_at)).all())


def _rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as session:
        return every_row(session)

"""A minister names an assistant, who opens the same page with another link, hears what they hear, and is remembered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from foundation.links import hashed
from foundation.people import Person, Role
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about
from speakers.assisting import naming
from speakers.assisting.models import Assistant, AssistantDeed
from speakers.engagements import personal_path
from tests.browsing import Page, Visitor
from tests.builders import FRIDAY, NOW, a_discussion, accepted, asked, refusals
from tests.desk import at_the_desk
from tests.notifications.house import move
from tests.outbox import Outbox

WATI: dict[str, Any] = {"full_name": "Wati", "email": "wati@ministry.example"}
FRIDAY_EVE = datetime(2027, 2, 25, 10, 30, tzinfo=UTC)
PHONE = "Please enter a phone number with its country code, such as +62 812 3456 7890."
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What a page shows does not depend on the database."""
LATER = NOW + timedelta(hours=1)


@ON_ONE
def test_an_assistant_answers_with_a_link_of_their_own_and_the_minister_sees_it(
    database: Database, visitor: Visitor
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        minister = asked(session, a_discussion(session, slug="talk"), "Rudi")
        own = personal_path(session, minister)
    empty = visitor.press(visitor.open(own), "Name them", assistant_name="Wati")
    named = visitor.press(empty, "Name them", assistant_email="wati@ministry.example")
    link = link_on(named)

    page = visitor.press(visitor.open(link), "Yes, I take part")
    consent = visitor.post(f"{link}/recording", {"recording": "yes"})
    renaming = visitor.post(f"{link}/assistant", {"assistant_name": "Oki", "assistant_email": "oki@union.example"})
    visitor.post(f"{link}/phone", {"phone_of_the_day": "+6281200000002"})

    assert empty.wrongs == {"assistant_email": "Write an email address or a phone number, so that they can be reached."}
    assert "Wati answers for Rudi." in page.html
    assert own not in page.html
    assert page.buttons.count("I agree") == 0 and "Name them" not in page.buttons
    assert (consent.status, renaming.status) == (409, 409)
    assert visitor.get(f"{link}/calendar.ics").text.count(own) == 0
    deeds = [text.split(": ")[1] for text in visitor.open(own).texts("li") if ": Wati " in text]
    assert deeds == ["Wati changed the phone for the day", "Wati answered the request"]
    assert "Wati assists, with a link of their own." in desk.open("/desk/discussions/talk/people").html

    visitor.now = LATER
    other = link_on(visitor.press(visitor.open(own), "Make another link for them"))
    assert [visitor.open(path).status for path in (link, other)] == [404, 200]
    visitor.press(visitor.open(own), "Nobody assists me any more")
    assert visitor.open(other).status == 404


def link_on(page: Page) -> str:
    (shown,) = [one for one in page.elements if one.attributes.get("id") == "f-assistants-link"]
    return shown.attributes["value"].removeprefix("https://rembuk.example")


def test_letters_go_to_both_or_to_the_assistant_alone_and_no_calendar_is_left_behind(
    database: Database, outbox: Outbox
) -> None:
    with database.writing() as session:
        discussion = a_discussion(session, FRIDAY)
        minister = accepted(session, discussion, "Rudi")
    first = outbox.tick(NOW)

    with database.writing() as session:
        assistant = naming.name_assistant(session, session.merge(minister), NOW, **WATI)
        path = naming.assistants_path(session, assistant)
    both = outbox.tick(NOW)
    with database.writing() as session:
        naming.choose_letters(session, session.merge(minister), NOW, alone=True)
    move(database, discussion, FRIDAY.replace(hour=16), NOW)
    moved = outbox.tick(LATER)
    reminded = outbox.tick(FRIDAY_EVE)
    with database.writing() as session:
        naming.end_assistance(session, session.merge(minister), FRIDAY_EVE)
    ended = outbox.tick(FRIDAY_EVE)

    assert (first, both) == ([("invited", "rudi")], [("invited", "wati")])
    assert sorted(moved) == [("changed", "rudi"), ("changed", "wati")]
    assert [one for one in reminded if one[0] == "reminder_day"] == [("reminder_day", "wati")]
    assert ended == [("withdrawn", "wati"), ("reminder_day", "rudi")]
    letters = {letter.name: letter.text for letter in outbox.posted if letter.at == LATER}
    assert path in letters["wati"] and "You answer for Rudi." in letters["wati"] and path not in letters["rudi"]


def test_who_is_asked_hears_through_the_assistant_while_the_post_does(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        minister = asked(session, a_discussion(session, FRIDAY), "Rudi")
        assistant = naming.name_assistant(session, minister, NOW, **WATI, alone=True)
    first = outbox.tick(NOW)

    with database.writing() as session:
        session.get_one(Person, assistant.person_id).address_refused = "550 5.1.1"
        naming.look_at_assisted(session, assistant.person_id)

    assert (first, outbox.tick(LATER)) == ([("card", "wati")], [("card", "rudi")])


def test_nobody_is_named_who_has_a_part_or_cannot_be_reached(session: Session) -> None:
    discussion = a_discussion(session)
    rudi, citra = accepted(session, discussion, "Rudi"), accepted(session, discussion, "Citra", Role.CHAIR)
    contact = session.get_one(Person, citra.person_id).email or ""
    naming.name_assistant(session, citra, NOW, **WATI)

    assert refusals(session, naming.name_assistant, rudi, NOW, full_name="Citra", email=contact) == {
        "assistant_email": "This person has a part in the discussion already."
    }
    assert refusals(session, naming.name_assistant, rudi, NOW, **WATI) == {
        "assistant_email": "This person has a part in the discussion already."
    }
    assert refusals(session, naming.name_assistant, rudi, NOW, full_name="", email="", phone="12", alone=True) == {
        "assistant_name": "Please write your name. A single name is fine.", "assistant_phone": PHONE,
        "assistant_alone": "Letters can go to them alone only with an email address.",
    }  # fmt: skip


@ON_ONE
def test_an_assistant_sees_and_erases_what_is_about_themselves_alone(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        minister = accepted(session, a_discussion(session), "Rudi")
        assistant = naming.name_assistant(session, minister, NOW, **WATI)
        link, own = naming.assistants_path(session, assistant), personal_path(session, minister)
    visitor.post(f"{link}/phone", {"phone_of_the_day": "+6281200000002"})
    shown = visitor.open(f"{link}/data").html
    with database.reading() as session:
        held = set(held_about(session, session.get_one(Person, assistant.person_id)))

    with database.writing() as session:
        erase(session, session.get_one(Person, assistant.person_id), NOW)

    assert "wati@ministry.example" in shown and "rudi" not in shown.lower()
    assert {"assistant", "assistantdeed"} <= held and "engagement" not in held
    assert [visitor.open(path).status for path in (link, own)] == [404, 200]
    with database.reading() as session:
        left = [session.exec(select(table.id)).all() for table in (Assistant, AssistantDeed)]
        assert (left, session.exec(select(Discussion.id)).all()) == ([[], []], [1])
        assert hashed(link.removeprefix("/p/")) != minister.token_hash

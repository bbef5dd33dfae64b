"""Asking people at the desk, and what becomes of their answers."""

import pytest
from sqlmodel import col, select

from foundation.database import Database
from foundation.people import Role
from speakers.engagements import decline
from speakers.models import Answer, Engagement
from tests.browsing import Page, Visitor
from tests.builders import NOW, a_discussion, asked
from tests.desk import another_office, at_the_desk, said
from tests.speakers.rows import foreign_discussion

TALK = "/desk/discussions/talk"


def test_the_first_to_be_asked_is_the_chair(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")
    page = desk.open(f"{TALK}/people")

    asked_page = desk.press(
        page, "Ask", full_name="Citra", email="citra@ilo.example", organisation="ILO", position="National Officer",
        language="id", timezone="Asia/Dili",
    )  # fmt: skip

    assert page.form_with("Ask").values["role"] == "chair"
    assert said(asked_page) == "The request is on its way. You can pass on the personal link as well."
    assert asked_page.texts(".asked__head") == [
        "Chair Citra National Officer, ILO citra@ilo.example No answer yet 1 Feb 2027, 10:00 WIB "
        "Messages of Citra"
    ]
    assert asked_page.form_with("Ask").values["role"] == "resource_person"


def test_the_personal_link_opens_the_page_of_the_person(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        asked(session, a_discussion(session, slug="talk"), "Rudi", phone="+6281234567890", language="id")

    page = desk.open(f"{TALK}/people")

    (link,) = [one.attributes["value"] for one in page.elements if one.attributes.get("id", "").startswith("link-")]
    assert visitor.open(link.removeprefix("https://rembuk.example")).status == 200
    assert page.links["Pass it on by WhatsApp"].startswith("https://wa.me/6281234567890?text=")


@pytest.mark.parametrize(("typed", "wrongs"), [
    ({"full_name": ""}, {"full_name": "Please write your name. A single name is fine."}),
    ({"email": ""}, {"email": "Write an email address or a phone number, so that they can be reached."}),
    ({"email": "citra", "phone": "12"}, {
        "email": "Please enter a valid email address.",
        "phone": "Please enter a phone number with its country code, such as +62 812 3456 7890.",
    }),
    ({"role": "chair"}, {
        "role": "This discussion has a chair already. Take the first one back before you ask another.",
    }),
    ({"email": "citra@union.example"}, {"email": "Citra has a role in this discussion already."}),
])  # fmt: skip
def test_what_is_wrong_with_a_request_stands_beside_its_field(
    database: Database, visitor: Visitor, typed: dict[str, str], wrongs: dict[str, str]
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        asked(session, a_discussion(session, slug="talk"), "Citra", Role.CHAIR)
    sound = {"full_name": "Dewi", "email": "dewi@union.example", "organisation": "Typed with care"}

    page = desk.press(desk.open(f"{TALK}/people"), "Ask", **{**sound, **typed})

    assert (page.status, page.wrongs) == (422, wrongs)
    assert page.form_with("Ask").values["organisation"] == "Typed with care"
    assert answers(database) == {"Citra": Answer.ASKED}


def test_a_request_is_taken_back_and_made_again(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        asked(session, a_discussion(session, slug="talk"), "Rudi")

    taken_back = desk.press(desk.open(f"{TALK}/people"), "Take it back")
    after = answers(database)
    again = desk.press(taken_back, "Ask again")

    assert (said(taken_back), after) == ("The request is taken back.", {"Rudi": Answer.WITHDRAWN})
    assert (again.texts(".badge")[1:], answers(database)) == (["No answer yet"], {"Rudi": Answer.ASKED})


def test_a_second_chair_is_not_asked_again_and_the_reason_is_said(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_discussion(session, slug="talk")
        decline(session, asked(session, discussion, "Citra", Role.CHAIR), NOW)
        asked(session, discussion, "Dewi", Role.CHAIR)

    page = desk.press(desk.open(f"{TALK}/people"), "Ask again")

    assert (page.status, page.text(".wrongs")) == (
        422, "Please look at this again: This discussion has a chair already. Take the first one back before you ask "
        "another.",
    )  # fmt: skip
    assert answers(database) == {"Citra": Answer.DECLINED, "Dewi": Answer.ASKED}


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x", "99999999999999999999"])
@pytest.mark.parametrize("step", ["withdrawal", "request"])
def test_a_number_nobody_has_leads_nowhere(database: Database, visitor: Visitor, number: str, step: str) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")
    token = token_of_page(desk.open(TALK))

    assert desk.post(f"{TALK}/people/{number}/{step}", {"form_token": token}).status == 404


def test_people_of_another_discussion_cannot_be_taken_back_here(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_discussion(session, slug="talk")
    foreign = foreign_discussion(database, another_office(database))
    token = token_of_page(desk.open(TALK))

    page = desk.post(f"{TALK}/people/{foreign}/withdrawal", {"form_token": token})

    assert (page.status, answers(database)) == (404, {"Stranger": Answer.ASKED})


def token_of_page(page: Page) -> str:
    return page.form_with("Sign out").values["form_token"]


def answers(database: Database) -> dict[str, Answer]:
    with database.reading() as session:
        found = session.exec(select(Engagement).order_by(col(Engagement.id))).all()
        return {one.full_name: one.answer for one in found}

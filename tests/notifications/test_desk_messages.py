"""What an organiser does about messages: look at one, send it again, hold, release, correct an address, ask why."""

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from notifications.channels.smtp_replies import meaning
from notifications.models import Delivery, DeliveryState
from registrations.models import Registration
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import NOW, registered
from tests.desk import said
from tests.notifications.kept_mail import desk, published, settings
from tests.outbox import Outbox

__all__ = ["desk", "settings"]

MESSAGES = "/desk/discussions/talk/messages"
LOST = "The mail server did not accept the address: 550 5.1.1 No such user"


@pytest.fixture
def ana(database: Database, outbox: Outbox) -> int:
    """The number of Ana, who has registered; her mail server refused the invitation."""
    discussion = published(database)
    with database.writing() as session:
        person_id = registered(session, session.get_one(Discussion, discussion.id), "Ana").person_id
    outbox.refusing = refuse_ana
    outbox.tick(NOW)
    return person_id


def refuse_ana(recipient: str) -> None:
    if recipient == "ana@union.example":
        raise meaning(550, b"5.1.1 No such user")


def letter_to(session: Session, person_id: int) -> Delivery:
    return session.exec(select(Delivery).where(Delivery.person_id == person_id)).one()


def test_a_lost_letter_is_read_and_its_address_corrected(database: Database, desk: Visitor, ana: int) -> None:
    page = desk.open(f"{MESSAGES}?state=failed")
    one = desk.open(page.links["Confirmation with calendar"])
    refused = desk.press(one, "Send again now")
    person = desk.open(one.links["Correct the address"])
    wrong = desk.press(person, "Correct and send again", email="citra@talk.example")
    mended = desk.press(person, "Correct and send again", email="ana.contohan@union.example")

    assert LOST in one.text(".reason")
    assert refused.status == 409
    assert "Their mail server refuses this address. Correct the address first." in refused.html
    assert (wrong.status, wrong.wrongs) == (422, {"email": "Another person is known by this address already."})
    assert said(mended) == "The address is corrected. What is still true is sent again."
    with database.reading() as session:
        assert letter_to(session, ana).state == DeliveryState.PLANNED


def test_an_address_that_was_corrected_is_put_back(database: Database, desk: Visitor, ana: int) -> None:
    here = f"/desk/people/{ana}/messages"
    mended = desk.press(desk.open(here), "Correct and send again", email="anna@union.example")

    back = desk.press(mended, "Put the earlier address back")

    assert "1 Feb 2027, 10:00 WIB: from ana@union.example to anna@union.example" in mended.html
    with database.reading() as session:
        assert session.get_one(Person, ana).email == "ana@union.example"
    assert said(back) == "The address is corrected. What is still true is sent again."


def test_the_letter_is_shown_and_its_link_leads_nowhere(database: Database, desk: Visitor, ana: int) -> None:
    why = desk.open(f"{MESSAGES}/people/{ana}")
    one = desk.open(next(address for words, address in why.links.items() if words.startswith("See the letter")))
    framed = desk.get(next(element.attributes["src"] for element in one.elements if element.tag == "iframe"))

    assert "/r/the-personal-link" in framed.text
    assert "BEGIN:VCALENDAR" in one.html
    with database.reading() as session:
        path = personal_path(session, session.exec(select(Registration)).one())
    assert (path in one.html, path in framed.text) == (False, False)


def test_a_person_reads_why_they_get_what(desk: Visitor, ana: int) -> None:
    page = desk.open(f"{MESSAGES}/people/{ana}")

    rows = page.texts("tr")
    lost = "Confirmation with calendar It was due at 1 Feb 2027, 10:00 WIB and did not arrive. " + LOST
    assert [lost in row for row in rows].count(True) == 1
    assert "Reminder, the first No: their mail server refuses the address. –" in rows


def test_messages_of_a_kind_are_held_and_released(desk: Visitor, ana: int) -> None:
    held = desk.press(desk.open(MESSAGES), "Hold", kind="agenda")
    listed = desk.open(f"{MESSAGES}?state=held")
    released = desk.press(listed, "Release")

    assert said(held) == "Held. Nothing of it leaves until somebody releases it."
    assert [row.split(" by email ")[0] for row in listed.texts("tr")[1:]] == [
        "Citra citra@talk.example Agenda beforehand", "Rudi rudi@talk.example Agenda beforehand",
    ]  # fmt: skip
    assert said(released) == "Released. What is still true leaves at its hour."
    assert "Held" not in desk.open(MESSAGES).html


def test_one_message_is_held_and_released(database: Database, desk: Visitor, ana: int) -> None:
    with database.writing() as session:
        letter = letter_to(session, ana)
        letter.state, number = DeliveryState.PLANNED, letter.id
    here = f"{MESSAGES}/{number}"

    held = desk.press(desk.open(here), "Hold this message")
    with database.reading() as session:
        state = letter_to(session, ana).state
    released = desk.press(held, "Release")

    assert (state, said(released)) == (DeliveryState.HELD, "Released. What is still true leaves at its hour.")
    with database.reading() as session:
        assert letter_to(session, ana).state == DeliveryState.PLANNED


def test_registrations_people_and_mailbox_lead_to_the_messages_of_a_person(desk: Visitor, ana: int) -> None:
    registrations, people = (desk.open(f"/desk/discussions/talk/{page}") for page in ("registrations", "people"))
    why = desk.open(registrations.links["Messages of Ana"])

    assert why.links["Messages of all discussions"] == f"/desk/people/{ana}/messages"
    assert "Messages of Citra" in people.links

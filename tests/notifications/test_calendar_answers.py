"""What a person answered from their calendar stands where an organiser looks, and on their own page."""

import pytest

from events.models import Discussion
from foundation.database import Database
from registrations.register import personal_path
from speakers.engagements import personal_path as speakers_path
from speakers.queries import all_engagements
from tests.browsing import Page, Visitor, visitor
from tests.builders import NOW, a_published_discussion, registered
from tests.desk import at_the_desk
from tests.notifications.replies.clients import Said, thunderbird
from tests.notifications.test_desk_mailbox import arrives
from tests.outbox import Outbox

__all__ = ["visitor"]

TALK = "/desk/discussions/talk"
NAMES = ("Ana", "Budi", "Dewi")


@pytest.fixture
def links(database: Database, outbox: Outbox) -> dict[str, str]:
    """The personal links of three participants, whose calendars show the discussion."""
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        found = {name: personal_path(session, registered(session, discussion, name)) for name in NAMES}
        registered(session, discussion, "Eka", phone="+62 812 3456 7890")
    outbox.tick(NOW)
    return found


def answers(database: Database, outbox: Outbox, name: str, partstat: str) -> None:
    """The calendar of this person answers its invitation."""
    letter = outbox.to(name.lower())[0]
    arrives(database, thunderbird(Said(uid=letter.event["UID"], attendee=letter.to, partstat=partstat)))


def test_the_list_of_registrations_shows_every_answer(
    database: Database, outbox: Outbox, visitor: Visitor, links: dict[str, str]
) -> None:
    answers(database, outbox, "Ana", "ACCEPTED")
    answers(database, outbox, "Budi", "DECLINED")
    outbox.tick(NOW)

    page = at_the_desk(visitor, database).open(f"{TALK}/registrations")

    assert {name: state_of(page, name) for name in (*NAMES, "Eka")} == {
        "Ana": "Confirmed Calendar: yes", "Budi": "Cancelled Calendar: no",
        "Dewi": "Confirmed Calendar: no answer yet", "Eka": "Confirmed",
    }  # fmt: skip


def test_the_cards_of_those_who_speak_show_theirs(
    database: Database, outbox: Outbox, visitor: Visitor, links: dict[str, str]
) -> None:
    answers(database, outbox, "Rudi", "TENTATIVE")

    page = at_the_desk(visitor, database).open(f"{TALK}/people")

    assert [text.split("WIB ")[-1] for text in page.texts(".asked__answer")] == [
        "Calendar: no answer yet Messages of Citra", "Calendar: perhaps Messages of Rudi",
    ]  # fmt: skip


def test_the_personal_page_says_what_the_calendar_answered(
    database: Database, outbox: Outbox, visitor: Visitor, links: dict[str, str]
) -> None:
    for name, partstat in (("Ana", "ACCEPTED"), ("Budi", "DECLINED")):
        answers(database, outbox, name, partstat)
    ana, budi, dewi = (visitor.open(links[name]) for name in NAMES)

    assert answered(ana) == ["Your calendar answered: yes, on 1 February."]
    assert answered(budi) == ["Your calendar answered: no, on 1 February."]
    assert answered(dewi) == []
    assert budi.text(".note__title") == "You are not registered any more."
    assert answered(visitor.press(budi, "Take part after all")) == []


def test_a_speaker_reads_the_same(database: Database, outbox: Outbox, visitor: Visitor, links: dict[str, str]) -> None:
    answers(database, outbox, "Rudi", "DECLINED")
    with database.writing() as session:
        talk = session.get_one(Discussion, 1)
        link = next(
            speakers_path(session, one) for one, _ in all_engagements(session, talk) if one.full_name == "Rudi"
        )

    page = visitor.open(link)

    assert answered(page) == ["Your calendar answered: no, on 1 February."]
    assert page.text(".note__title").startswith("You have told us that you cannot take part.")


def answered(page: Page) -> list[str]:
    return [text for text in page.texts("p") if text.startswith("Your calendar")]


def state_of(page: Page, name: str) -> str:
    """What stands in this person's row between their union and the date."""
    row = next(text for text in page.texts("tr") if text.startswith(name))
    return row.partition(" – ")[2].rpartition(" 1 Feb 2027")[0].partition(" Messages of")[0]

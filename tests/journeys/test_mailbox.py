"""What came back to the house: decided at the desk, and read by people on their own pages."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from events.models import Discussion
from foundation.people import Person
from notifications.models import CalendarEntry
from notifications.replies.arrivals import Envelope, receive
from tests.builders import NOW
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import TITLE, an_announced_discussion, at_the_desk, has_registered
from tests.journeys.walking import Walk
from tests.notifications.replies.clients import END, START, Said, apple, exchange, gmail, mail, plain, thunderbird

DAY = timedelta(days=1)
LETTER = "Dear organisers,\n\n<b>may</b> I bring my sister? She cannot register, her phone is broken.\n\nTono\n"


def test_an_organiser_decides_about_what_calendars_could_not_say(house: House, organiser: Walk) -> None:
    discussion = three_have_registered(house)
    at_the_desk(organiser)
    organiser.follow("Mailbox")
    organiser.sees("Nothing wants a decision")

    what_wants_a_decision_arrives(house)
    organiser.open("/desk")
    organiser.sees("4 messages in the mailbox want a decision.")
    organiser.follow("Open the mailbox")
    organiser.sees("Proposed: Thursday, 25 February 2027, 14:00 WIB", "Wednesday is market day")
    organiser.follow("Show the message")
    organiser.follow("Mailbox")

    organiser.press("Count as the answer of Budi")
    organiser.sees("The answer counts.")
    organiser.press("Send the invitation again")
    organiser.sees("The invitation is on its way once more.", "Handled lately")
    assert organiser.heading == "Mailbox"

    organiser.open(f"/desk/discussions/{discussion.slug}/registrations")
    organiser.sees("Calendar: no", "Calendar: no answer yet")
    organiser.open(f"/desk/discussions/{discussion.slug}/people")
    organiser.sees("Calendar: no answer yet")


def test_an_organiser_reads_the_mailbox_in_indonesian(house: House, organiser: Walk) -> None:
    three_have_registered(house)
    what_wants_a_decision_arrives(house)
    at_the_desk(organiser)
    organiser.page.locator(".account summary").click()
    organiser.inspector.language = "id"
    with organiser.page.expect_navigation():
        organiser.page.locator('button[name="language"][value="id"]').click()

    organiser.open("/desk")
    organiser.open("/desk/mailbox")
    organiser.press("Send the invitation again")


def test_people_read_what_their_calendar_answered(house: House, member: Someone) -> None:
    three_have_registered(house)
    arrive(house, answer(house, "Ana", gmail), answer(house, "Budi", apple, partstat="DECLINED"))
    walk = member()

    walk.open(house.last_letter_to("ana@union.example").link)
    walk.sees("You have a seat.", "Your calendar answered: yes, on 1 February.")
    walk.open(first_link(house, "budi@union.example"))
    walk.sees("You are not registered any more.", "Your calendar answered: no, on 1 February.")
    walk.press("Take part after all")
    walk.does_not_see("Your calendar answered")


def three_have_registered(house: House) -> Discussion:
    discussion = an_announced_discussion(house)
    for name in ("Ana", "Budi", "Dewi"):
        has_registered(house, discussion, name)
    return discussion


def what_wants_a_decision_arrives(house: House) -> None:
    arrive(
        house,
        answer(house, "Ana", thunderbird, method="COUNTER", partstat="TENTATIVE", starts_at=START + DAY,
               ends_at=END + DAY, comment="Wednesday is market day"),
        answer(house, "Budi", apple, partstat="DECLINED", attendee="budi@a-very-long-name-of-a-provider.example"),
        answer(house, "Dewi", exchange, method="REFRESH"),
        mail(plain(LETTER), sender="Tono <tono@union.example>", subject=f"May I bring my sister to {TITLE}"),
    )  # fmt: skip


def answer(house: House, name: str, client: Callable[[Said], bytes], attendee: str = "", **said: object) -> bytes:
    """To the invitation of this person, as their program writes it."""
    email = f"{name.lower()}@union.example"
    with house.database.reading() as session:
        uid = session.exec(select(CalendarEntry.uid).join(Person).where(Person.email == email)).one()
    return client(Said(uid=uid, attendee=attendee or email, **said))  # type: ignore[arg-type]


def arrive(house: House, *mails: bytes) -> None:
    with house.database.writing() as session:
        for content in mails:
            receive(session, content, Envelope(), NOW)


def first_link(house: House, address: str) -> str:
    return house.letters_to(address)[0].link

"""An organiser announces something; a member who wanted news reads it and ends the news."""

from registrations.models import Purpose
from registrations.register import Answers, register
from tests.announcing import SUBJECT, TEXT
from tests.builders import NOW
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import Walk
from tests.notifications.house import again


def test_an_announcement_is_looked_at_sent_and_unsubscribed(
    house: House, organiser: Walk, member: Someone
) -> None:
    discussion = an_announced_discussion(house)
    with house.database.writing() as session:
        consents = {Purpose.TAKE_PART: True, Purpose.NEWS: True}
        register(session, again(session, discussion), Answers(
            full_name="Eko", email="eko@union.example", union="SPSI", consents=consents), NOW)  # fmt: skip
    house.tick()
    at_the_desk(organiser)
    organiser.open(f"/desk/discussions/{discussion.slug}/announcements")
    organiser.sees("Nothing announced yet")
    organiser.follow("Write an announcement")
    organiser.page.get_by_text("News of other discussions").click()
    organiser.press("Save and look at it")
    organiser.sees("Please write a subject.")
    organiser.page.get_by_label("Subject (English)").fill(SUBJECT)
    organiser.page.get_by_label("Text (English)").fill(TEXT)
    organiser.press("Save and look at it")
    organiser.sees("1 person by mail")
    organiser.press("Send to 1 person now")
    organiser.sees("The announcement is leaving now.")
    house.tick()
    organiser.open(f"/desk/discussions/{discussion.slug}/announcements")
    organiser.sees("Sent 1")

    letter, reader = house.last_letter_to("eko@union.example"), member()
    reader.open(letter.link.removeprefix(house.url))
    reader.sees(SUBJECT)
    (path,) = [line.removeprefix(house.url) for line in letter.text.splitlines() if "/news/" in line]
    reader.open(path)
    reader.press("Unsubscribe")
    reader.sees("You get no more news by mail")
    reader.press("Subscribe again")
    reader.sees("No more news by mail?")


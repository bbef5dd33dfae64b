"""After a discussion: a member takes the certificate and says what they thought, and an organiser reads it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from registrations.evaluation.answering import Answers, answer
from registrations.models import Sex
from registrations.register import personal_path
from tests.builders import registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import PHONE, Walk, walking
from tests.notifications.house import again
from tests.registrations.certificates.props import was_there


@pytest.mark.parametrize("size", [PHONE], ids=["360x740"])
def test_a_member_comes_back_after_the_discussion_and_the_desk_reads_on(
    house: House, browser: Browser, organiser: Walk
) -> None:
    discussion = an_announced_discussion(house, slug="talk", language="id")
    with house.database.writing() as session:
        people = [registered(session, again(session, discussion), f"Ana {n}", language="id") for n in range(6)]
        path = personal_path(session, people[0])
    house.now = discussion.ends_at + timedelta(hours=1)
    with house.database.writing() as session:
        for one in people:
            was_there(session, again(session, one), house.now)
        for one in people[1:]:
            said = Answers(ratings={"clear": 5, "overall": 4}, remarks={"use": "Baik"}, sex=Sex.WOMAN)
            answer(session, again(session, discussion), again(session, one), said, now=house.now)
    house.tick()

    with walking(browser, house, PHONE, scripts=False, language="id") as walk:
        walk.open(path)
        walk.follow("Open my certificate")
        walk.press("Show my name there as well")
        walk.open(walk.path.rpartition("/")[0])
        walk.sees("Verified: this certificate was issued here and is valid.", "Ana 0")
        walk.open(path)
        walk.follow("Say what you thought of it, without your name")
        walk.tick("clear", "4")
        walk.press("Send my answers")
        walk.sees("Thank you for your answers.")

    house.now += timedelta(days=7)
    at_the_desk(organiser)
    reads_on(organiser)


def reads_on(organiser: Walk) -> None:
    organiser.open("/desk/discussions/talk/certificates")
    organiser.open("/desk/discussions/talk/evaluation")
    organiser.sees("The presentations were clear.", "4.83")
    organiser.open("/desk/discussions/talk/report")
    organiser.open("/desk/discussions/talk/registrations/3")
    organiser.type(union="Serikat Teladan")
    organiser.press("Save")
    organiser.sees("Saved.")

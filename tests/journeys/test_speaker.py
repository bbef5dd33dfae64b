"""A speaker proposes another time, is asked all the same, prepares, names an assistant; the organiser follows it all at
the desk."""

from foundation.people import Role
from speakers.engagements import personal_path
from speakers.preparing.rehearsals import offer_rehearsal
from tests.builders import FRIDAY, NOW, TUESDAY, a_discussion, a_series, accepted, asked
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import at_the_desk
from tests.journeys.walking import Walk


def test_another_time_a_yes_and_five_things_to_prepare(house: House, organiser: Walk, member: Someone) -> None:
    at_the_desk(organiser)
    with house.database.writing() as session:
        series = a_series(session, slug="pay")
        discussion = a_discussion(session, FRIDAY.replace(hour=12), series=series, slug="talk")
        accepted(session, discussion, "Citra", Role.CHAIR)
        path = personal_path(session, asked(session, discussion, "Rudi", language="id", assistant="Wati"))
        offer_rehearsal(session, discussion, TUESDAY, NOW)
    speaker = member("id")

    speaker.open(path)
    speaker.unfold("Another time")
    speaker.page.locator("[name=date]").fill("2027-02-25")
    speaker.page.locator("[name=hour]").fill("14:00")
    speaker.press("Propose this time")
    organiser.open("/desk/discussions/talk/people")
    organiser.press("Keep ours")
    organiser.open("/desk/series/pay/board")
    organiser.sees("Citra")
    speaker.open(path)
    speaker.press("Yes, I take part")
    speaker.unfold("Slides")
    speaker.press("I speak without slides")
    names_an_assistant(speaker)
    speaker.open(f"{path}/agenda")
    speaker.open(f"{path}/privacy")
    organiser.open("/desk/discussions/talk/preparation")
    organiser.open("/desk/discussions/talk/edit")
    organiser.sees("Three better hours")
    organiser.open("/desk/discussions/talk/summary")


def names_an_assistant(speaker: Walk) -> None:
    speaker.unfold("Somebody who assists me")
    speaker.type(assistant_name="Wati", assistant_email="wati@ministry.example")
    speaker.press("Name them")
    speaker.sees("Their link, to pass on")

"""The plan of messages at the desk: read, changed and looked at on a phone without scripts as on a desk."""

from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import SARI, an_announced_discussion, at_the_desk, has_registered
from tests.journeys.walking import Walk


def test_an_organiser_moves_a_reminder_and_sees_the_letter(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house)
    has_registered(house, discussion, "Dina", timezone="Asia/Dili")
    organiser: Walk = member()
    at_the_desk(organiser)

    organiser.open(f"/desk/discussions/{discussion.slug}")
    organiser.follow("Messages")
    organiser.follow("Message plan")
    organiser.sees("Tuesday, 23 February: 17:00 in Jakarta · 17:00 in Dili")
    organiser.follow("Reminder, the first")
    organiser.tick("mode", "own")
    organiser.type(days="2", at="09:30", words_en="Please bring your figures, {name}.")
    organiser.press("Save")
    organiser.sees("Saved.", "Monday, 22 February: 09:30 in Jakarta · 09:30 in Dili")

    organiser.follow("See the letter")
    organiser.sees("Please bring your figures, Ana Contohan.")
    organiser.follow("Chair")
    organiser.sees("Please bring your figures, Ratna Contoh.")
    organiser.follow("Participant, discreetly")
    assert "figures" not in organiser.page.content()


def test_a_whole_plan_is_sent_to_whoever_asks(house: House, organiser: Walk) -> None:
    discussion = an_announced_discussion(house)
    at_the_desk(organiser)

    organiser.open(f"/desk/discussions/{discussion.slug}/plan")
    organiser.press("Send me all of these now")

    organiser.sees("The letters are on their way to you, and to nobody else.")
    subjects = [letter.subject for letter in house.letters_to(SARI)]
    assert len([subject for subject in subjects if subject.startswith("Trial (")]) > 30

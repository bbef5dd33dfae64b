"""An organiser whose discussion is public: who comes, who was told what, a new date, the end of it."""

from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import TITLE, an_announced_discussion, at_the_desk, has_registered
from tests.journeys.walking import Walk

ANA = "ana@union.example"


def test_an_organiser_sees_who_comes_and_what_they_were_told(house: House, organiser: Walk) -> None:
    discussion = an_announced_discussion(house)
    has_registered(house, discussion, "Ana", union="Port Workers")
    has_registered(house, discussion, "Ben", phone="+6281234567890")
    has_registered(house, discussion, "Dewi", email="dewi@nowhere.example")
    at_the_desk(organiser)
    organiser.follow(TITLE)

    organiser.follow("Registrations")
    organiser.sees("Ana", "Port Workers", "Ben", "+6281234567890")
    organiser.type(search="nobody like this")
    organiser.press("Search")
    organiser.sees("Nobody is found like this")
    organiser.follow("Registrations")
    gives_up_a_seat_for_somebody(organiser, "Ben")

    organiser.follow("Messages")
    organiser.sees("Confirmation with calendar", "Sent", "Reminder, the first", "Planned")
    organiser.sees("Failed", "550 5.1.1 No such user")
    organiser.type(search=ANA)
    organiser.press("Search")
    organiser.does_not_see("Citra")
    reads_a_letter(organiser)


def test_an_organiser_moves_a_discussion_and_everybody_hears_of_it(house: House, organiser: Walk) -> None:
    discussion = an_announced_discussion(house)
    has_registered(house, discussion, "Ana")
    at_the_desk(organiser)
    organiser.open(f"/desk/discussions/{discussion.slug}")

    organiser.follow("Details")
    organiser.type(title="", starts_at_local="2027-01-31T14:00", minutes="60")
    organiser.press("Save")
    assert set(organiser.wrongs) == {"title", "starts_at_local"}
    organiser.type(title=TITLE, starts_at_local="2027-02-25T14:00")
    organiser.press("Save")
    organiser.sees("The agenda takes 90 minutes")
    organiser.type(minutes="90")
    organiser.press("Save")
    organiser.sees("3 people will be told at 10:02 WIB.", "Thursday, 25 February 2027")

    assert house.last_letter_to(ANA).subject.startswith("Your registration:")
    organiser.press("Send now")
    organiser.sees("The letters leave now.")
    assert house.last_letter_to(ANA).subject.startswith("New date or time:")


def test_an_organiser_cancels_a_discussion_and_brings_it_back(house: House, organiser: Walk, member: Someone) -> None:
    discussion = an_announced_discussion(house)
    has_registered(house, discussion, "Ana")
    at_the_desk(organiser)
    organiser.open(f"/desk/discussions/{discussion.slug}")

    organiser.follow("Cancel this discussion")
    organiser.sees("3 people have it in their calendars.")
    organiser.type(reason="The speakers are on strike.")
    organiser.press("Cancel the discussion")
    organiser.sees("The discussion is cancelled.", "The speakers are on strike.")
    organiser.press("Send now")
    ana = member()
    ana.open(house.last_letter_to(ANA).link)
    ana.sees("This discussion is cancelled.", "The speakers are on strike.")

    organiser.press("Restore the discussion")
    organiser.sees("The discussion takes place again.")


def gives_up_a_seat_for_somebody(sari: Walk, name: str) -> None:
    sari.unfold(f"Give up: {name}")
    sari.press("Give up this seat")
    sari.sees("The registration is cancelled.")
    sari.press("Bring back")
    sari.sees("The registration stands again.")


def reads_a_letter(sari: Walk) -> None:
    sari.follow("See the letter")
    sari.sees("Your registration", "Attached:", "As a page", "As text")
    sari.follow("Outbox")
    sari.sees("Letters, the newest first", ANA)

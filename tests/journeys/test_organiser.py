"""An organiser at the desk: how they come in, and from an empty desk to a published discussion."""


from zoneinfo import available_timezones

from foundation.first_organiser import welcome_path
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import SARI, TITLE, an_announced_discussion, at_the_desk
from tests.journeys.walking import Walk

CITRA, RUDI, OLGA = "citra@ilo.example", "rudi@union.example", "olga@ilo.example"


def test_the_first_organiser_comes_in_and_comes_back_by_link_and_by_code(house: House, organiser: Walk) -> None:
    organiser.open(welcome_path(house.settings.secret_key))
    founds_the_office_after_some_mistakes(organiser)
    organiser.sees("Welcome to your desk", "Create a series")

    signs_out(organiser)
    asks_to_come_in_after_some_mistakes(organiser)
    organiser.open(house.last_letter_to(SARI).link)
    organiser.press("Open my desk")
    organiser.sees("Welcome to your desk")

    signs_out(organiser)
    organiser.type(email=SARI)
    organiser.press("Send me a link")
    organiser.type(code="ABCD2345")
    organiser.press("Sign in")
    assert set(organiser.wrongs) == {"code"}
    organiser.type(code=house.last_letter_to(SARI).code.lower())
    organiser.press("Sign in")
    organiser.sees("Welcome to your desk")


def test_an_organiser_plans_a_discussion_and_publishes_it(house: House, organiser: Walk, member: Someone) -> None:
    at_the_desk(organiser)
    creates_a_series_after_some_mistakes(organiser)
    creates_a_discussion_after_some_mistakes(organiser)
    organiser.sees("Missing before you can publish", "Ask somebody to chair.", "Ask at least one resource person.")

    asks_three_people_after_some_mistakes(organiser)
    plans_the_agenda_after_some_mistakes(organiser)
    moves_the_presentation(organiser)
    if not organiser.is_touched:  # dragging is for a mouse
        drags_it_back(organiser)
    for address, role in ((CITRA, "Chair"), (RUDI, "Resource person"), (OLGA, "Observer")):
        says_yes(member(), house.last_letter_to(address).link, role)

    organiser.follow("Overview")
    organiser.sees("Agreed", "1 agreed", "90 of 90 min", "Everything is there")
    organiser.press("Publish")
    organiser.sees("The discussion is published.", "Link to the public page")
    organiser.follow("See the public page")
    assert organiser.heading == TITLE


def test_an_organiser_moves_rows_of_the_agenda_without_scripts(house: House, member: Someone) -> None:
    discussion, organiser = an_announced_discussion(house), member()
    at_the_desk(organiser)
    organiser.open(f"/desk/discussions/{discussion.slug}/agenda")

    organiser.press("Move down: 14:05")
    organiser.press("Remove: 15:10")
    organiser.press("Add a row")
    assert organiser.kinds == ["opening", "panel", "presentation", "presentation"]
    organiser.press("Save")
    assert organiser.wrongs == {"3.minutes": "Write how many minutes this takes, at least 1."}
    organiser.into("3.minutes", "20")
    organiser.press("Save")
    organiser.sees("Saved.", "The presentations take 45 minutes together.")


def founds_the_office_after_some_mistakes(sari: Walk) -> None:
    sari.press("Open the desk")
    assert set(sari.wrongs) == {"full_name", "email", "office_name"}
    sari.type(full_name="Sari", email="sari", office_name="Country Office Jakarta")
    sari.press("Open the desk")
    assert set(sari.wrongs) == {"email"}
    sari.type(email=SARI)
    sari.press("Open the desk")


def signs_out(sari: Walk) -> None:
    sari.unfold("Signed in as")
    sari.press("Sign out", inside="header")
    assert sari.heading == "Sign in to the desk"


def asks_to_come_in_after_some_mistakes(sari: Walk) -> None:
    sari.press("Send me a link")
    assert set(sari.wrongs) == {"email"}
    sari.type(email=SARI)
    sari.press("Send me a link")
    assert sari.heading == "Look into your mail"


def creates_a_series_after_some_mistakes(sari: Walk) -> None:
    sari.follow("Create a series")
    sari.type(title="A" * 300)
    assert len(sari.stands_in("title")) == 200
    sari.type(title="", presentation_limit_minutes="26")
    sari.press("Create the series")
    assert set(sari.wrongs) == {"title", "presentation_limit_minutes"}
    sari.type(title="Unions on social protection", presentation_limit_minutes="25")
    sari.press("Create the series")
    sari.sees("Saved.", "No discussion yet")


def creates_a_discussion_after_some_mistakes(sari: Walk) -> None:
    sari.follow("Add the first discussion")
    assert sari.offered("timezone") <= available_timezones()
    sari.press("Create the draft")
    assert set(sari.wrongs) == {"title", "starts_at_local"}
    sari.type(title=TITLE, starts_at_local="2026-02-24T14:00", minutes="5", capacity="0", room_url="room.example")
    sari.press("Create the draft")
    assert set(sari.wrongs) == {"starts_at_local", "minutes", "capacity", "room_url"}
    sari.type(starts_at_local="2027-02-24T14:00", minutes="90", capacity="40", room_url="https://room.example/1")
    sari.press("Create the draft")
    assert sari.heading == TITLE


def asks_three_people_after_some_mistakes(sari: Walk) -> None:
    sari.follow("People")
    sari.press("Ask")
    assert set(sari.wrongs) == {"full_name", "email"}
    asks(sari, "chair", "Citra", CITRA)
    asks(sari, "chair", "Somebody else", "else@ilo.example")
    assert set(sari.wrongs) == {"role"}
    asks(sari, "resource_person", "Rudi", RUDI)
    asks(sari, "observer", "Olga", OLGA)
    sari.sees("The request is on its way.", "No answer yet")


def asks(sari: Walk, role: str, full_name: str, email: str) -> None:
    sari.tick("role", role)
    sari.type(full_name=full_name, email=email, organisation="Federation of Port Workers")
    sari.press("Ask")


def plans_the_agenda_after_some_mistakes(sari: Walk) -> None:
    sari.follow("Agenda")
    sari.sees("The agenda is empty")
    sari.press("Begin with a usual agenda")
    sari.into("2.title", "A fund of our own")
    sari.into("2.minutes", "26")
    sari.choose("2.presenter", "Rudi (Resource person)")
    sari.press("Save")
    assert sari.wrongs == {"2.minutes": "A presentation takes at most 25 minutes."}
    sari.into("2.minutes", "25")
    sari.press("Save")
    sari.sees("Saved.", "The time is filled exactly")


def moves_the_presentation(sari: Walk) -> None:
    sari.press("Move up: 14:10")
    assert sari.kinds[:4] == ["opening", "presentation", "welcome", "panel"]
    sari.sees("Not saved yet.")
    sari.press("Save")
    sari.sees("Saved.")


def drags_it_back(sari: Walk) -> None:
    sari.drag_row(1, before=3)
    assert sari.kinds[:4] == ["opening", "welcome", "presentation", "panel"]
    sari.press("Save")
    assert sari.kinds[:4] == ["opening", "welcome", "presentation", "panel"]
    assert sari.stands_in("2.title") == "A fund of our own"


def says_yes(speaker: Walk, link: str, role: str) -> None:
    speaker.open(link)
    speaker.sees(role, "Please answer: do you take part?")
    speaker.press("Yes, I take part")
    speaker.sees("You take part. Thank you.", "Add to calendar")

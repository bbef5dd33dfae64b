"""A union member with a phone, or at a desk, whose browser runs no scripts."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from events.models import Discussion
from registrations import seats
from registrations.models import Registration, Status, Visit
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import TITLE, an_announced_discussion, has_registered
from tests.journeys.walking import Walk

START = datetime(2027, 2, 24, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA = "ana@union.example"


def test_a_member_goes_from_the_first_look_to_the_room(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house)
    ana = member()

    finds_the_discussion(ana)
    ana.sees("Wednesday, 24 February 2027", "14:00–15:30 WIB", "WITA", "Dili", "Times in WIB", "Register")
    registers_after_some_mistakes(ana)
    ana.open(house.last_letter_to(ANA).link)
    ana.sees("You have a seat.", "Wednesday, 24 February 2027", "14:00–15:30 WIB", "A fund of our own")

    chooses_another_time_zone(ana)
    gives_up_the_seat_and_comes_back(ana)
    goes_through_the_door_when_it_is_open(ana, house)
    assert visits(house, discussion) == [START - 30 * MINUTE]


def test_a_reader_of_indonesian_meets_no_english(house: House, member: Someone) -> None:
    an_announced_discussion(house, language="id")
    ana = member("id")

    finds_the_discussion(ana)
    ana.sees("Rabu, 24 Februari 2027", "14.00–15.30 WIB")
    ana.unfold("More, if you like")
    registers_after_some_mistakes(ana)
    ana.open(house.last_letter_to(ANA).link)
    gives_up_the_seat_and_comes_back(ana)

    ana.unfold("Language, time zone, discreet messages")
    ana.choose("language", "English")
    ana.press("Save", now_in="en")
    ana.sees("You have a seat.")


def test_a_member_without_email_keeps_the_link_that_the_page_shows(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house)
    ben = member()

    ben.open(f"/discussions/{discussion.slug}")
    registers_by_phone(ben)
    ben.sees("You have a seat.", "Keep this page", "Send it to myself on WhatsApp", "Add to calendar")
    his_page = ben.path

    ben.go_back()
    registers_by_phone(ben)
    assert ben.path == his_page
    assert statuses(house, discussion) == [Status.CONFIRMED]


def test_a_full_discussion_shows_the_place_in_line_and_then_the_seat(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house, capacity=1)
    has_registered(house, discussion, "Citra")
    ben = member()

    ben.open("/")
    ben.follow("Join the waiting list")
    ben.sees("All seats are taken.")
    registers_by_phone(ben, button="Join the waiting list")
    ben.sees("This discussion is full. You are number 1 on the waiting list.")

    somebody_gives_up(house, discussion)
    ben.open(ben.path)
    ben.sees("You have a seat.")


def test_a_guessed_link_leads_to_a_page_in_words(house: House, member: Someone) -> None:
    an_announced_discussion(house)
    stranger = member()

    stranger.open("/r/h2Kq8sPzW4mXb7RtJ0dNc6Ye")
    assert stranger.heading == "This did not work"

    stranger.follow("See all discussions")
    stranger.sees(TITLE)


def finds_the_discussion(ana: Walk) -> None:
    ana.open("/")
    ana.sees(TITLE)
    ana.follow("All discussions of this series")
    ana.follow(TITLE)
    assert ana.heading == TITLE


def registers_after_some_mistakes(ana: Walk) -> None:
    ana.press("Register")
    assert set(ana.wrongs) == {"full_name", "email", "consent_take_part"}

    ana.type(full_name="Ana", union="Port Workers", email="ana@")
    ana.tick("union_level", "branch")
    ana.press("Register")
    assert set(ana.wrongs) == {"email", "consent_take_part"}
    assert [ana.stands_in(name) for name in ("full_name", "union", "email")] == ["Ana", "Port Workers", "ana@"]

    ana.type(email=ANA)
    ana.tick("consent_take_part")
    ana.press("Register")
    ana.sees("Your personal link is on its way")


def registers_by_phone(ben: Walk, button: str = "Register") -> None:
    """With an impatient finger."""
    ben.type(full_name="Ben", phone="0812 3456 7890")
    ben.keep_ticked("consent_take_part")
    ben.press_twice(button, until="/r/")


def chooses_another_time_zone(ana: Walk) -> None:
    ana.unfold("Language, time zone, discreet messages")
    ana.choose("timezone", "Makassar (WITA)")
    ana.press("Save")
    ana.sees("15:00–16:30 WITA")


def gives_up_the_seat_and_comes_back(ana: Walk) -> None:
    ana.press("Cancel my registration")
    ana.sees("You are not registered any more.")
    ana.press("Take part after all")
    ana.sees("You have a seat.")


def goes_through_the_door_when_it_is_open(ana: Walk, house: House) -> None:
    ana.sees("Open this page again on the day, from 14:30 WITA.")
    house.now = START - 30 * MINUTE
    ana.open(ana.path)
    ana.press("Join the discussion")
    assert ana.heading == "The room is open"
    assert ana.leads_to("Enter the room") == "https://room.example/1"


def visits(house: House, discussion: Discussion) -> list[datetime]:
    with house.database.reading() as session:
        return list(session.exec(select(Visit.joined_at).where(Visit.discussion_id == discussion.id)))


def statuses(house: House, discussion: Discussion) -> list[Status]:
    with house.database.reading() as session:
        found = session.exec(select(Registration).where(Registration.discussion_id == discussion.id))
        return [registration.status for registration in found]


def somebody_gives_up(house: House, discussion: Discussion) -> None:
    with house.database.writing() as session:
        taken = session.exec(select(Registration).where(Registration.status == Status.CONFIRMED)).first()
        assert taken is not None
        seats.give_up(session, session.get_one(Discussion, discussion.id), taken, house.now)

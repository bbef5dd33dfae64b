"""What members see behind their personal link: the seat, the door, giving up, coming back, their settings."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from events import schedule
from foundation.database import Database
from foundation.people import Person
from registrations.models import Status
from registrations.register import personal_path
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, a_published_discussion, registered
from tests.registrations.rows import a_seat, all_registered, rows, visits, when_known

STARTS_AT = datetime(2027, 2, 24, 7, tzinfo=UTC)
ROOM = "https://room.example/1"


def test_the_personal_page_shows_the_own_hour_and_the_seat(database: Database, visitor: Visitor) -> None:
    path = a_seat(database, timezone="Asia/Makassar")

    page = visitor.open(path)

    assert page.texts(".kicker") == ["Registration of Ana"]
    assert page.text(".when__hour") == "15:00–16:30 WITA"
    assert page.texts(".note__title") == ["You have a seat."]
    assert page.buttons == ["Download the letter", "Save", "Cancel my registration"]
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert ROOM not in page.html


def test_giving_up_the_seat_and_coming_back(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    gone = visitor.press(visitor.open(path), "Cancel my registration")
    twice = visitor.press(visitor.open(path), "Take part after all")

    assert (gone.path, gone.texts(".note__title")) == (path, ["You are not registered any more."])
    assert (twice.path, twice.texts(".note__title")) == (path, ["You have a seat."])
    assert all_registered(database) == [("Ana", "ana@union.example", Status.CONFIRMED)]


def test_opening_a_personal_link_changes_nothing(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    before = rows(database)

    for address in (path, f"{path}.ics", f"{path}/join", f"{path}/cancellation", f"{path}/return"):
        visitor.get(address)

    assert rows(database) == before


def test_acting_through_the_link_of_a_letter_makes_the_person_known(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    assert when_known(database) == [None]

    visitor.press(visitor.open(path), "Cancel my registration")

    assert when_known(database) == [NOW]


def test_the_door_opens_half_an_hour_before_and_leads_to_the_room(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    visitor.now = STARTS_AT - timedelta(minutes=31)
    early = visitor.post(f"{path}/join", {})
    visitor.now = STARTS_AT - timedelta(minutes=30)

    room = visitor.press(visitor.open(path), "Join the discussion")

    assert (early.status, early.texts(".lead")) == (
        409, ["The door opens 30 minutes before the start. Please come back then."]
    )  # fmt: skip
    (link,) = [element for element in room.elements if element.attributes.get("href") == ROOM]
    assert link.attributes["rel"] == "noreferrer noopener"
    assert [" ".join(row.split()[-2:]) for row in room.texts("tr")] == ["0 MB", "50 MB", "105 MB", "405 MB"]
    assert visits(database) == [visitor.now]


def test_who_waits_cannot_enter(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=1)
        registered(session, discussion, "Ana")
        path = personal_path(session, registered(session, discussion, "Budi"))
    visitor.now = STARTS_AT

    page = visitor.post(f"{path}/join", {})

    assert (page.status, visits(database)) == (409, [])


def test_language_zone_and_discretion_are_chosen_on_the_personal_page(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    page = visitor.press(
        visitor.open(path), "Save", language="pt", timezone="Asia/Dili", discreet="yes"
    )

    assert (page.path, page.headers["content-language"]) == (path, "pt")
    assert page.text(".when__hour") == "16:00–17:30 TLT"
    with database.reading() as session:
        person = session.exec(select(Person).where(Person.full_name == "Ana")).one()
    assert (person.language, person.timezone, person.discreet) == ("pt", "Asia/Dili", True)


def test_a_zone_that_does_not_exist_is_refused_beside_its_field(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    before = rows(database)

    page = visitor.press(visitor.open(path), "Save", timezone="Mars/Olympus")

    assert (page.status, page.wrongs) == (
        422, {"timezone": "There is no time zone “Mars/Olympus”. Choose one such as Asia/Jakarta."}
    )  # fmt: skip
    assert rows(database) == before


def test_the_calendar_file_leads_to_the_personal_page_and_names_no_room(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    file = visitor.get(f"{path}.ics")

    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert file.headers["cache-control"] == "no-store"
    assert f"URL:https://rembuk.example{path}\r\n" in file.text.replace("\r\n ", "")
    assert ("METHOD" in file.text, "room.example" in file.text, "Ana" in file.text) == (False, False, False)


def test_a_discreet_calendar_file_says_nothing_of_the_subject(database: Database, visitor: Visitor) -> None:
    path = a_seat(database, discreet=True)

    lines = visitor.get(f"{path}.ics").text.splitlines()

    assert {"SUMMARY:Online discussion", "CLASS:PRIVATE"} <= set(lines)
    assert "Who pays" not in "".join(lines)


def test_a_link_that_leads_nowhere_is_like_no_page_and_guessing_is_slow(database: Database, visitor: Visitor) -> None:
    guessed = [visitor.open(f"/r/{'x' * 24}"), visitor.post(f"/r/{'x' * 24}/join", {}), visitor.open("/r/x.ics")]

    for number in range(SETTINGS.wrong_links_per_ten_minutes - len(guessed)):
        visitor.open(f"/r/guess-{number}")

    assert [page.status for page in guessed] == [404] * 3
    assert visitor.open("/r/once-more").status == 429


def test_a_personal_link_dies_thirty_days_after_the_discussion(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    ends_at = STARTS_AT + timedelta(minutes=90)

    answers = []
    for moment in (ends_at + timedelta(days=30, seconds=-1), ends_at + timedelta(days=30)):
        visitor.now = moment
        answers.append(visitor.open(path).status)

    assert answers == [200, 404]


def test_a_cancelled_discussion_says_why_on_the_personal_page(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        path = personal_path(session, registered(session, discussion, "Ana"))
        schedule.cancel(session, discussion, "The chair is ill.", NOW)

    page = visitor.open(path)

    assert page.texts(".note") == ["This discussion is cancelled. The chair is ill."]
    assert page.buttons == []

"""The check-ins on the personal page, and at the desk."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from foundation.database import Database
from foundation.people import Person
from registrations.attendance.models import CheckIn, Way
from registrations.attendance.routes_participant import WORDS_PER_HOUR
from tests.browsing import Visitor
from tests.builders import registered
from tests.desk import at_the_desk, said
from tests.notifications.house import again
from tests.registrations.rows import a_seat, published, rows

START = datetime(2027, 2, 24, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DESK = "/desk/discussions/talk/attendance"


def who_is_in(database: Database) -> list[tuple[str, int, Way]]:
    with database.reading() as session:
        return list(session.exec(
            select(Person.full_name, CheckIn.number, CheckIn.way).join(Person, col(Person.id) == CheckIn.person_id)
            .order_by(Person.full_name, CheckIn.number)  # type: ignore[arg-type]
        ).all())  # fmt: skip


def test_one_tap_on_the_personal_page(database: Database, visitor: Visitor) -> None:
    path, buttons = a_seat(database), ["First check-in: I am here", "Second check-in: I am here"]
    visitor.now = START
    before = visitor.open(path)
    visitor.now = START + 5 * MINUTE

    page = visitor.press(visitor.open(path), buttons[0])
    visitor.now = START + 80 * MINUTE
    page = visitor.press(visitor.open(path), buttons[1])

    assert not set(buttons) & set(before.buttons)
    assert "First check-in: opens here at 14:05 WIB." in before.texts("p")
    assert (page.path, page.texts(".note--good")[1:]) == (path, [
        "First check-in You are counted. You said so at 14:05.",
        "Second check-in You are counted. You said so at 15:20.",
    ])  # fmt: skip
    assert who_is_in(database) == [("Ana", 1, Way.TAP), ("Ana", 2, Way.TAP)]


def test_the_word_is_typed_on_the_page_when_the_check_in_is_closed(database: Database, visitor: Visitor) -> None:
    path, visitor.now = a_seat(database), START
    desk = at_the_desk(visitor, database)
    token = desk.open(DESK).forms[0].values["form_token"]
    desk.post(f"{DESK}/hours/1/word", {"form_token": token, "word": "padi"})
    visitor.now = START + 61 * MINUTE
    before = rows(database)

    wrong = visitor.press(visitor.open(path), "Send the word", **{"word-1": "jagung"})
    assert (wrong.status, wrong.wrongs) == (422, {"word-1": "This is not the word that was said in the room."})
    assert wrong.form_with("Save").values == visitor.open(path).form_with("Save").values
    assert rows(database) | {"spent": []} == before | {"spent": []}

    right = visitor.press(visitor.open(path), "Send the word", **{"word-1": "Padi"})
    assert right.path == path
    assert who_is_in(database) == [("Ana", 1, Way.WORD)]


def test_guessing_words_is_slow(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)

    answers = [visitor.post(f"{path}/check-ins/1", {"word-1": "x"}).status for _ in range(WORDS_PER_HOUR + 1)]

    assert answers[-2:] == [422, 429]


def test_a_check_in_that_is_not_there_is_no_page(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    visitor.now = START + 6 * MINUTE

    assert [visitor.post(f"{path}/check-ins/{number}", {}).status for number in ("0", "3", "x")] == [404] * 3


def test_the_desk_opens_closes_and_counts(database: Database, visitor: Visitor) -> None:
    path, visitor.now = a_seat(database), START - 10 * MINUTE
    desk = at_the_desk(visitor, database)
    token = desk.open(DESK).forms[0].values["form_token"]

    opened = desk.post(f"{DESK}/hours/1/opening", {"form_token": token})
    visitor.press(visitor.open(path), "First check-in: I am here")
    page = desk.open(DESK)
    closed = desk.press(page, "Close the check-in")

    assert said(opened) == "The check-in is open. Members see it on their page."
    assert page.texts(".badge")[1:3] == ["Open", "Opens by itself"]
    assert page.texts("dd")[:2] == ["1", "13:50–15:00 WIB"]
    assert (said(closed), closed.texts(".badge")[1]) == ("The check-in is closed.", "Closed")


def test_a_whole_screen_of_people_is_ticked_at_once(database: Database, visitor: Visitor) -> None:
    discussion = published(database)
    with database.writing() as session:
        found = again(session, discussion)
        numbers = {
            name: str(registered(session, found, name, union=union).id)
            for name, union in (("Ana", "SPSI"), ("Ben", "SPSI"), ("Eva", "SBSI"))
        }
    visitor.now = START + 6 * MINUTE
    desk = at_the_desk(visitor, database)

    page = desk.open(f"{DESK}/check-ins?union=SPSI")
    form = page.form_with("Enter those ticked")
    entered = desk.client.post(
        form.action, data={**form.values, "numbers": "1 2", "people": [numbers["Ana"], numbers["Ben"]]},
        headers={"Origin": "https://rembuk.example"},
    )  # fmt: skip
    nobody = desk.post(form.action, {**form.values, "numbers": "1"})

    assert [one.split()[0] for one in page.texts(".pick")[3:]] == ["Ana", "Ben"]
    assert (entered.status_code, who_is_in(database)) == (200, [
        ("Ana", 1, Way.ENTERED), ("Ana", 2, Way.ENTERED), ("Ben", 1, Way.ENTERED), ("Ben", 2, Way.ENTERED),
    ])  # fmt: skip
    assert nobody.status == 422
    assert "Please tick at least one person and one check-in." in nobody.text(".wrongs")

"""The chair's console, as plain forms; what two chairs, and a finger that presses twice, get of it."""

from sqlmodel import Session, select

from foundation.database import Database
from live.acts import Wanted, Wish, do, show_now
from live.models import Act, ActKind
from live.signals import see
from tests.browsing import Visitor
from tests.builders import at_once, refusals
from tests.live.props import a_stage, press

FASTER = "Somebody else was a moment faster. Please look where the discussion stands, and go on."


def test_the_chair_leads_through_the_discussion(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
    console = cast.paths["chair"] + "/live"
    visitor.now = cast.at(-70)
    assert "Open the console" not in visitor.open(cast.paths["chair"]).links
    visitor.now = cast.at(-50)
    assert visitor.open(cast.paths["chair"]).links["Open the console"] == console

    visitor.now = cast.at(2)
    page = visitor.press(visitor.open(console), "Start the discussion")
    visitor.now = cast.at(8)
    page = visitor.press(page, "Start the next item")

    assert (page.text("h1"), page.text(".clock__time")) == ("A fund of our own", "20 minutes left")
    assert "running 3 minutes late" in page.html and "Expected end 15:33, planned 15:30" in page.html

    page = visitor.press(page, "+2 minutes")
    page = visitor.press(page, "Skip: Panel discussion, 14:30")
    assert page.texts("time")[1:] == ["14:02", "14:08", "14:30", "14:30", "14:40"]
    page = visitor.press(visitor.press(page, "Take back the skipping"), "Take back the extension")
    assert "running 3 minutes late" in page.html

    page = visitor.press(visitor.press(page, "Start the next item"), "Start the next item")
    page = visitor.press(visitor.press(page, "Start the next item"), "End the discussion")
    assert page.text("h1") == "The discussion has ended"
    assert visitor.press(page, "Take back the end").text("h1") == "Questions and answers"


def test_the_same_press_twice_is_once_and_the_slower_of_two_is_asked_to_look(session: Session) -> None:
    cast = a_stage(session)
    again = Wanted(Wish.NEXT, 0)
    for _ in range(2):
        do(session, cast.discussion, again, by_id=None, now=cast.at(0))

    assert show_now(session, cast.discussion, cast.at(0)).number == 1
    late = Wanted(Wish.EXTEND, 0, minutes=1)
    assert refusals(session, do, cast.discussion, late, by_id=None, now=cast.at(1)) == {None: FASTER}


def test_of_two_chairs_at_the_same_moment_one_acts(database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)

    def start(session: Session) -> None:
        do(session, session.merge(cast.discussion), Wanted(Wish.NEXT, 0), by_id=None, now=cast.at(0))

    assert at_once(database, [start] * 3) == [None] * 3
    with database.reading() as session:
        assert session.exec(select(Act.number, Act.kind, Act.position)).all() == [(1, ActKind.BEGUN, 0)]


def test_nothing_runs_while_the_door_is_shut(session: Session) -> None:
    cast = a_stage(session)
    start = Wanted(Wish.NEXT, 0)

    assert refusals(session, do, cast.discussion, start, by_id=None, now=cast.at(-31)) == {
        None: "The discussion can begin when the door is open, 30 minutes before the start."
    }
    assert refusals(session, do, cast.discussion, start, by_id=None, now=cast.at(151)) == {
        None: "This discussion is over."
    }


def test_a_presentation_is_not_planned_above_the_limit(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        press(session, cast, Wish.NEXT, 0)
        press(session, cast, Wish.NEXT, 5)
        press(session, cast, Wish.EXTEND, 6, minutes=5)
    visitor.now = cast.at(7)

    page = visitor.press(visitor.open(cast.paths["chair"] + "/live"), "+1 minute")

    assert (page.status, page.text(".wrongs")) == (
        422, "Please look at this again: A presentation is planned for 25 minutes at most. It may run over: then its "
        "clock counts upwards.",
    )  # fmt: skip


def test_a_silent_message_is_read_in_the_language_of_the_speaker_and_seen(
    visitor: Visitor, database: Database
) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        press(session, cast, Wish.NEXT, 0)
        press(session, cast, Wish.NEXT, 5)
    visitor.now = cast.at(20)
    console, clock = cast.paths["chair"] + "/live", cast.paths["speaker"] + "/live"

    page = visitor.press(visitor.open(console), "5 minutes left")
    assert "not seen yet" in page.html
    told = visitor.open(clock + "?language=id")
    assert (told.text(".told__said"), told.text(".clock__time")) == ("Waktu tersisa 5 menit", "sisa 5 menit")

    page = visitor.press(told, "Sudah dibaca")
    assert page.texts(".told__said") == []
    assert "seen at 14:20" in visitor.open(console).html

    typed = visitor.press(visitor.open(console), "Send the message", text="x" * 141)
    assert typed.wrongs == {"text": "Write a short message, at most 140 characters."}


def test_only_the_chair_has_a_console_and_messages_are_seen_by_those_they_are_for(
    visitor: Visitor, database: Database
) -> None:
    with database.writing() as session:
        cast = a_stage(session)
    visitor.now = cast.at(0)
    for role in ("speaker", "observer"):
        assert visitor.post(f"{cast.paths[role]}/live/acts", {"wish": "next", "number": "0"}).status == 404
        assert visitor.open(f"{cast.paths[role]}/live/record").status == 404
    visitor.post(f"{cast.paths['chair']}/live/signals", {"to": str(cast.speaker.id), "ready": "end"})
    with database.writing() as session:
        see(session, cast.discussion, cast.observer.person_id, 1, now=visitor.now)

    assert visitor.open(cast.paths["speaker"] + "/live").text(".told__said") == "Please come to the end"


def test_check_ins_are_opened_and_inputs_noted_on_the_way(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
    visitor.now = cast.at(70)
    page = visitor.press(visitor.open(cast.paths["chair"] + "/live"), "Open it now: First check-in")
    assert "Close it: First check-in" in page.buttons

    page = visitor.press(page, "Note it", of=str(cast.observer.id), note="Convention 102 has nine branches.")
    page = visitor.press(page, "Note it", note="Our own figures.")
    assert [one.split(":")[0] for one in page.texts("b") if one.endswith(":")] == ["Olivia", "Citra"]
    page = visitor.press(page, "Strike it: Our own figures.")
    assert "Our own figures." not in page.html

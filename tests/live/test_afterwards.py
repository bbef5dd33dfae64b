"""What was held, as the chair confirms it afterwards; the rehearsal before; the wall meanwhile."""

from foundation.database import Database
from foundation.links import keyed
from live.acts import Wish
from live.models import RecordedItem
from live.questions import ask, decide, support
from live.record import record_of
from live.wall_link import behind, wall_path
from registrations.register import personal_path as participants_path
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, every_row, registered
from tests.live.props import MINUTE, a_stage, press
from tests.outbox import Outbox


def test_the_chair_confirms_what_was_held_as_it_was(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        press(session, cast, Wish.SKIP, -1, position=3)
        for minute in (2, 8, 37.4, 80, 91):
            press(session, cast, Wish.NEXT, minute)
    visitor.now = cast.at(95)
    page = visitor.press(visitor.open(cast.paths["chair"] + "/live/record"), "Confirm", **{"minutes-4": "x"})
    assert page.wrongs == {"minutes-4": "Please write a whole number, such as 25."}

    page = visitor.press(page, "Confirm", **{"minutes-4": "12"})

    assert "You can correct and confirm again." in page.html
    with database.reading() as session:
        found = record_of(session, cast.discussion)
    assert found is not None
    assert (found[0].began_at, found[0].ended_at, found[0].confirmed_at) == (cast.at(2), cast.at(91), cast.at(95))
    assert [held(row) for row in found[1]] == [(5, 6), (20, 29), (40, 43), (10, 0), (15, 12)]
    assert visitor.press(page, "Confirm").status == 200


def held(row: RecordedItem) -> tuple[int, int]:
    return row.planned_minutes, row.minutes


def test_timings_are_not_confirmed_while_the_discussion_runs(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        press(session, cast, Wish.NEXT, 0)
    visitor.now = cast.at(10)
    record = cast.paths["chair"] + "/live/record"

    assert "Confirm" not in visitor.open(record).buttons
    refused = visitor.post(record, {f"minutes-{place}": "5" for place in range(5)})
    assert (refused.status, refused.text(".wrongs")) == (
        422, "Please look at this again: The timings can be confirmed when the discussion has ended."
    )  # fmt: skip
    visitor.now = cast.at(160)
    assert visitor.open(cast.paths["chair"]).links["Confirm timings and inputs"] == record


def test_a_rehearsal_keeps_nothing_and_goes_on_over_a_reload(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        before = every_row(session)
    rehearsal = visitor.open(visitor.open(cast.paths["speaker"]).links["Rehearse with the clock"])
    assert rehearsal.form_with("Start").values == {"minutes": "20"}
    begun = visitor.open(f"{rehearsal.path}?minutes=25&start=yes")
    where = f"{rehearsal.path}?minutes=25&since={int(visitor.now.timestamp())}"

    seen = [begun.text(".clock__time")]
    for minutes in (19.5, 20, 24.5, 26):
        visitor.now = NOW + minutes * MINUTE
        page = visitor.open(where)
        seen.append(f"{page.text('.clock__time')} · {page.text('.clock__word')}")

    assert seen == ["25 minutes left", "6 minutes left · In time", "5 minutes left · Close to the end",
                    "1 minute left · Last minute", "1 minute over · Over time"]  # fmt: skip
    with database.reading() as session:
        assert every_row(session) == before


def test_what_nobody_answered_goes_to_the_speakers_and_back_to_who_asked(
    visitor: Visitor, database: Database, outbox: Outbox
) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        ana, ben = (registered(session, cast.discussion, name) for name in ("Ana", "Ben"))
        for number, text in enumerate(("Who pays?", "Is it safe?", "Since when?"), start=1):
            ask(session, cast.discussion, ana, text, is_anonymous=number == 1, now=cast.at(80))
        support(session, cast.discussion, ben, 2, wanted=True, now=cast.at(81))
        decide(session, cast.discussion, 3, "chosen", by_id=None, now=cast.at(82))
        asking, other = participants_path(session, ana), participants_path(session, ben)
    answers = cast.paths["speaker"] + "/live/answers"
    visitor.now = cast.at(89)
    early = visitor.post(f"{answers}/1", {"answer-1": "Everybody."})

    visitor.now = cast.at(151)
    outbox.tick(visitor.now)
    page = visitor.open(visitor.open(cast.paths["speaker"]).links["Answer 2 open questions"])
    assert (early.status, page.path, page.texts(".quoted")) == (422, answers, ["Is it safe?", "Who pays?"])
    assert "Ana" not in page.html and outbox.to("rudi")[-1].text.count("/live/answers") == 1
    assert visitor.post(f"{answers}/1", {"answer-1": " "}).wrongs == {
        "answer-1": "Write the answer or the reason, in at most 500 characters."
    }
    visitor.post(f"{answers}/1", {"answer-1": "Evrybody."})
    page = visitor.post(f"{answers}/1", {"answer-1": "Everybody."})

    assert page.texts(".quoted") == ["Is it safe?", "Who pays?"]
    assert visitor.open(asking).texts(".asked-list__state") == [
        "Chosen for the floor Your question", "Waiting Your question 1 would ask the same",
        "Answered in writing Your question",
    ]  # fmt: skip
    assert "Everybody." in visitor.open(asking).html and "Everybody." in visitor.open(other + "/live").html
    assert "Somebody has decided about this question meanwhile." in visitor.post(f"{answers}/3", {"answer-3": "x"}).html
    assert visitor.open(cast.paths["observer"] + "/live/answers").status == 404


def test_the_wall_shows_what_runs_and_no_participant(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        registered(session, cast.discussion, "Ana")
        press(session, cast, Wish.NEXT, 0)
        press(session, cast, Wish.NEXT, 5)
    visitor.now = cast.at(9)
    wall = visitor.open(cast.paths["chair"] + "/live").links["View for a shared screen"]

    page = visitor.open(wall)

    assert (page.text("h1"), page.text(".wall__who"), page.text(".clock__time")) == (
        "A fund of our own", "Rudi", "16 minutes left"
    )  # fmt: skip
    assert page.text(".coming") == "Next: Panel discussion · 14:25"
    assert [one.attributes["content"] for one in page.elements if "http-equiv" in one.attributes] == ["15"]
    assert "Ana" not in page.html and "/p/" not in page.html and page.forms == []
    now = visitor.get(wall + "/now").json()
    assert now == {"acts": 2, "signals": 0, "questions": 0, "now": int(visitor.now.timestamp() * 1000)}


def test_the_link_of_the_wall_opens_one_discussion_and_cannot_be_guessed() -> None:
    link = wall_path(SETTINGS.secret_key, 7).removeprefix("/live/")
    print_of_7 = link.removeprefix("7-")
    foreign = keyed("x" * 32, "wall", 7)
    again = wall_path(SETTINGS.secret_key, 7, 2).removeprefix("/live/")
    print_of_2 = again.removeprefix("7.2-")
    wrong = (f"7.1-{print_of_2}", f"7.2-{print_of_7}", f"7-{print_of_2}", f"7.-{print_of_7}", f"7.02-{print_of_2}",
             f"8-{print_of_7}", "7-", "7", f"07-{print_of_7}", f"７-{print_of_7}", f"7-{foreign}", "")

    assert [behind(SETTINGS.secret_key, one) for one in (link, again)] == [(7, 0), (7, 2)]
    assert [behind(SETTINGS.secret_key, one) for one in wrong] == [None] * len(wrong)

"""The run as the office sees it: what runs, the check-ins, and the link of the wall."""

from foundation.database import Database
from live.acts import Wish
from live.questions import ask, decide
from tests.browsing import Visitor
from tests.builders import registered
from tests.desk import at_the_desk
from tests.live.props import a_stage, press

RUN = "/desk/discussions/talk/run"


def test_the_office_follows_the_run_and_gives_the_wall_another_link(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        ana = registered(session, cast.discussion, "Ana")
        press(session, cast, Wish.NEXT, 0)
        press(session, cast, Wish.NEXT, 5)
        ask(session, cast.discussion, ana, "Who pays for the fund?", is_anonymous=False, now=cast.at(6))
        decide(session, cast.discussion, 1, "chosen", by_id=None, now=cast.at(7))
    visitor.now = cast.at(9)
    desk = at_the_desk(visitor, database)
    page = desk.open(desk.open("/desk/discussions/talk").links["The run, live"])

    assert (page.path, page.texts("h2")[1], page.text(".clock__time"), page.texts(".quoted")) == (
        RUN, "A fund of our own", "16 minutes left", ["Who pays for the fund?"]
    )  # fmt: skip
    assert "Ana" not in page.html
    page = desk.press(page, "Close it: First check-in")
    assert "Open it now: First check-in" in desk.press(page, "Open it now: Second check-in").buttons
    old = page.links["Open it"]
    assert desk.open(old).texts(".wall__question") == ["Who pays for the fund?"]

    page = desk.press(page, "Make it")

    assert [desk.open(link).status for link in (old, page.links["Open it"])] == [404, 200]
    assert desk.open(cast.paths["chair"] + "/live").links["View for a shared screen"] == page.links["Open it"]
    assert desk.get(old + "/now").json()["acts"] == 2
    visitor.now = cast.at(-60)
    early = desk.press(desk.open(RUN), "Open it now: First check-in")
    assert early.text(".wrongs").endswith("A check-in can be opened while the door to the room is open.")

"""A participant answers on a phone; the desk reads what is enough to be read."""

from datetime import timedelta

from foundation.database import Database
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import a_published_discussion, registered
from tests.desk import at_the_desk, said

DESK = "/desk/discussions/talk/evaluation"


def test_participants_answer_once_and_the_desk_reads_the_means_when_it_is_over(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=9)
        paths = [personal_path(session, registered(session, discussion, f"Ana {n}")) for n in range(5)]
    visitor.now = discussion.ends_at + timedelta(hours=1)
    form = visitor.open(visitor.open(paths[0]).links["Say what you thought of it, without your name"])
    empty = visitor.press(form, "Send my answers")
    done = visitor.press(empty, "Send my answers", clear="5", overall="4", better="<b>More</b> time", sex="woman")
    for path in paths[1:]:
        visitor.press(visitor.open(f"{path}/evaluation"), "Send my answers", clear="4", sex="woman", group="workers")
    desk = at_the_desk(visitor, database)
    early = desk.open(DESK)
    closed = desk.press(early, "Close for good")
    results, report = desk.open(DESK), desk.open("/desk/discussions/talk/report")
    series = results.links["What the series asks"]
    words = desk.press(desk.open(f"{series}?words=id"), "Save", clear="Paparannya jelas.")

    assert (empty.status, empty.wrongs) == (422, {"matters": "Please answer at least one question."})
    assert done.texts(".note__title") == ["Thank you for your answers."]
    assert early.texts(".note__title") == ["The results stand here on Wednesday, 3 March 2027."]
    assert "The presentations were clear." not in early.html
    assert (said(closed), closed.texts(".note__title"), "Close for good" in closed.buttons) == ("Saved.", [], False)
    rows = ["The presentations were clear. 5 4.2 100 %", "Woman 5 4.2 100 %"]
    assert [row for row in results.texts("tr") if row in rows] == rows == [
        row for row in report.texts("tr") if row in rows
    ]  # fmt: skip
    assert results.texts("li")[-1] == "<b>More</b> time"
    assert said(words) == "Saved." and "Paparannya jelas." in desk.open(f"{series}?words=id").html

"""Two who are one, at the desk: found, looked at side by side, made one; it stands in the log."""

import pytest
from sqlmodel import select

from foundation.access_log import Look
from foundation.database import Database
from registrations.models import Registration
from tests.browsing import Visitor
from tests.builders import a_published_discussion, registered
from tests.desk import at_the_desk, said


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_two_are_found_looked_at_and_made_one(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        ana = registered(session, discussion, "Ana", email="ana@union.example", phone="+6281200000001").person_id
        other = registered(session, discussion, "Anna S.", phone="+6281200000001").person_id
        registered(session, discussion, "Ana", email="other@union.example")
    desk = at_the_desk(visitor, database)

    whom = desk.open(desk.open(f"/desk/people/{ana}/messages").links["The same person stands here twice"])
    both = desk.open(whom.links["Anna S."])
    refused = desk.press(both, "Make them one person", full_name=" ")
    done = desk.press(refused, "Make them one person", full_name="Ana Sitorus", stays="first")

    assert [whom.links[name] for name in whom.links if name.startswith("An")] == [
        f"/desk/people/{ana}/messages", f"/desk/people/{ana}/merging/{other}"]  # fmt: skip
    assert both.form_with("Make them one person").values["stays"] == "first"
    assert refused.wrongs == {"full_name": "Please write your name. A single name is fine."}
    assert (done.path, said(done)) == (f"/desk/people/{ana}/messages?done=merged", "The two are one person now.")
    with database.reading() as session:
        assert session.exec(select(Registration.full_name).order_by(Registration.id)).all() == ["Ana Sitorus", "Ana"]  # type: ignore[arg-type]
        assert "merged" in session.exec(select(Look.what)).all()

"""From the card to the desk and back: another time, a no with a name, and somebody else instead."""

from sqlmodel import select

from foundation.database import Database
from speakers.engagements import personal_path
from speakers.models import Engagement
from tests.browsing import Visitor
from tests.builders import DILI, NOW, a_discussion, asked
from tests.desk import at_the_desk, said

PEOPLE = "/desk/discussions/talk/people"


def test_another_time_travels_to_the_desk_and_is_taken(database: Database, visitor: Visitor) -> None:
    desk, path = at_the_desk(visitor, database), _asked(database)

    day = {"date": "2027-02-25", "sentence": "Not Wednesday."}
    wrong = visitor.press(visitor.open(path), "Propose this time", hour="", **day)
    proposed = visitor.press(wrong, "Propose this time", hour="14:00")
    card = desk.open(PEOPLE)
    taken = desk.press(card, "Take this time")

    assert (wrong.status, wrong.wrongs) == (422, {"date": "Please choose a day and an hour."})
    assert proposed.texts(".note__title") == ["You have proposed Thursday, 25 February 2027, 14:00 TLT."]
    assert (card.texts(".badge")[1], card.text(".note")) == (
        "Proposes another time", "Thursday, 25 February 2027, 12:00 WIB “Not Wednesday.” Take this timeKeep ours"
    )  # fmt: skip
    assert said(taken) == "The discussion moves to the time proposed. Everybody concerned is told."
    assert visitor.open(path).texts(".note__title") == ["You take part. Thank you."]


def test_a_no_with_a_name_becomes_a_request_in_the_place_of_the_first(database: Database, visitor: Visitor) -> None:
    desk, path = at_the_desk(visitor, database), _asked(database)

    no = visitor.press(
        visitor.open(path), "I cannot", reason="A congress.", suggested_name="Dewi", suggested_contact="dewi@x.example"
    )
    card = desk.open(PEOPLE)
    form = desk.open(card.links["Ask somebody else instead: Rudi"].partition("#")[0])
    asked_page = desk.press(form, "Ask")

    assert "You suggested Dewi: the organisers know it." in no.text(".note")
    assert card.text(".note") == "“A congress.” Suggests Dewi (dewi@x.example)."
    values = form.form_with("Ask").values
    assert (values["full_name"], values["email"], values["minutes_offered"]) == ("Dewi", "dewi@x.example", "20")
    assert said(asked_page) == "The request is on its way. You can pass on the personal link as well."


def test_a_look_at_the_card_is_told_by_the_page_and_not_by_reading(database: Database, visitor: Visitor) -> None:
    path = _asked(database)
    page = visitor.open(path)
    (beacon,) = [one.attributes["data-opening"] for one in page.elements if "data-opening" in one.attributes]
    before = _opened(database)

    told = visitor.client.post(beacon, headers={"Origin": "https://rembuk.example"})

    assert (before, told.status_code, _opened(database)) == ([None], 204, [NOW])


def _asked(database: Database) -> str:
    with database.writing() as session:
        rudi = asked(session, a_discussion(session, slug="talk"), "Rudi", timezone=DILI, minutes_offered=20)
        return personal_path(session, rudi)


def _opened(database: Database) -> list[object]:
    with database.reading() as session:
        return list(session.exec(select(Engagement.opened_at)).all())

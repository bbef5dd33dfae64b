"""What was typed is corrected at the desk for somebody who called, and seen on their own page (decisions/0066)."""

import re

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.access_log import Look
from foundation.database import Database
from foundation.forms import Form
from foundation.people import Person
from registrations.models import Registration
from registrations.privacy.correction import Found, correct_for, fields_of_desk, shown_at_desk
from registrations.privacy.forgetting import unlink_answers
from registrations.questions.answering import answers_to, questions_about
from registrations.questions.asking import Wish, ask, change, switch
from registrations.questions.models import Said
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import FRIDAY, NOW, a_published_discussion, a_series, an_office, registered
from tests.desk import at_the_desk, said

LIST = "/desk/discussions/talk/registrations"
WHICH = Wish(wording="Which port?", purpose="So that groups fit.", kind="choice", choices="Priok\nDili")
BUS = Wish(wording="By bus?", purpose="Cars.", kind="yes_no")


def found_of(session: Session, registration: Registration, discussion: Discussion) -> Found:
    return registration, discussion, session.get_one(Person, registration.person_id)


def test_an_organiser_corrects_and_the_member_sees_it(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session)
        talk = a_published_discussion(session, series=series, slug="talk")
        which = ask(session, series, WHICH, NOW)
        ana = registered(session, talk, "Ana", union="SPN", own=[Said(which.id or 0, "Which port?", "Dili")])
        link = personal_path(session, ana)

    listed = desk.open(LIST)
    one = desk.open(listed.links["Ana"])
    wrong = desk.press(one, "Save", full_name=" ", own_1="Bali")
    done = desk.press(one, "Save", full_name="Ana Contohan", union="KSPI", own_1="Priok", language="pt",
                      question="Who?")  # fmt: skip

    assert "Which port? Dili" in " ".join(listed.texts("details"))
    assert [label for label in one.texts("label, legend") if re.search(r"\b(you|your|me)\b", label)] == []
    assert (wrong.status, sorted(wrong.wrongs)) == (422, ["full_name", "own_1"])
    assert (done.path, said(done)) == (f"{LIST}/1?done=saved", "Saved.")
    own = visitor.open(f"{link}/privacy")
    assert {name: own.form_with("Guardar").values[name] for name in ("full_name", "union", "own_1")} == {
        "full_name": "Ana Contohan", "union": "KSPI", "own_1": "Priok",
    }  # fmt: skip
    with database.reading() as session:
        looks = session.exec(select(Look.what, Look.about).order_by(col(Look.id))).all()
        [row] = session.exec(select(Registration)).all()
    kinds = ["registrations", "registration", "corrected", "registration"]
    assert looks == [(what, "talk") for what in kinds]
    assert row.question == "Who?"


def test_a_member_corrects_own_answers_in_the_whole_series(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        series = a_series(session)
        which = ask(session, series, WHICH, NOW)
        for day in (None, FRIDAY):
            talk = a_published_discussion(session, *[day] if day else [], series=series)
            ana = registered(session, talk, "Ana", own=[Said(which.id or 0, "Which port?", "Dili")])
            path = personal_path(session, ana)

    visitor.press(visitor.open(f"{path}/privacy"), "Save", own_1="Priok")

    with database.reading() as session:
        assert answers_to(session, [1, 2]) == {1: [("Which port?", "Priok")], 2: [("Which port?", "Priok")]}


def test_what_cannot_be_chosen_any_more_stays_and_what_is_emptied_goes(session: Session) -> None:
    series = a_series(session)
    talk = a_published_discussion(session, series=series)
    which, bus, why = (ask(session, series, wish, NOW) for wish in (WHICH, BUS, Wish(wording="Why?", purpose="So.")))
    answers = [Said(which.id or 0, "Which port?", "Dili"), Said(bus.id or 0, "By bus?", "yes"),
               Said(why.id or 0, "Why?", "To learn")]  # fmt: skip
    found = found_of(session, registered(session, talk, "Ana", own=answers), talk)
    change(session, which, Wish(wording="Which harbour?", purpose="Groups.", kind="choice", choices="Priok\nBenoa"))
    change(session, why, Wish(wording="What for?", purpose="So."))
    switch(session, why)
    typed = {name: [shown_at_desk(session, found)[name]] for name in ("full_name", "phone", "own_3")}

    correct_for(session, an_office(session), found, Form(typed))

    assert questions_about(session, found[0], talk.series_id) == [which, bus, why]
    assert answers_to(session, [found[0].id]) == {found[0].id: [("Which port?", "Dili"), ("Why?", "To learn")]}


def test_what_was_counted_is_not_asked_for_again(session: Session) -> None:
    talk = a_published_discussion(session)
    which = ask(session, session.get_one(Series, talk.series_id), WHICH, NOW)
    found = found_of(session, registered(session, talk, "Ana", own=[Said(which.id or 0, "Which port?", "Dili")]), talk)

    unlink_answers(session, col(Registration.discussion_id) == talk.id, NOW)
    correct_for(session, an_office(session), found, Form({"full_name": ["Ani"], "sex": ["woman"], "own_1": ["Dili"]}))

    assert [field.name for field in fields_of_desk(session, an_office(session), found[0], found[2])] == [
        "full_name", "phone", "union", "language", "timezone", "discreet",
    ]  # fmt: skip
    assert (found[0].full_name, found[0].sex, answers_to(session, [found[0].id])) == ("Ani", None, {})


def test_how_somebody_is_written_to_stays_where_another_office_writes_as_well(session: Session) -> None:
    talk = a_published_discussion(session)
    elsewhere = a_published_discussion(session, series=a_series(session, "Else", office=an_office(session, "B")))
    found = found_of(session, registered(session, talk, "Ana"), talk)
    registered(session, elsewhere, "Ana")

    names = {field.name for field in fields_of_desk(session, an_office(session), found[0], found[2])}
    correct_for(session, an_office(session), found, Form({"full_name": ["Ani"], "language": ["pt"]}))

    assert names & {"language", "timezone", "discreet", "full_name"} == {"full_name"}
    assert (found[0].full_name, found[2].full_name, found[2].language) == ("Ani", "Ana", "en")

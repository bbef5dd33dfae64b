"""Questions of the organisers: written at the desk, answered on the form, taken along, exported (decisions/0046)."""

from pathlib import Path

from sqlmodel import Session, select

from foundation.database import Database
from foundation.people import Person
from notifications.privacy.held import held_about
from registrations.models import Registration
from registrations.privacy.participants import own_answers
from registrations.questions.answering import questions_of
from registrations.questions.asking import Wish, ask, change, move, switch
from registrations.questions.models import Said
from registrations.tables import export_registrations, import_registrations
from registrations.whole_series import join
from tests.browsing import Visitor
from tests.builders import FRIDAY, NOW, a_published_discussion, a_series, refusals, registered
from tests.desk import at_the_desk

HERE, TALK = "/desk/series/their-series/registration", "/discussions/talk"
WHICH = Wish(
    wording="Which port?", purpose="So that groups fit.", kind="choice", choices="Priok\nDili", is_required=True
)  # fmt: skip
ANA = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": "yes"}


def test_a_question_is_written_at_the_desk_and_answered_on_the_form(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session, slug="their-series")
        for slug, day in (("talk", FRIDAY), ("next", FRIDAY)):
            a_published_discussion(session, day, series=series, slug=slug)
    desk.press(desk.open(HERE), "Ask this", wording="Which port?", purpose="So that groups fit.", kind="choice",
               choices="Priok\nDili", is_required="yes")  # fmt: skip

    page = visitor.open(TALK)
    missing = visitor.post(f"{TALK}/registrations", ANA)
    strange = visitor.post(f"{TALK}/registrations", {**ANA, "own_1": "Bali"})
    done = visitor.post(f"{TALK}/registrations", {**ANA, "own_1": "Dili", "also": "next"})

    assert ("Which port?" in page.html, "So that groups fit." in page.html) == (True, True)
    assert (missing.status, missing.wrongs) == (422, {"own_1": "Please fill in this field."})
    assert (strange.status, strange.wrongs) == (422, {"own_1": "Please choose one of the answers offered."})
    assert done.status == 200
    with database.reading() as session:
        ana = session.exec(select(Person).where(Person.email == ANA["email"])).one()
        answered = {"question_id": 1, "asked": "Which port?", "answer": "Dili"}
        assert held_about(session, ana)["ownanswer"] == [{"registration_id": one, **answered} for one in (1, 2)]


def test_what_is_asked_changes_and_what_was_answered_stays(session: Session, tmp_path: Path) -> None:
    series = a_series(session)
    discussion, following = (a_published_discussion(session, FRIDAY, series=series) for _ in range(2))
    which, bus = ask(session, series, WHICH, NOW), ask(session, series, Wish(wording="By bus?", purpose="Cars."), NOW)
    said = [Said(which.id or 0, "Which port?", "Dili")]
    ana = registered(session, discussion, "Ana", own=said)

    change(session, which, Wish(wording="Where?", purpose="Groups."))
    move(session, series, bus, up=True)
    switch(session, which)
    [number] = join(session, ana, session.get_one(Person, ana.person_id), [following], now=NOW)

    assert questions_of(session, series.id) == [bus]
    assert own_answers(session, following).of(number) == ["", "Dili"]
    wrong = Wish(wording="", purpose="", kind="choice", choices="one")
    assert refusals(session, ask, series, wrong, NOW) == {
        "wording": "Please write the question.", "purpose": "Please say what the answer is for.",
        "choices": "Write between 2 and 30 short answers, one on each line.",
    }  # fmt: skip
    export_registrations(session, discussion, tmp_path / "out.csv")
    third = a_published_discussion(session, FRIDAY, series=series)
    import_registrations(session, third, tmp_path / "out.csv", NOW)
    again = session.exec(select(Registration).where(Registration.discussion_id == third.id)).one()
    assert own_answers(session, third).of(again.id or 0) == ["", "Dili"]

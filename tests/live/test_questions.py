"""Questions of participants: asked, supported, decided, and nobody named who did not wish to be."""

from sqlmodel import Session, select

from foundation.database import Database
from foundation.people import Person
from live.models import Question, Support
from live.pulse import numbers_of
from live.questions import SUPPORTS, ask, decide, questions_for_all, questions_for_chair, support
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about
from registrations.models import Registration
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import NOW, refusals, registered
from tests.live.props import a_stage


def test_a_question_goes_its_way_and_names_nobody(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        cast = a_stage(session)
        ana = personal_path(session, registered(session, cast.discussion, "Ana", union="Serikat A", question="Before?"))
        ben = personal_path(session, registered(session, cast.discussion, "Ben", phone="+6281234567890"))
    visitor.now = cast.at(-40)
    assert visitor.open(ana).links["Follow the discussion, ask questions"] == ana + "/live"
    assert "Send the question" not in visitor.open(ana + "/live").buttons
    visitor.now = cast.at(30)
    page = visitor.press(visitor.open(ana + "/live"), "Send the question", text="Who pays for the fund?")
    visitor.press(page, "Send the question", text="Is it safe?", is_anonymous="yes")

    page = visitor.open(ben + "/live")
    assert (page.texts(".quoted"), "Ana" in page.html) == (["Who pays for the fund?", "Is it safe?"], False)
    visitor.post(f"{ben}/live/questions/2/support", {"support": "yes"})

    console = cast.paths["chair"] + "/live"
    page = visitor.open(console)
    assert page.texts(".quoted") == ["Is it safe?", "Who pays for the fund?", "Before?"]
    assert page.texts(".asked-list__state") == ["Waiting without a name 1 would ask the same", "Waiting Ana, Serikat A"]
    visitor.post(f"{console}/questions/2", {"state": "chosen"})
    page = visitor.post(f"{console}/questions/1", {"state": "declined"})
    assert page.wrongs == {"answer-1": "Write the answer or the reason, in at most 500 characters."}
    visitor.post(f"{console}/questions/1", {"state": "declined", "answer-1": "Asked already."})

    assert visitor.open(ben + "/live").texts(".quoted") == ["Is it safe?"]
    assert visitor.open(cast.paths["observer"] + "/live").texts(".quoted") == ["Is it safe?"]
    assert visitor.open(ana + "/live").texts(".asked-list__state") == [
        "Chosen for the floor Your question 1 would ask the same", "Declined Your question"
    ]  # fmt: skip
    assert "Asked already." in visitor.open(ana + "/live").html


def test_there_are_limits_for_each_person_and_the_same_words_are_asked_once(session: Session) -> None:
    cast = a_stage(session)
    ana = registered(session, cast.discussion, "Ana")
    for number in (1, 1, 2, 3):
        ask(session, cast.discussion, ana, f"Question {number}?", is_anonymous=False, now=cast.at(1))

    def more(session: Session) -> None:
        ask(session, cast.discussion, ana, "Question 4?", is_anonymous=False, now=cast.at(2))

    assert refusals(session, more) == {
        "text": "Your other questions are still waiting. Please let others ask first."
    }
    decide(session, cast.discussion, 1, "chosen", by_id=None, now=cast.at(2))
    more(session)
    assert len(questions_for_all(session, cast.discussion)) == 4


def test_support_is_once_for_each_person_and_can_be_taken_back(session: Session) -> None:
    cast = a_stage(session)
    ana, ben = (registered(session, cast.discussion, name) for name in ("Ana", "Ben"))
    ask(session, cast.discussion, ana, "Who pays?", is_anonymous=True, now=cast.at(1))

    counts = []
    for wanted in (True, True, False):
        support(session, cast.discussion, ben, 1, wanted=wanted, now=cast.at(2))
        [asked] = questions_for_all(session, cast.discussion, ben.person_id)
        counts.append((asked.supports, asked.is_supported))

    assert counts == [(1, True), (1, True), (0, False)]
    assert [one.name for one in questions_for_chair(session, cast.discussion)] == [""]
    assert numbers_of(session, [cast.discussion.id or 0])[cast.discussion.id or 0] == (0, 0, 4)


def test_nobody_makes_every_open_page_look_again_all_the_time(session: Session) -> None:
    cast = a_stage(session)
    ana, ben, citra = (registered(session, cast.discussion, name) for name in ("Ana", "Ben", "Citra"))
    ask(session, cast.discussion, ana, "Who pays?", is_anonymous=True, now=cast.at(1))
    for number in range(SUPPORTS):
        support(session, cast.discussion, ben, 1, wanted=number % 2 == 0, now=cast.at(2))

    def once_more(session: Session, who: Registration, after: float) -> None:
        support(session, cast.discussion, who, 1, wanted=True, now=cast.at(after))

    assert refusals(session, once_more, ben, 3) == {
        None: "That was often. Please wait a few minutes before you press again."
    }
    once_more(session, citra, 3)
    once_more(session, ben, 13)
    assert [one.supports for one in questions_for_all(session, cast.discussion)] == [2]


def test_what_somebody_asked_and_supported_is_theirs_to_see_and_goes_with_them(session: Session) -> None:
    cast = a_stage(session)
    ana, ben = (registered(session, cast.discussion, name) for name in ("Ana", "Ben"))
    for one, other, text in ((ana, ben, "Who pays?"), (ben, ana, "Who gains?")):
        ask(session, cast.discussion, one, text, is_anonymous=True, now=cast.at(1))
        number = session.exec(select(Question.id).where(Question.text == text)).one()
        support(session, cast.discussion, other, number or 0, wanted=True, now=cast.at(2))
    person = session.get_one(Person, ana.person_id)

    held = held_about(session, person)
    assert ([row["text"] for row in held["question"]], len(held["support"])) == (["Who pays?"], 1)

    erase(session, person, NOW)
    assert (session.exec(select(Question.text)).all(), session.exec(select(Support)).all()) == (["Who gains?"], [])

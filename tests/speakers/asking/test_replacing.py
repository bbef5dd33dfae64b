"""A no with words, somebody else instead, and those of the discussion before."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from events.agenda import items_of
from foundation.people import Person, Role
from speakers.asking.earlier import ask_from_before, to_ask_again
from speakers.asking.models import Regret
from speakers.asking.regrets import Words, decline_saying
from speakers.asking.replacing import ask_instead
from speakers.engagements import decline
from speakers.invitations import Invitation
from speakers.models import Answer
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import FRIDAY, NOW, WEDNESDAY, a_discussion, a_series, accepted, asked, refusals

DEWI = Invitation(role=Role.RESOURCE_PERSON, full_name="Dewi", email="dewi@union.example")
LATER = NOW + timedelta(hours=3)


@pytest.mark.parametrize("says_no_first", [False, True])
def test_whoever_is_asked_instead_takes_slot_and_rows(session: Session, says_no_first: bool) -> None:
    discussion = a_discussion(session)
    rudi = accepted(session, discussion, "Rudi", minutes_offered=20)
    rows = [SlotRow(kind="presentation", minutes=20, presenter=rudi.id), SlotRow(kind="panel", minutes=20),
            SlotRow(kind="questions", minutes=10, presenter=rudi.id)]  # fmt: skip
    plan_agenda(session, discussion, rows, NOW)
    if says_no_first:
        decline(session, rudi, NOW)

    dewi = ask_instead(session, rudi, DEWI, LATER, words="The panel is smaller now.")

    session.expire_all()
    assert [item.presenter_id for item in items_of(session, discussion)] == [dewi.person_id, None, dewi.person_id]
    assert (dewi.answer, dewi.minutes_offered) == (Answer.ASKED, 20)
    assert (rudi.answer, rudi.parting_words) == (
        (Answer.DECLINED, "") if says_no_first else (Answer.WITHDRAWN, "The panel is smaller now.")
    )


def test_a_chair_is_replaced_in_one_step_and_nobody_goes_when_it_is_refused(session: Session) -> None:
    discussion = a_discussion(session)
    citra = accepted(session, discussion, "Citra", Role.CHAIR)
    nameless = Invitation(role=Role.CHAIR, full_name="", email="x@union.example")

    refused = refusals(session, ask_instead, citra, nameless, LATER)
    ask_instead(session, citra, Invitation(role=Role.CHAIR, full_name="Dewi", email="dewi@union.example"), LATER)

    assert refused == {"full_name": "Please write your name. A single name is fine."}
    assert [(one.full_name, one.role) for one in active_engagements(session, discussion)] == [("Dewi", Role.CHAIR)]


def test_a_no_may_say_why_and_whom_to_ask(session: Session) -> None:
    rudi = asked(session, a_discussion(session), "Rudi")

    half = refusals(session, decline_saying, rudi, Words(suggested_name="Dewi"), NOW)
    decline_saying(
        session, rudi, Words(reason="A congress.", suggested_name="Dewi", suggested_contact="0812 3456 7890"), NOW
    )

    assert half == {"suggested_contact": "How can this person be reached? An email address or a phone number."}
    said = session.exec(select(Regret.reason, Regret.suggested_name, Regret.suggested_contact)).one()
    assert (rudi.answer, tuple(said)) == (Answer.DECLINED, ("A congress.", "Dewi", "+6281234567890"))


def test_minutes_are_offered_up_to_the_limit_of_the_series(session: Session) -> None:
    discussion = a_discussion(session, series=a_series(session, presentation_limit_minutes=15))

    assert refusals(session, asked, discussion, "Rudi", minutes_offered=16) == {
        "minutes_offered": "A presentation takes at most 15 minutes."
    }


def test_the_letters_to_a_president_go_to_who_answers(session: Session) -> None:
    said = asked(session, a_discussion(session), "Presiden", email="sekretaris@union.example", assistant="Wati")

    assert (said.full_name, said.assistant, session.get_one(Person, said.person_id).email) == (
        "Presiden", "Wati", "sekretaris@union.example"
    )  # fmt: skip


def test_those_of_the_discussion_before_are_asked_in_the_same_roles(session: Session) -> None:
    series = a_series(session)
    first, second = a_discussion(session, WEDNESDAY, series=series), a_discussion(session, FRIDAY, series=series)
    accepted(session, first, "Citra", Role.CHAIR, organisation="ILO")
    asked(session, first, "Rudi")
    decline(session, asked(session, first, "Dewi"), NOW)
    asked(session, second, "Rudi", Role.OBSERVER)

    choices = to_ask_again(session, second)
    none = refusals(session, ask_from_before, second, [], LATER)
    ask_from_before(session, second, [str(one.id) for one, _ in choices], LATER)

    assert [one.full_name for one, _ in choices] == ["Citra"]
    assert none == {"people": "Choose at least one person."}
    assert [(one.full_name, one.role, one.organisation, one.answer) for one in active_engagements(session, second)] == [
        ("Citra", Role.CHAIR, "ILO", Answer.ASKED), ("Rudi", Role.OBSERVER, "", Answer.ASKED)
    ]  # fmt: skip

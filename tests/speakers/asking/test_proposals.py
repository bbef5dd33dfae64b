"""Another time instead of a yes or a no: what is refused, and what the organisers make of it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.people import Role
from speakers.asking.models import Proposal
from speakers.asking.proposals import keep, open_proposals, propose, take
from speakers.engagements import accept, decline
from speakers.models import Answer, Engagement
from tests.builders import DILI, FRIDAY, NOW, THURSDAY, WEDNESDAY, a_discussion, accepted, asked, refusals

LATER = NOW + timedelta(hours=3)


def test_the_time_taken_is_a_yes_and_moves_the_discussion(session: Session) -> None:
    discussion = a_discussion(session)
    rudi = asked(session, discussion, "Rudi", timezone=DILI)

    propose(session, rudi, NOW, wall=THURSDAY, sentence=" I teach  on Wednesdays. ")
    found = open_proposals(session, discussion)
    take(session, rudi, LATER)

    proposal = found[rudi.person_id]
    assert (proposal.starts_at_local, proposal.timezone, proposal.sentence, proposal.number) == (
        THURSDAY, DILI, "I teach on Wednesdays.", 1
    )  # fmt: skip
    assert (discussion.starts_at_local, discussion.moves, discussion.refusals) == (THURSDAY.replace(hour=12), 1, 1)
    assert (rudi.answer, rudi.answered_at, open_proposals(session, discussion)) == (Answer.ACCEPTED, LATER, {})


def test_the_time_kept_leaves_the_question_open(session: Session) -> None:
    discussion, rudi = _asked(session)
    propose(session, rudi, NOW, wall=THURSDAY)

    keep(session, rudi, LATER)

    row = session.exec(select(Proposal)).one()
    assert (row.settled_at, row.is_kept, rudi.answer, rudi.attention) == (LATER, True, Answer.ASKED, True)
    assert (discussion.starts_at_local, open_proposals(session, discussion)) == (WEDNESDAY, {})


def test_a_no_may_become_another_time_and_that_a_yes(session: Session) -> None:
    discussion, rudi = _asked(session)
    decline(session, rudi, NOW)

    propose(session, rudi, LATER, wall=FRIDAY)
    reopened = rudi.answer, rudi.answered_at
    accept(session, rudi, LATER)

    assert (reopened, rudi.answer, open_proposals(session, discussion)) == (
        (Answer.ASKED, None), Answer.ACCEPTED, {}
    )  # fmt: skip


@pytest.mark.parametrize(("wall", "said"), [
    (None, {"date": "Please choose a day and an hour."}),
    (datetime(2027, 1, 20, 10), {"date": "This time is past. Please choose a later one."}),
    (datetime(2028, 4, 1, 10), {"date": "This is more than a year ahead. Please choose an earlier time."}),
    (datetime(2027, 2, 24, 2), {
        "hour": "This is at night on your clock. Please choose an hour between 6:00 and 22:00.",
    }),
    (WEDNESDAY, {"date": "This is the time that is planned. If it suits you, say yes."}),
])  # fmt: skip
def test_an_absurd_time_is_refused_in_words(session: Session, wall: datetime | None, said: dict[str, str]) -> None:
    _, rudi = _asked(session)

    assert refusals(session, propose, rudi, NOW, wall=wall) == said


def test_a_time_at_which_another_speaker_is_elsewhere_is_not_taken(session: Session) -> None:
    discussion, rudi = _asked(session)
    accepted(session, discussion, "Citra", Role.CHAIR)
    accepted(session, a_discussion(session, THURSDAY, title="Elsewhere"), "Citra", Role.CHAIR)
    propose(session, rudi, NOW, wall=THURSDAY)

    assert refusals(session, take, rudi, LATER) == {
        "starts_at_local": "Citra has a role in “Elsewhere” at the same time."
    }


def test_a_proposal_about_another_date_is_settled_by_the_move(session: Session) -> None:
    discussion, rudi = _asked(session)
    sari = asked(session, discussion, "Sari")
    propose(session, sari, NOW, wall=FRIDAY)
    propose(session, rudi, NOW, wall=THURSDAY)

    take(session, rudi, NOW)

    assert refusals(session, take, sari, LATER) == {None: "This proposal is settled already."}


def test_who_has_agreed_says_first_that_they_cannot(session: Session) -> None:
    rudi = accepted(session, a_discussion(session), "Rudi")

    assert refusals(session, propose, rudi, NOW, wall=THURSDAY) == {
        "date": "You have agreed to come. Say first that you cannot, then propose another time."
    }


def _asked(session: Session) -> tuple[Discussion, Engagement]:
    discussion = a_discussion(session)
    return discussion, asked(session, discussion, "Rudi")

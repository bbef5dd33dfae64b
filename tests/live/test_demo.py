"""The demo's past is filled: whoever opens a console, a wall or the page of the run finds what was held."""

import pytest
from sqlmodel import Session, func, select

from events.models import Discussion
from live.demo import hold_demo
from live.left_open import left_open
from live.models import Act, Question, RecordedItem, Signal, Support, TechnicalInput
from live.record import record_of
from registrations.demo import SERIES, load_demo
from tests.builders import NOW, every_row


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_has_ended_was_held_and_what_lies_ahead_was_not(session: Session) -> None:
    load_demo(session, NOW)
    hold_demo(session, SERIES, NOW)

    discussions = session.exec(select(Discussion).order_by(Discussion.number)).all()  # type: ignore[arg-type]
    assert [record_of(session, one) is not None for one in discussions] == [True] * 2 + [False] * 6
    counted = {table: session.exec(select(func.count()).select_from(table)).one() for table in
               (Act, Question, Support, Signal, TechnicalInput, RecordedItem)}  # fmt: skip
    assert counted == {Act: 17, Question: 12, Support: 30, Signal: 2, TechnicalInput: 4, RecordedItem: 15}
    assert [len(left_open(session, one, NOW)) for one in discussions[:3]] == [2, 2, 0]
    assert session.exec(select(func.max(Act.at))).one() <= NOW

    before = every_row(session)
    hold_demo(session, SERIES, NOW)
    assert every_row(session) == before

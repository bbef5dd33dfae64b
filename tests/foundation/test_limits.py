"""Limits counted in the database: they hold over restarts, machines and simultaneous spenders."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from foundation.database import Database
from foundation.limits import Spent, spend
from foundation.refusals import TooMany
from tests.builders import NOW, at_once

TOO_MANY = "Too many attempts from here. Please wait a few minutes and try again."
QUARTER = timedelta(minutes=15)


def test_what_is_allowed_passes_and_one_more_is_refused(session: Session) -> None:
    for _ in range(5):
        spend(session, "sign-in ana", NOW, allowed=5, per=QUARTER)

    with pytest.raises(TooMany, match=TOO_MANY):
        spend(session, "sign-in ana", NOW, allowed=5, per=QUARTER)
    spend(session, "sign-in budi", NOW, allowed=5, per=QUARTER)


def test_the_next_window_begins_from_nothing(session: Session) -> None:
    spend(session, "links", NOW, allowed=1, per=QUARTER)

    spend(session, "links", NOW + QUARTER, allowed=1, per=QUARTER)

    counted = session.exec(select(Spent.times, Spent.window_at).order_by(Spent.window_at)).all()  # type: ignore[arg-type]
    assert counted == [(1, NOW), (1, NOW + QUARTER)]


def test_those_who_spend_at_once_cannot_spend_more_together(database: Database) -> None:
    def once(session: Session) -> None:
        spend(session, "links", NOW, allowed=7, per=QUARTER)

    outcomes = at_once(database, [once] * 20)

    assert (outcomes.count(None), outcomes.count(TOO_MANY)) == (7, 13)

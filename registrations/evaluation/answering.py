"""Answering once, so that nobody can say whose answer it is: that this registration has answered stands in one table,
what was answered in others, in an order and under numbers that chance alone has made (decisions/0042)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, select

from events.models import Discussion
from events.queries import hold
from foundation.database import insert_in
from foundation.languages import say
from foundation.people import clean_lines
from foundation.refusals import Conflict, Refused
from registrations.evaluation.closing import is_open
from registrations.evaluation.models import REMARK_LIMIT, Evaluated, Opinion, Remark
from registrations.evaluation.questions import ITEMS, OPEN, SCALE
from registrations.models import Group, Registration, Sex


class Standing(StrEnum):
    """Where somebody stands with the evaluation of a discussion."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT = "not"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Each may be left out, but not all."""

    ratings: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    sex: Sex | None = None
    group: Group | None = None


def standing(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> Standing:
    """Asked are those who held a seat to the end."""
    if session.get(Evaluated, registration.id) is not None:
        return Standing.ANSWERED
    return Standing.OPEN if registration.is_confirmed and is_open(session, discussion, now) else Standing.NOT


def answer(
    session: Session, discussion: Discussion, registration: Registration, answers: Answers, *, now: datetime
) -> None:  # fmt: skip
    """Refused the second time, before the end, and when it is over."""
    hold(session, discussion)
    stands = standing(session, discussion, registration, now)
    if stands is Standing.ANSWERED:
        raise Conflict(say("You have answered already. Thank you."))
    if stands is Standing.NOT:
        raise Conflict(say(
            "These questions are open from the end of the discussion, for seven days or until the organisers close "
            "them."
        ))  # fmt: skip
    remarks = _remarks(answers.remarks)
    ratings = {name: mark for name, mark in answers.ratings.items() if name in ITEMS and mark in SCALE}
    if not ratings and not remarks:
        raise Refused(say("Please answer at least one question."), next(iter(ITEMS)))
    assert registration.id is not None and discussion.id is not None, "stored rows have a number"
    session.add(Evaluated(registration_id=registration.id))
    session.add(Opinion(id=_by_chance(), discussion_id=discussion.id, ratings=ratings, sex=answers.sex,
                        group=answers.group))  # fmt: skip
    session.add_all(Remark(id=_by_chance(), discussion_id=discussion.id, question=name, text=text)
                    for name, text in remarks.items())  # fmt: skip
    session.flush()
    for table in (Opinion, Remark):
        _shuffle(session, table, discussion)


def _remarks(written: Mapping[str, str]) -> dict[str, str]:
    remarks = {name: clean_lines(written.get(name, "")) for name in OPEN}
    for name, text in remarks.items():
        if len(text) > REMARK_LIMIT:
            raise Refused(say("Please write at most {limit} characters.", limit=REMARK_LIMIT), name)
    return {name: text for name, text in remarks.items() if text}


def _shuffle(session: Session, table: type[SQLModel], discussion: Discussion) -> None:
    """PostgreSQL keeps rows where they came, and with each the transaction that wrote it: so all of a discussion are
    written anew, in the order of chance. SQLite has them in that order anyhow (models.py)."""
    if session.get_bind().dialect.name != "postgresql":
        return
    rows = SQLModel.metadata.tables[str(table.__tablename__)]
    here = rows.c.discussion_id == discussion.id
    found = [dict(row) for row in session.execute(select(*rows.c).where(here).order_by(rows.c.id)).mappings()]
    session.execute(delete(rows).where(here))
    if found:
        session.connection().execute(insert_in("postgresql")(rows), found)
    session.expire_all()


def _by_chance() -> str:
    return secrets.token_hex(16)

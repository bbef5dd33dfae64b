"""Consent to news of the next discussions: of a person, whatever registration it was given with. It is withdrawn as
easily as it was given (domain.md, Law and privacy); rows are only added, and the last one holds."""

import hmac
import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col, select

from foundation import links
from foundation.people import Person
from registrations.models import Consent, Purpose, Registration
from registrations.register import WORDING

PURPOSE = "news"
TOKEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{24})", re.ASCII)
"""The number of the person, and the proof that the link is ours. No column keeps it: it works as long as the person is
kept and the key is the same."""


def news_path(session: Session, person_id: int) -> str:
    """`/news/…`: where this person unsubscribes, without signing in."""
    return f"/news/{person_id}-{links.token(session, PURPOSE, person_id)}"


def reader_behind(session: Session, token: str) -> Person | None:
    """Whose link it is; None when it is none of ours."""
    found = TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(links.token(session, PURPOSE, int(found[1])), found[2]):
        return None
    person = session.get(Person, int(found[1]))
    return None if person is None or person.is_gone else person


def agreed_to_news(person_id: SQLCoreOperations[Any], by: datetime) -> ColumnElement[bool]:
    """Whether what the person last said about news, on any form, is yes, and was said by then."""
    said = aliased(Consent)
    is_last = col(said.id) == _last_said(person_id)
    return select(said.id).where(is_last, col(said.given), col(said.at) <= by).correlate_except(said).exists()


def wants_news(session: Session, person: Person) -> bool:
    last = _last_answer(session, person)
    return last is not None and last.given


def withdraw_news(session: Session, person: Person, now: datetime) -> None:
    """No more news; twice is once. What has not left yet does not leave."""
    _answer(session, person, now, given=False)


def agree_again(session: Session, person: Person, now: datetime) -> None:
    """Take back a withdrawal. Who never agreed is not made to: that is done on the form, with its sentence."""
    _answer(session, person, now, given=True)


def _answer(session: Session, person: Person, now: datetime, *, given: bool) -> None:
    session.refresh(person, with_for_update=True)
    last = _last_answer(session, person)
    if last is None or last.given == given:
        return
    session.add(Consent(
        registration_id=last.registration_id, purpose=Purpose.NEWS, given=given, wording=WORDING,
        language=person.language, channel="link", at=now,
    ))  # fmt: skip
    session.flush()


def _last_answer(session: Session, person: Person) -> Consent | None:
    return session.exec(select(Consent).where(col(Consent.id) == _last_said(person.id))).one_or_none()


def _last_said(person_id: SQLCoreOperations[Any] | int | None) -> ScalarSelect[Any]:
    """The number of the last answer. Tables by other names: those of the statement around it stay apart."""
    said, of = aliased(Consent), aliased(Registration)
    last = select(func.max(said.id)).join(of, col(of.id) == said.registration_id)
    last = last.where(of.person_id == person_id, said.purpose == Purpose.NEWS)
    return last.correlate_except(said, of).scalar_subquery()

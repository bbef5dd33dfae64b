"""Which kept letters an organiser may read: those about discussions of their office, and those to themselves.

A letter is known by its Message-ID, made from the number of its delivery. Sign-in links of others are never shown.
"""

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.refusals import Missing
from foundation.sign_in import Desk
from notifications.delivery_marks import mark
from notifications.kept_letters import KeptLetter
from notifications.models import NO_DISCUSSION, Delivery


def letters_of_desk(session: Session, desk: Desk, kept: Sequence[KeptLetter]) -> list[KeptLetter]:
    """Those of `kept` that this organiser may read, in the same order."""
    own = _marks(session, desk) if kept else frozenset()
    return [letter for letter in kept if _mark(letter.message_id) in own]


def refuse_foreign(session: Session, desk: Desk, letter: KeptLetter) -> None:
    """Another's letter looks like none at all."""
    if _mark(letter.message_id) not in _marks(session, desk):
        raise Missing


def _marks(session: Session, desk: Desk) -> frozenset[str]:
    of_office = select(Discussion.id).join(Series).where(Series.office_id == desk.office.id)
    to_myself = (col(Delivery.discussion_id) == NO_DISCUSSION) & (col(Delivery.person_id) == desk.person.id)
    numbers = session.exec(
        select(Delivery.id).where(or_(col(Delivery.discussion_id).in_(of_office), to_myself))
    ).all()  # fmt: skip
    secret_key = str(session.info["secret_key"])
    return frozenset(mark(secret_key, number) for number in numbers if number is not None)


def _mark(message_id: str) -> str:
    return message_id.strip().removeprefix("<").partition("@")[0]

"""Which kept letters an organiser may read: those about discussions of their office, and those to themselves.

A letter is known by its Message-ID, made from the number of its delivery. Sign-in links of others are never shown.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.refusals import Missing
from foundation.sign_in import Desk
from notifications.delivery_marks import marked_delivery
from notifications.kept_letters import KeptLetter
from notifications.models import NO_DISCUSSION, Delivery


def letters_of_desk(session: Session, desk: Desk, kept: Sequence[KeptLetter]) -> list[KeptLetter]:
    """Those of `kept` that this organiser may read, in the same order."""
    numbers = [_number(session, letter) for letter in kept]
    own = _own(session, desk, {number for number in numbers if number is not None})
    return [letter for letter, number in zip(kept, numbers, strict=True) if number in own]


def refuse_foreign(session: Session, desk: Desk, letter: KeptLetter) -> None:
    """Another's letter looks like none at all."""
    if not letters_of_desk(session, desk, [letter]):
        raise Missing


def _own(session: Session, desk: Desk, numbers: Collection[int]) -> set[int | None]:
    """Of these messages, however many there are beside them."""
    of_office = select(Discussion.id).join(Series).where(Series.office_id == desk.office.id)
    to_myself = (col(Delivery.discussion_id) == NO_DISCUSSION) & (col(Delivery.person_id) == desk.person.id)
    mine = or_(col(Delivery.discussion_id).in_(of_office), to_myself)
    return set(session.exec(select(Delivery.id).where(col(Delivery.id).in_(numbers), mine)).all())


def _number(session: Session, letter: KeptLetter) -> int | None:
    """Of its message; None when we did not write it."""
    mark = letter.message_id.strip().removeprefix("<").partition("@")[0]
    return marked_delivery(str(session.info["secret_key"]), mark)

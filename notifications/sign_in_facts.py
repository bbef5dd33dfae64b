"""What the letter with a way in to the desk is written from."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from foundation.people import Person
from foundation.sign_in import SignIn, code_of, token_of
from notifications.kinds import LOGIN
from notifications.models import Delivery


@dataclass(frozen=True, kw_only=True)
class SignInFacts:
    """A way in to the desk: a link and a code."""

    delivery_id: int
    kind: str
    person: Person
    path: str
    code: str
    expires_at: datetime


def sign_in_facts(session: Session, delivery: Delivery) -> SignInFacts:
    asked = session.get_one(SignIn, delivery.occasion)
    assert delivery.id is not None, "flushed rows have a number"
    return SignInFacts(
        delivery_id=delivery.id, kind=LOGIN, person=session.get_one(Person, delivery.person_id),
        path=f"/desk/sign-in/{token_of(session, asked)}", code=code_of(session, asked), expires_at=asked.expires_at,
    )  # fmt: skip

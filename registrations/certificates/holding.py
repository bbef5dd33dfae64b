"""What the holder of a certificate may do: let others see the name, take that back, ask for another name.

Of somebody known by a phone number alone the link may be in the hands of a stranger who typed the number
(decisions/0005): whoever uses it writes the name that was registered first.
"""

from datetime import datetime

from sqlmodel import Session, select

from events.models import Discussion
from foundation.languages import say
from foundation.people import Person, checked_name, clean_text
from foundation.refusals import Conflict, Refused
from registrations.certificates.models import Certificate
from registrations.models import Registration
from speakers.models import Engagement

NAME = "full_name"


def must_say_name(person: Person, certificate: Certificate) -> bool:
    return person.email is None and not person.is_gone and certificate.role == "participant"


def refuse_stranger(person: Person, certificate: Certificate, typed: str) -> None:
    """Whoever cannot say the name, where the link proves nothing."""
    if must_say_name(person, certificate) and not is_the_name(typed, certificate.full_name):
        raise Refused(say("This is not the name that was registered here."), NAME)


def is_the_name(typed: str, full_name: str) -> bool:
    """Whatever the capitals and spaces."""
    return clean_text(typed).casefold() == clean_text(full_name).casefold()


def show_name(session: Session, certificate: Certificate, now: datetime) -> None:
    """Whoever has the code sees the name from now on."""
    if not certificate.is_valid or not certificate.full_name:
        raise Conflict(say("There is no name to be shown."))
    certificate.shown_at = certificate.shown_at or now
    session.flush()


def hide_name(session: Session, certificate: Certificate) -> None:
    """Nobody sees it any more; and where everything else about the person is forgotten, it goes for good."""
    certificate.shown_at = None
    if _is_forgotten(session, certificate):
        certificate.full_name = ""
    session.flush()


def wish_name(session: Session, certificate: Certificate, wished: str, now: datetime) -> None:
    """Ask the organisers for another name; the last wish counts. They hear of it on the morning after."""
    if not certificate.is_valid or not certificate.full_name:
        raise Conflict(say("The name on this certificate cannot be changed any more."))
    name = checked_name(wished, "wished_name")
    if name == certificate.full_name:
        raise Refused(say("This is the name that stands on it."), "wished_name")
    certificate.wished_name, certificate.wished_at, certificate.wish_refused = name, now, ""
    session.get_one(Discussion, certificate.discussion_id).attention_at = now
    session.flush()


def _is_forgotten(session: Session, certificate: Certificate) -> bool:
    """Neither registered nor asked to speak any more."""
    return not any(
        session.exec(select(table.id).where(table.discussion_id == certificate.discussion_id,
                                            table.person_id == certificate.person_id)).first()
        for table in (Registration, Engagement)
    )  # fmt: skip


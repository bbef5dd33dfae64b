"""The first organiser: whoever holds the link that the program printed while there was nobody to sign in."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from sqlmodel import Session, select

from foundation import links
from foundation.languages import say
from foundation.people import Office, Person, checked_email, checked_name, clean_text
from foundation.refusals import Missing, Refused, SeveralRefused
from foundation.sign_in import Organiser, add_organiser
from foundation.zones import zone

OFFICE_NAME_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Founding:
    """Who begins, and the office they begin."""

    email: str
    full_name: str
    office_name: str
    timezone: str
    language: str


def welcome_path(secret_key: str) -> str:
    """Where the first organiser begins; the program prints it as long as `is_nobody_here`."""
    return f"/desk/welcome/{_welcome_token(secret_key)}"


def is_nobody_here(session: Session) -> bool:
    return session.exec(select(Organiser.person_id).limit(1)).first() is None


def refuse_late_comers(session: Session, token: str) -> None:
    """Missing for a wrong token, and for everybody once there is an organiser."""
    if not _is_welcome(session, token) or not is_nobody_here(session):
        raise Missing


def has_begun(session: Session, token: str) -> bool:
    """Whoever holds the link has used it, or somebody before them: a bookmark, or the way back."""
    return _is_welcome(session, token) and not is_nobody_here(session)


def found_office(session: Session, founding: Founding, now: datetime) -> Person:
    """The office and its first organiser. An office that is there already, with nobody in it, takes this name."""
    office_name = _checked(founding)
    office = empty_office(session) or Office(name=office_name, timezone=founding.timezone)
    office.name, office.timezone = office_name, founding.timezone
    session.add(office)
    session.flush()
    person = add_organiser(session, founding.email, office, now, full_name=checked_name(founding.full_name))
    person.language, person.timezone = founding.language, founding.timezone
    session.flush()
    return person


def empty_office(session: Session) -> Office | None:
    """The office that was loaded before anybody came, if any."""
    return session.exec(select(Office).order_by(Office.id).limit(1)).first()  # type: ignore[arg-type]


def _is_welcome(session: Session, token: str) -> bool:
    expected = _welcome_token(str(session.info["secret_key"]))
    return compare_digest(token.encode(), expected.encode())


def _welcome_token(secret_key: str) -> str:
    return links.keyed(secret_key, "first organiser", 0)


def _checked(founding: Founding) -> str:
    wrongs: list[Refused] = []
    for check, value in (
        (checked_email, founding.email), (checked_name, founding.full_name), (_checked_office, founding.office_name),
        (zone, founding.timezone),
    ):  # fmt: skip
        try:
            check(value)
        except Refused as refusal:
            wrongs.append(refusal)
    if wrongs:
        raise SeveralRefused(wrongs)
    return clean_text(founding.office_name)


def _checked_office(name: str) -> None:
    if not clean_text(name):
        raise Refused(say("Please write the name of your office."), "office_name")
    if len(clean_text(name)) > OFFICE_NAME_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=OFFICE_NAME_LIMIT), "office_name")

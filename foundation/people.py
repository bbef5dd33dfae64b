"""People and the offices that invite them. A person is known by one contact, never by a name (product.md, rule 8)."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, select

from foundation.database import Instant
from foundation.languages import say
from foundation.refusals import Refused

NAME_LIMIT, EMAIL_LIMIT = 120, 254


class Role(StrEnum):
    """What a person is in one discussion, from the first to be addressed to the last."""

    CHAIR = "chair"
    RESOURCE_PERSON = "resource_person"
    OBSERVER = "observer"
    PARTICIPANT = "participant"


class Office(SQLModel, table=True):
    """A country office: owns series, has organisers."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200, unique=True)
    timezone: str = Field(max_length=64)


class Person(SQLModel, table=True):
    """Somebody who may hear from us."""

    __table_args__ = (CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="contact"),)

    id: int | None = Field(default=None, primary_key=True)
    contact: str = Field(max_length=320, unique=True)
    """What identifies this person: `mailto:` and the folded address, or else `tel:` and the digits."""
    full_name: str = Field(max_length=NAME_LIMIT)
    """As first typed; what a registration or an engagement shows is kept there."""
    email: str | None = Field(default=None, max_length=EMAIL_LIMIT)
    phone: str | None = Field(default=None, max_length=40)
    language: str = Field(max_length=8)
    timezone: str = Field(max_length=64)
    discreet: bool = False
    """Wants neutral titles and subjects: a work calendar is seen by the employer (domain.md)."""
    known_at: datetime | None = Field(default=None, sa_type=Instant)
    """When this person first acted through a letter of ours. Before, a stranger may have typed the address."""
    address_refused: str | None = Field(default=None, max_length=500)
    """Why the mail server refuses the address for good; nothing is sent to it any more."""
    created_at: datetime = Field(sa_type=Instant)


def clean_text(text: str) -> str:
    """One line: control and invisible characters dropped, runs of white space folded, Unicode in form NFC."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Zl", "Zp")).strip()


def checked_name(text: str, field: str = "full_name") -> str:
    """One field, one visible character is enough, any script (product.md, rule 8)."""
    name = clean_text(text)
    if not any(unicodedata.category(c)[0] in "LNSP" for c in name):
        raise Refused(say("Please write your name. A single name is fine."), field)
    if len(name) > NAME_LIMIT:
        raise Refused(say("A name can have {limit} characters at most.", limit=NAME_LIMIT), field)
    return name


def checked_email(text: str, field: str = "email") -> str:
    """The address as typed, without white space around it. Only the post can tell whether it exists."""
    address = text.strip()
    local, at, domain = address.rpartition("@")
    odd = any(c.isspace() or unicodedata.category(c) == "Cc" or c in '<>()[],;:"\\' for c in address)
    if not (local and at and "." in domain.strip(".")) or ".." in address or odd or len(local.encode()) > 64:
        raise Refused(say("Please enter a valid email address."), field)
    if len(address) > EMAIL_LIMIT or domain.startswith((".", "-")) or domain.endswith((".", "-")):
        raise Refused(say("Please enter a valid email address."), field)
    return address


def checked_phone(text: str, field: str = "phone") -> str:
    """A number in international form, `+` and digits. A leading 0 is read as Indonesian (+62)."""
    digits = re.sub(r"[\s().\-/]", "", unicodedata.normalize("NFKC", text))
    digits = "+" + digits[2:] if digits.startswith("00") else "+62" + digits[1:] if digits.startswith("0") else digits
    digits = digits if digits.startswith("+") else "+" + digits
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        raise Refused(say("Please enter a phone number with its country code, such as +62 812 3456 7890."), field)
    return digits


def contact_of(email: str | None, phone: str | None) -> str:
    """The one key a person is found by. The domain of an address is folded, and so is the local part: nobody tells
    two people apart by capitals."""
    if email:
        local, _, domain = email.rpartition("@")
        return f"mailto:{local.casefold()}@{domain.casefold()}"
    return f"tel:{phone}"


def find_person(session: Session, email: str | None, phone: str | None) -> Person | None:
    return session.exec(select(Person).where(Person.contact == contact_of(email, phone))).one_or_none()


def person_for(
    session: Session, *, full_name: str, email: str | None, phone: str | None, language: str, timezone: str,
    now: datetime, discreet: bool = False,
) -> Person:  # fmt: skip
    """The person with this contact, made if new. What is kept of a known person is not overwritten: anybody can type
    an address. The caller has checked every value."""
    person = find_person(session, email, phone)
    if person is None:
        person = Person(
            contact=contact_of(email, phone), full_name=full_name, email=email, phone=phone, language=language,
            timezone=timezone, discreet=discreet, created_at=now,
        )  # fmt: skip
        session.add(person)
        session.flush()
    return person

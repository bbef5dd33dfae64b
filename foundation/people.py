"""People and the offices that invite them. A person is known by one contact, never by a name (product.md, rule 8)."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import CheckConstraint, bindparam, func
from sqlmodel import Field, Session, SQLModel, select

from foundation.database import Instant, insert_in, insert_missing
from foundation.languages import say
from foundation.prepared import Prepared
from foundation.refusals import Conflict, Refused

GONE, NOBODY = "gone:", "–"
"""What stands in place of contact and name when somebody was erased."""
NAME_LIMIT, EMAIL_LIMIT, PHONE_LIMIT = 120, 254, 40
LONGEST_TEXT = 10_000
"""Twice the longest field. The rest is cut before it is read: bringing accents in order takes the square of their
number, and a megabyte of them would stop the program for minutes."""
JOINERS = "\u200c\u200d"
"""Invisible, and part of words in some scripts and of emoji."""
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing."""


class Role(StrEnum):
    """What a person is in one discussion, from the first to be addressed to the last."""

    CHAIR = "chair"
    RESOURCE_PERSON = "resource_person"
    OBSERVER = "observer"
    PARTICIPANT = "participant"


class Sex(StrEnum):
    """As somebody says it of themselves."""

    WOMAN = "woman"
    MAN = "man"
    UNDISCLOSED = "undisclosed"


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

    @property
    def is_gone(self) -> bool:
        """Was erased: the row keeps its number from being given to somebody else."""
        return self.contact.startswith(GONE)


class MergedPerson(SQLModel, table=True):
    """Two rows were one person: whoever is known by the contact of the first is the second from then on."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE",
                           sa_column_kwargs={"autoincrement": False})  # fmt: skip
    into_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    at: datetime = Field(sa_type=Instant)


BY_CONTACT = select(Person).where(Person.contact == bindparam("contact"))
_PERSON_TABLE = SQLModel.metadata.tables["person"]
_PERSON = _PERSON_TABLE.c
_MERGED = SQLModel.metadata.tables["mergedperson"].c
KNOWN_BY = func.coalesce(_MERGED.into_id, _PERSON.id)
"""The number of the person behind a row, in a statement that joins `MERGED`."""
MERGED = (SQLModel.metadata.tables["mergedperson"], _MERGED.person_id == _PERSON.id)
NUMBER = Prepared(lambda _: select(KNOWN_BY).select_from(_PERSON_TABLE).outerjoin(*MERGED)
                  .where(_PERSON.contact == bindparam("contact")))  # fmt: skip


ADD_PEOPLE = Prepared(
    lambda dialect: insert_in(dialect)(_PERSON_TABLE).on_conflict_do_nothing(index_elements=["contact"]),
    "contact", "full_name", "email", "phone", "language", "timezone", "discreet", "created_at",
)  # fmt: skip
AT_ONCE = 500
"""Rows looked up with one question."""


def clean_text(text: str) -> str:
    """One line: control and invisible characters dropped, runs of white space folded, Unicode in form NFC."""
    return re.sub(r"\s+", " ", _visible(text)).strip()


def clean_lines(text: str) -> str:
    """As `clean_text`, but line by line; empty lines between stay."""
    return "\n".join(map(clean_text, text[:LONGEST_TEXT].splitlines())).strip("\n")


def checked_name(text: str, field: str = "full_name") -> str:
    """One field, one visible character is enough, any script (product.md, rule 8)."""
    name = clean_text(text)
    if not any(unicodedata.category(c)[0] in "LNSP" and c not in BLANK for c in name):
        raise Refused(say("Please write your name. A single name is fine."), field)
    if len(name) > NAME_LIMIT:
        raise Refused(say("A name can have {limit} characters at most.", limit=NAME_LIMIT), field)
    return name


def checked_email(text: str, field: str = "email") -> str:
    """The address as typed, without white space around it. Only the post can tell whether it exists."""
    address = text.strip()
    if not _is_address(address):
        raise Refused(say("Please enter a valid email address."), field)
    return address


def checked_phone(text: str, field: str = "phone") -> str:
    """A number in international form, `+` and digits. Without country code it is read as it is written in Indonesia
    (0812 or 812 …) or in Timor-Leste (eight digits that begin with 7); anything else is refused, not guessed."""
    typed = text.strip()
    digits = re.sub(r"[\s().\-/]", "", unicodedata.normalize("NFKC", typed[:PHONE_LIMIT]))
    digits = "+" + digits[2:] if digits.startswith("00") else "+62" + digits[1:] if digits.startswith("0") else digits
    digits = _country_code(digits) + digits
    if len(typed) > PHONE_LIMIT or not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        raise Refused(say("Please enter a phone number with its country code, such as +62 812 3456 7890."), field)
    return digits


def _country_code(digits: str) -> str:
    if re.fullmatch(r"8[0-9]{8,11}", digits):
        return "+62"
    if re.fullmatch(r"7[0-9]{7}", digits):
        return "+670"
    return "+" if digits.startswith(("62", "670")) else ""


def contact_of(email: str | None, phone: str | None) -> str:
    """The one key a person is found by. The domain of an address is folded, and so is the local part: nobody tells
    two people apart by capitals."""
    if email:
        local, _, domain = email.rpartition("@")
        return f"mailto:{local.casefold()}@{domain.casefold()}"
    return f"tel:{phone}"


def find_person(session: Session, email: str | None, phone: str | None) -> Person | None:
    return session.exec(BY_CONTACT, params={"contact": contact_of(email, phone)}).one_or_none()


class Told(TypedDict):
    """What is known of a person when they are first met; the caller has checked every value."""

    full_name: str
    email: str | None
    phone: str | None
    language: str
    timezone: str
    discreet: NotRequired[bool]
    now: datetime


def person_for(session: Session, **told: Unpack[Told]) -> Person:
    """The person with this contact, made if new. What is kept of a known person is not overwritten: anybody can type
    an address."""
    number, _ = number_of_person(session, **told)
    return session.get_one(Person, number)


def number_of_person(session: Session, **told: Unpack[Told]) -> tuple[int, bool]:
    """As `person_for`, where a number is enough; and whether the person is new."""
    contact = contact_of(told["email"], told["phone"])
    new = insert_missing(session, Person, "contact", {
        "contact": contact, "full_name": told["full_name"], "email": told["email"], "phone": told["phone"],
        "language": told["language"], "timezone": told["timezone"], "discreet": told.get("discreet", False),
        "created_at": told["now"],
    })  # fmt: skip
    if new is not None:
        return new, True
    known = NUMBER.first(session, {"contact": contact})
    assert known is not None, "what was not inserted is there"
    return int(known[0]), False


def numbers_of_people(session: Session, told: Sequence[Told]) -> list[int]:
    """As `number_of_person`, of thousands. Written in the order of contacts, whatever that of the list: two lists with
    the same people, brought at once, do not wait for each other."""
    contacts = [contact_of(one["email"], one["phone"]) for one in told]
    by_contact = dict(zip(reversed(contacts), reversed(told), strict=True))  # whoever stands there twice: the first
    ADD_PEOPLE.run(session, *({
        "contact": contact, "full_name": one["full_name"], "email": one["email"], "phone": one["phone"],
        "language": one["language"], "timezone": one["timezone"], "discreet": one.get("discreet", False),
        "created_at": one["now"],
    } for contact, one in sorted(by_contact.items())))  # fmt: skip
    found: dict[str, int] = {}
    behind, wanted = select(_PERSON.contact, KNOWN_BY).select_from(_PERSON_TABLE).outerjoin(*MERGED), list(by_contact)
    for begins in range(0, len(wanted), AT_ONCE):
        found |= dict(session.exec(behind.where(_PERSON.contact.in_(wanted[begins : begins + AT_ONCE]))).all())
    return [found[contact] for contact in contacts]


def change_email(session: Session, person: Person, email: str) -> None:
    """Another address, checked by the caller, that this person is known by from now on; what was known of the old one
    is forgotten. Refused when somebody else is known by it."""
    contact = contact_of(email, person.phone)
    other = session.exec(BY_CONTACT, params={"contact": contact}).one_or_none()
    if other is not None and other.id != person.id:
        raise Conflict(say("Another person is known by this address already."), "email")
    person.email, person.contact, person.address_refused = email, contact, None
    session.flush()


def _visible(text: str) -> str:
    """Without what no page shows, what turns the direction of a line, and what is no character at all."""
    if text.isascii() and text.isprintable():
        return text[:LONGEST_TEXT]
    return "".join(
        c for c in unicodedata.normalize("NFC", text[:LONGEST_TEXT])
        if c.isspace() or c in JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )  # fmt: skip


def _is_address(address: str) -> bool:
    """Local part and domain as the post takes them (RFC 5321, 4.5.3.1), with letters of any script (RFC 6531)."""
    if any(unicodedata.category(c)[0] in "CZ" or c in '<>()[],;:"\\' for c in address):
        return False
    if max(len(address.encode()), len(address.casefold())) > EMAIL_LIMIT:  # folded it is the key, and may be longer
        return False
    local, _, domain = address.partition("@")
    labels = domain.split(".")
    return all(local.split(".")) and len(local.encode()) <= 64 and len(labels) > 1 and all(map(_is_label, labels))


def _is_label(text: str) -> bool:
    """Part of a domain: letters and digits of any script with their marks, hyphens between them."""
    known = all(c == "-" or unicodedata.category(c)[0] in "LMN" for c in text)
    return known and text.strip("-") == text != ""

"""Organisers and how they come in: a link or an eight-character code by mail, no password (trust.md, Access).

Tokens and codes are made from the row's number under the instance key, so that the letter can be written by the clock;
the database keeps only hashes. Ten minutes, one use, and using is a POST.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, select

from foundation import links
from foundation.database import Instant
from foundation.languages import say
from foundation.people import Office, Person, checked_email, contact_of, person_for
from foundation.refusals import Conflict, Refused

LINK_LASTS, PRINTED_LINK_LASTS = timedelta(minutes=10), timedelta(hours=1)
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
FRESH = timedelta(minutes=15)
"""So long after signing in a desk opens also what is restricted."""
CODE_TRIES = 5
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Nothing that is read as something else: no I, L, O, 0, 1."""


class Organiser(SQLModel, table=True):
    """A person who works at the desk of one office."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    office_id: int = Field(foreign_key="office.id", index=True)


class SignIn(SQLModel, table=True):
    """One asked-for way in. Asked for by an unknown address it is kept too: the same work, and nobody to write to."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="CASCADE")
    contact: str = Field(max_length=320, index=True)
    token_hash: str | None = Field(default=None, max_length=64, unique=True)
    code_hash: str | None = Field(default=None, max_length=64)
    by_mail: bool = True
    """False when the link was printed on the console: nobody gets a letter."""
    asked_at: datetime = Field(sa_type=Instant, index=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    tries: int = 0


class DeskSession(SQLModel, table=True):
    """An open desk. Its token is made at sign-in; a token chosen by the browser is never adopted."""

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    began_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class ApiToken(SQLModel, table=True):
    """What a program signs in with, on behalf of an organiser."""

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    made_at: datetime = Field(sa_type=Instant)


@dataclass(frozen=True)
class Desk:
    """Who sits at the desk, and of which office."""

    person: Person
    office: Office


class LinkIsUsed(Refused):
    """Expired, used or guessed: the same answer."""

    status = 410

    def __init__(self) -> None:
        super().__init__(say("This sign-in link is no longer valid. Please ask for a new one."))


def add_organiser(session: Session, email: str, office: Office, now: datetime, *, full_name: str = "") -> Person:
    """Make the person with this address an organiser of `office`. Refused when they already belong to another."""
    email = checked_email(email)
    person = person_for(
        session, full_name=full_name or email, email=email, phone=None, language="en", timezone=office.timezone, now=now
    )
    person.known_at = person.known_at or now
    organiser = session.get(Organiser, person.id)
    if organiser is not None and organiser.office_id != office.id:
        raise Conflict(say("{email} is already an organiser of another office.", email=email), "email")
    if organiser is None:
        session.add(Organiser(person_id=_id(person), office_id=_id(office)))
        session.flush()
    return person


def office_named(session: Session, name: str | None, timezone: str = "Asia/Jakarta") -> Office:
    """The office with this name, made if new; without a name the first one."""
    query = select(Office).order_by(Office.id).limit(1)  # type: ignore[arg-type]
    office = session.exec(query if name is None else query.where(Office.name == name)).one_or_none()
    if office is None:
        office = Office(name=name or "Country Office", timezone=timezone)
        session.add(office)
        session.flush()
    return office


def ask_for_sign_in(session: Session, email: str, now: datetime, *, by_mail: bool = True) -> SignIn:
    """A way in for this address. The letter follows by itself when the address belongs to an organiser."""
    contact = contact_of(checked_email(email), None)
    person = session.exec(select(Person).join(Organiser).where(Person.contact == contact)).one_or_none()
    lasts = LINK_LASTS if by_mail else PRINTED_LINK_LASTS
    asked = SignIn(
        person_id=person.id if person else None, contact=contact, by_mail=by_mail, asked_at=now, expires_at=now + lasts
    )
    session.add(asked)
    session.flush()
    asked.token_hash, asked.code_hash = links.hashed(token_of(session, asked)), links.hashed(code_of(session, asked))
    return asked


def token_of(session: Session, asked: SignIn) -> str:
    return links.token(session, "sign-in", _id(asked))


def code_of(session: Session, asked: SignIn) -> str:
    """Eight characters, typed by hand: about 40 bits, five tries, ten minutes."""
    number = int.from_bytes(links.token(session, "sign-in-code", _id(asked)).encode())
    return "".join(CODE_LETTERS[(number // len(CODE_LETTERS) ** place) % len(CODE_LETTERS)] for place in range(8))


def use_link(session: Session, token: str, now: datetime) -> Person:
    """The organiser this link belongs to; the link is used up."""
    asked = session.exec(select(SignIn).where(SignIn.token_hash == links.hashed(token))).one_or_none()
    return _use(session, asked, now)


def use_code(session: Session, email: str, code: str, now: datetime) -> Person | None:
    """The organiser with this address and code; None for a wrong code, which is counted (commit it)."""
    newest = select(SignIn).where(SignIn.contact == contact_of(checked_email(email), None), SignIn.used_at == None)  # noqa: E711
    asked = session.exec(newest.order_by(SignIn.id.desc()).limit(1)).one_or_none()  # type: ignore[union-attr]
    if asked is None:
        return None
    asked.tries += 1
    typed = "".join(c for c in code.upper() if c in CODE_LETTERS)
    if asked.tries > CODE_TRIES or asked.code_hash != links.hashed(typed) or asked.person_id is None:
        return None
    return _use(session, asked, now)


def _use(session: Session, asked: SignIn | None, now: datetime) -> Person:
    if asked is None or asked.person_id is None:
        raise LinkIsUsed
    claim = update(SignIn).where(SignIn.id == asked.id, SignIn.used_at == None, SignIn.expires_at > now)  # type: ignore[arg-type]  # noqa: E711
    if session.exec(claim.values(used_at=now)).rowcount != 1:
        raise LinkIsUsed
    return session.get_one(Person, asked.person_id)


def open_desk(session: Session, person: Person, now: datetime) -> str:
    """Begin a desk session; the answer is its token, for the cookie alone."""
    token = secrets.token_urlsafe(32)
    session.add(DeskSession(token_hash=links.hashed(token), person_id=_id(person), began_at=now, seen_at=now))
    return token


def close_desk(session: Session, token: str) -> None:
    kept = session.get(DeskSession, links.hashed(token))
    if kept is not None:
        session.delete(kept)


def desk_of(session: Session, token: str, now: datetime) -> Desk | None:
    """Who sits behind this cookie, if the session still lives (30 minutes idle, 12 hours in all)."""
    kept = session.get(DeskSession, links.hashed(token))
    if kept is None or kept.seen_at <= now - IDLE or kept.began_at <= now - ABSOLUTE:
        return None
    return _desk(session, kept.person_id)


def is_fresh(session: Session, token: str, now: datetime) -> bool:
    """Whether whoever sits here has signed in a moment ago: an open desk somebody left is not enough for everything."""
    kept = session.get(DeskSession, links.hashed(token))
    return kept is not None and kept.began_at > now - FRESH


def needs_waking(session: Session, token: str, now: datetime) -> bool:
    """Whether `keep_awake` has anything to write: asked first, so that reading a page of the desk writes nothing."""
    kept = session.get(DeskSession, links.hashed(token))
    return kept is not None and kept.seen_at < now - SEEN_EVERY


def keep_awake(session: Session, token: str, now: datetime) -> None:
    """Move the idle limit on; written at most once a minute."""
    stale = update(DeskSession).where(DeskSession.token_hash == links.hashed(token))  # type: ignore[arg-type]
    session.exec(stale.where(DeskSession.seen_at < now - SEEN_EVERY).values(seen_at=now))  # type: ignore[arg-type]


def make_api_token(session: Session, person: Person, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(ApiToken(token_hash=links.hashed(token), person_id=_id(person), made_at=now))
    return token


def desk_of_api_token(session: Session, token: str) -> Desk | None:
    kept = session.get(ApiToken, links.hashed(token))
    return None if kept is None else _desk(session, kept.person_id)


def _desk(session: Session, person_id: int) -> Desk | None:
    row = session.exec(
        select(Person, Office).join(Organiser, Organiser.person_id == Person.id).join(Office)  # type: ignore[arg-type]
        .where(Person.id == person_id)
    ).one_or_none()  # fmt: skip
    return None if row is None else Desk(*row)


def _id(row: Person | Office | SignIn) -> int:
    assert row.id is not None, "flushed rows have a number"
    return row.id

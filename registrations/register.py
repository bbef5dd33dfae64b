"""Registering: one person, one discussion, one registration, however often somebody presses the button.

A stranger learns nothing: the same work and the same answer for a new and for a known contact (trust.md, Access).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, SQLModel

from events.models import Discussion, Standing
from events.queries import hold
from foundation import links
from foundation.languages import say
from foundation.people import number_of_person
from foundation.prepared import Prepared
from foundation.refusals import Conflict
from registrations import seats
from registrations.models import AgeBand, Group, Purpose, Registration, Sex, UnionLevel
from registrations.seats import Held

FIRST_LINK_AGAIN_AFTER = timedelta(minutes=10)
"""A button pressed twice is no wish for a second letter."""
LINK_AGAIN_AFTER = timedelta(hours=8)
"""Three letters a day at most to an address that anybody may have typed (trust.md, Access)."""
WORDING = "2026-11"
"""Version of the consent sentences on the form; change it with them."""
PURPOSE = "registration"

_TABLE = SQLModel.metadata.tables["registration"]
KNOWN = Prepared(lambda _: select(_TABLE.c.id).where(
    _TABLE.c.discussion_id == bindparam("discussion_id"), _TABLE.c.person_id == bindparam("person_id")
))  # fmt: skip
ADD = Prepared(
    lambda _: insert(_TABLE).returning(_TABLE.c.id),
    "discussion_id", "person_id", "full_name", "phone", "union", "union_level", "group", "sex", "age_band", "province",
    "support", "question", "registered_at", "turn", "link_requests", "link_version", "attention", "token_hash",
    "status", "waiting_since", "confirmed_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The registration form, every value checked. One of `email` and `phone` is there, and the consent to take part."""

    full_name: str
    email: str | None = None
    phone: str | None = None
    union: str = ""
    union_level: UnionLevel | None = None
    group: Group | None = None
    sex: Sex | None = None
    age_band: AgeBand | None = None
    province: str = ""
    language: str = "en"
    timezone: str = "Asia/Jakarta"
    support: str = ""
    question: str = ""
    discreet: bool = False
    consents: Mapping[Purpose, bool] = field(default_factory=dict)
    channel: str = "web"


def register(session: Session, discussion: Discussion, answers: Answers, now: datetime) -> Registration:
    """The registration of this contact: new, or the one that exists, which asks for its link again.

    Refused when the discussion is not open for registration (`refuse_if_closed`).
    """
    hold(session, discussion)
    return session.get_one(Registration, register_held(session, discussion, answers, now))


def register_held(session: Session, discussion: Discussion | Held, answers: Answers, now: datetime) -> int:
    """As `register`, for a caller that holds the discussion already and needs only the number of the registration."""
    refuse_if_closed(discussion, now)
    person_id, is_new = number_of_person(
        session, full_name=answers.full_name, email=answers.email, phone=answers.phone, language=answers.language,
        timezone=answers.timezone, discreet=answers.discreet, now=now,
    )  # fmt: skip
    known = None if is_new else _known(session, discussion, person_id)
    if known is None:
        return _new(session, discussion, person_id, answers, now=now)
    _again(session, discussion, session.get_one(Registration, known), answers, now=now)
    return known


def refuse_if_closed(discussion: Standing, now: datetime) -> None:
    """Registration is open from publication until the end: who comes late may still come in."""
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if not discussion.is_published or discussion.is_over(now):
        raise Conflict(say("Registration for this discussion is closed."))


def personal_path(session: Session, registration: Registration) -> str:
    """`/r/…`, the same each time until the link is revoked."""
    return f"/r/{_token(session, registration.discussion_id, registration.person_id, registration.link_version)}"


def token_hash_of(session: Session, registration: Registration) -> str:
    """What the database keeps of the personal link, for whoever the registration belongs to."""
    token = _token(session, registration.discussion_id, registration.person_id, registration.link_version)
    return links.hashed(token)


def _known(session: Session, discussion: Discussion | Held, person_id: int) -> int | None:
    found = KNOWN.first(session, {"discussion_id": discussion.id, "person_id": person_id})
    return None if found is None else int(found[0])


def _new(session: Session, discussion: Discussion | Held, person_id: int, answers: Answers, *, now: datetime) -> int:
    """Written as one row, without the bookkeeping of a changed object: hundreds come in a second (decisions/0010)."""
    assert discussion.id is not None, "flushed rows have a number"
    added = ADD.first(session, {
        "discussion_id": discussion.id, "person_id": person_id, "full_name": answers.full_name, "phone": answers.phone,
        "union": answers.union, "union_level": answers.union_level, "group": answers.group, "sex": answers.sex,
        "age_band": answers.age_band, "province": answers.province, "support": answers.support,
        "question": answers.question, "registered_at": now,
        "turn": 1, "link_requests": 0, "link_version": 0, "attention": True,
        "token_hash": links.hashed(_token(session, discussion.id, person_id, 0)),
        **seats.seat_or_place(session, discussion, now),
    })  # fmt: skip
    assert added is not None, "a row that was inserted has a number"
    _agree(session, int(added[0]), answers, now)
    return int(added[0])


def _again(
    session: Session, discussion: Discussion | Held, registration: Registration, answers: Answers, *, now: datetime
) -> None:
    """What was registered stays as it is; the link goes to the contact once more. Who had given up comes back."""
    assert registration.id is not None, "flushed rows have a number"
    if registration.is_cancelled:
        seats.take_or_wait(session, discussion, registration, now)
        session.flush()
        _agree(session, registration.id, answers, now)
        return
    asked_at, wait = registration.registered_at, FIRST_LINK_AGAIN_AFTER
    if registration.link_requested_at is not None:
        asked_at, wait = registration.link_requested_at, LINK_AGAIN_AFTER
    if asked_at <= now - wait:
        registration.link_requests += 1
        registration.link_requested_at, registration.attention = now, True
        session.flush()


def _agree(session: Session, number: int, answers: Answers, now: datetime) -> None:
    """Consents are only added: what was agreed to this time stands beside what was agreed to before."""
    if answers.consents:
        _agreeing(*answers.consents).run(session, {
            "registration_id": number, "wording": WORDING, "language": answers.language, "channel": answers.channel,
            "at": now, **{purpose.value: given for purpose, given in answers.consents.items()},
        })  # fmt: skip


@cache
def _agreeing(*purposes: Purpose) -> Prepared:
    """One statement for the rows of all purposes: `given` stands under the name of each."""
    shared = ("registration_id", "wording", "language", "channel", "at")
    same: dict[str, Any] = {name: bindparam(name) for name in shared}
    rows = [{**same, "purpose": purpose, "given": bindparam(purpose.value)} for purpose in purposes]
    return Prepared(lambda _: insert(SQLModel.metadata.tables["consent"]).values(rows))


def _token(session: Session, discussion_id: int, person_id: int, version: int) -> str:
    return links.token(session, PURPOSE, discussion_id, person_id, version)

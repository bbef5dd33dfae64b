"""Registering: one person, one discussion, one registration, however often somebody presses the button.

A stranger learns nothing: the same work and the same answer for a new and for a known contact (trust.md, Access).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, SQLModel

from events.models import Discussion, Standing
from events.queries import hold
from foundation import links
from foundation.languages import say
from foundation.moments import Moment
from foundation.people import AT_ONCE, Told, number_of_person, numbers_of_people
from foundation.prepared import Prepared
from foundation.refusals import Conflict
from registrations import seats
from registrations.models import AgeBand, Group, Purpose, Registration, Sex, UnionLevel
from registrations.questions import answering
from registrations.questions.models import Said
from registrations.seats import Held
from registrations.unions.matching import level_of

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
COLUMNS = (
    "discussion_id", "person_id", "full_name", "phone", "union", "union_level", "group", "sex", "age_band", "province",
    "support", "question", "registered_at", "turn", "link_requests", "link_version", "attention", "token_hash",
    "status", "waiting_since", "confirmed_at", "held_place_id",
)  # fmt: skip
ADD = Prepared(lambda _: insert(_TABLE).returning(_TABLE.c.id), *COLUMNS)
ADD_ALL = Prepared(lambda _: insert(_TABLE), *COLUMNS)


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
    own: Sequence[Said] = ()
    """To the questions of the organisers (registrations/questions)."""
    channel: str = "web"


def register(session: Session, discussion: Discussion, answers: Answers, now: datetime) -> Registration:
    """The registration of this contact: new, or the one that exists, which asks for its link again.

    Refused when the discussion is not open for registration (`refuse_if_closed`).
    """
    hold(session, discussion)
    return session.get_one(Registration, register_held(session, discussion, answers, now))


def register_held(
    session: Session, discussion: Discussion | Held, answers: Answers, now: datetime, *, has_directory: bool = True
) -> int:
    """As `register`, for a caller that holds the discussion already and needs only the number of the registration; and
    may know that there is no directory of unions."""
    refuse_if_closed(discussion, now)
    person_id, is_new = number_of_person(session, **_told(answers, now))
    known = None if is_new else _known(session, discussion, person_id)
    if known is None:
        if has_directory:
            [answers] = _of_level(session, discussion, [answers])
        return _new(session, discussion, person_id, answers, now=now)
    _again(session, discussion, session.get_one(Registration, known), answers, now=now)
    return known


def register_all_held(
    session: Session, discussion: Discussion | Held, people: Sequence[Answers], now: datetime
) -> list[int]:  # fmt: skip
    """As `register_held`, for thousands, in a few statements; one by one where the seat of each depends on more than
    the line."""
    refuse_if_closed(discussion, now)
    numbers = numbers_of_people(session, [_told(answers, now) for answers in people])
    known = _registered(session, discussion, numbers)
    first = dict(zip(reversed(numbers), reversed(people), strict=True))  # of whoever stands there by two contacts
    new = [(number, first[number]) for number in dict.fromkeys(numbers) if number not in known]
    may_pass = discussion.capacity is not None and len(new) < len(people)  # who comes back, before the next
    if may_pass or discussion.needs_approval or discussion.seats_held:
        return [register_held(session, discussion, answers, now) for answers in people]
    added = _new_ones(session, discussion, new, now)
    for number, answers in zip(numbers, people, strict=True):
        if number in known:
            registration = session.get_one(Registration, known[number])
            _again(session, discussion, registration, answers, now=now)
    return [{**known, **added}[number] for number in numbers]


def refuse_if_closed(discussion: Standing, now: datetime) -> None:
    """Registration is open from publication until the end, and within the hours that the organisers set: who comes
    late may still come in."""
    if discussion.takes_registrations(now):
        return
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if not discussion.is_published or discussion.is_over(now):
        raise Conflict(say("Registration for this discussion is closed."))
    if discussion.opens_later(now):
        raise Conflict(say("Registration opens on {when}.", when=_moment(discussion.opens_at, discussion)))
    raise Conflict(say("Registration closed on {when}.", when=_moment(discussion.closes_at, discussion)))


def personal_path(session: Session, registration: Registration) -> str:
    """`/r/…`, the same each time until the link is revoked."""
    return f"/r/{_token(session, registration.discussion_id, registration.person_id, registration.link_version)}"


def token_hash_of(session: Session, registration: Registration) -> str:
    """What the database keeps of the personal link, for whoever the registration belongs to."""
    token = _token(session, registration.discussion_id, registration.person_id, registration.link_version)
    return links.hashed(token)


def _moment(at: datetime | None, discussion: Standing) -> Moment:
    assert at is not None, "asked only where there is one"
    return Moment(at, discussion.timezone)


def _known(session: Session, discussion: Discussion | Held, person_id: int) -> int | None:
    found = KNOWN.first(session, {"discussion_id": discussion.id, "person_id": person_id})
    return None if found is None else int(found[0])


def _new(session: Session, discussion: Discussion | Held, person_id: int, answers: Answers, *, now: datetime) -> int:
    """Written as one row, without the bookkeeping of a changed object: hundreds come in a second (decisions/0010)."""
    seat = seats.seat_or_place(session, discussion, answers.union, now)
    added = ADD.first(session, _row(session, discussion, person_id, answers, registered_at=now, **seat))
    assert added is not None, "a row that was inserted has a number"
    _agree(session, int(added[0]), answers, now)
    answering.keep(session, {int(added[0]): answers.own})
    return int(added[0])


def _new_ones(
    session: Session, discussion: Discussion | Held, people: Sequence[tuple[int, Answers]], now: datetime
) -> dict[int, int]:  # fmt: skip
    """As `_new`, of many; person → registration."""
    places = seats.seats_or_line(session, discussion, len(people), now)
    people = list(zip([number for number, _ in people],
                      _of_level(session, discussion, [answers for _, answers in people]), strict=True))  # fmt: skip
    ADD_ALL.run(session, *(
        _row(session, discussion, number, answers, registered_at=now, **place)
        for (number, answers), place in zip(people, places, strict=True)
    ))  # fmt: skip
    added = _registered(session, discussion, [number for number, _ in people])
    _agree_all(session, [(added[number], answers) for number, answers in people], now)
    answering.keep(session, {added[number]: answers.own for number, answers in people})
    return added


def _of_level(session: Session, discussion: Discussion | Held, people: Sequence[Answers]) -> list[Answers]:
    """Who named a union alone is of the level that the directory knows."""
    unions = {one.union for one in people if one.union and one.union_level is None}
    levels = {union: level_of(session, discussion.series_id, union) for union in unions}
    return [replace(one, union_level=one.union_level or levels.get(one.union)) for one in people]


def _row(
    session: Session, discussion: Discussion | Held, person_id: int, answers: Answers, **more: object
) -> dict[str, object]:  # fmt: skip
    assert discussion.id is not None, "flushed rows have a number"
    return {
        "discussion_id": discussion.id, "person_id": person_id, "full_name": answers.full_name, "phone": answers.phone,
        "union": answers.union, "union_level": answers.union_level, "group": answers.group, "sex": answers.sex,
        "age_band": answers.age_band, "province": answers.province, "support": answers.support,
        "question": answers.question, "turn": 1, "link_requests": 0, "link_version": 0, "attention": True,
        "token_hash": links.hashed(_token(session, discussion.id, person_id, 0)), **more,
    }  # fmt: skip


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


def _told(answers: Answers, now: datetime) -> Told:
    return {
        "full_name": answers.full_name, "email": answers.email, "phone": answers.phone, "language": answers.language,
        "timezone": answers.timezone, "discreet": answers.discreet, "now": now,
    }  # fmt: skip


def _registered(session: Session, discussion: Discussion | Held, people: Sequence[int]) -> dict[int, int]:
    """Person → registration, of those who ever registered."""
    found: dict[int, int] = {}
    of_this = select(_TABLE.c.person_id, _TABLE.c.id).where(_TABLE.c.discussion_id == discussion.id)
    for begins in range(0, len(people), AT_ONCE):
        here = of_this.where(_TABLE.c.person_id.in_(people[begins : begins + AT_ONCE]))
        found |= dict(map(tuple, session.execute(here).all()))
    return found


def _agree_all(session: Session, people: Sequence[tuple[int, Answers]], now: datetime) -> None:
    """As `_agree`, of many; those who were asked the same at once."""
    asked: dict[tuple[Purpose, ...], list[dict[str, object]]] = defaultdict(list)
    for number, answers in people:
        if answers.consents:
            asked[tuple(answers.consents)].append(_agreed(number, answers, now))
    for purposes, rows in asked.items():
        _agreeing(*purposes).run(session, *rows)


def _agreed(number: int, answers: Answers, now: datetime) -> dict[str, object]:
    return {
        "registration_id": number, "wording": WORDING, "language": answers.language, "channel": answers.channel,
        "at": now, **{purpose.value: given for purpose, given in answers.consents.items()},
    }  # fmt: skip


def _agree(session: Session, number: int, answers: Answers, now: datetime) -> None:
    """Consents are only added: what was agreed to this time stands beside what was agreed to before."""
    if answers.consents:
        _agreeing(*answers.consents).run(session, _agreed(number, answers, now))


@cache
def _agreeing(*purposes: Purpose) -> Prepared:
    """One statement for the rows of all purposes: `given` stands under the name of each."""
    shared = ("registration_id", "wording", "language", "channel", "at")
    same: dict[str, Any] = {name: bindparam(name) for name in shared}
    rows = [{**same, "purpose": purpose, "given": bindparam(purpose.value)} for purpose in purposes]
    return Prepared(lambda _: insert(SQLModel.metadata.tables["consent"]).values(rows))


def _token(session: Session, discussion_id: int, person_id: int, version: int) -> str:
    return links.token(session, PURPOSE, discussion_id, person_id, version)

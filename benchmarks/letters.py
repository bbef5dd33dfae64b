"""Personal calendar letters, from the facts to the bytes that are handed over, on one core."""

import time
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import text

import main
from benchmarks.props import (
    a_full_discussion,
    add_people,
    folder,
    fresh_database,
    register_everybody,
    settings_for,
    sqlite_in,
)
from benchmarks.table import Ceiling, Line, at_least
from foundation.clock import utc_now
from foundation.database import Database
from foundation.settings import Settings
from notifications import claims
from notifications.facts import Facts
from notifications.letters import Letter, compose
from notifications.notice_facts import NoticeFacts
from notifications.render import letter_of
from notifications.sign_in_facts import SignInFacts
from notifications.trials import TrialFacts

PEOPLE = 5_000
MIXED = """
UPDATE person SET language = CASE id % 2 WHEN 0 THEN 'id' ELSE 'en' END,
    timezone = CASE id / 2 % 4 WHEN 0 THEN 'Asia/Jakarta' WHEN 1 THEN 'Asia/Makassar' WHEN 2 THEN 'Asia/Jayapura'
                               ELSE 'Asia/Dili' END,
    known_at = created_at
WHERE email LIKE 'person%'
"""


def measured() -> Iterator[Line]:
    with folder() as place, fresh_database(sqlite_in(place)) as database:
        settings = settings_for(database)
        facts = _facts(database, settings)
    now, letters = utc_now(), [letter_of(each, settings) for each in facts]
    yield Line(
        what=f"{len(facts):,} invitations in 2 languages and 4 zones, on one core", unit="/s", wanted=at_least(1_500),
        measured=_a_second(lambda: [compose(letter_of(each, settings), now) for each in facts], facts),
        ceiling=Ceiling(_a_second(lambda: [_encoded(letter) for letter in letters], letters), "only encoding the same"),
    )  # fmt: skip


def _facts(database: Database, settings: Settings) -> list[Facts | SignInFacts | NoticeFacts | TrialFacts]:
    """What the product itself reads for as many letters."""
    with database.writing() as session:
        a_full_discussion(session)
        add_people(session, PEOPLE)
        session.connection().execute(text(MIXED))
        register_everybody(session)
    now = utc_now()
    main.tick(database, settings, now)
    with database.writing() as session:
        claimed = claims.claim(session, now, timedelta(0), PEOPLE, organiser="rembuk@office.example") or []
    return [claim.facts for claim in claimed]


def _encoded(letter: Letter) -> bytes:
    """Quoted-printable and base64 of its parts, and no more."""
    return b"".join((b2a_qp(letter.text.encode()), b2a_qp(letter.html.encode()), encodebytes(letter.calendar or b"")))


def _a_second(work: Callable[[], object], things: Sequence[object]) -> float:
    started = time.process_time()
    work()
    return len(things) / (time.process_time() - started)

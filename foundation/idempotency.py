"""`Idempotency-Key`: a program that asks twice, because the line broke, is answered as the first time.

The answer is kept in the transaction of the work itself, so there is never one without the other. Of two calls at the
same moment the unique key lets one go on; the other waits for its end and finds the answer, or does the work.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Field, Session, SQLModel, col

from foundation.database import Instant, insert_in
from foundation.languages import say
from foundation.links import hashed
from foundation.refusals import Refused

KEPT_FOR = timedelta(hours=24)
KEYS = "^[!-~]{1,255}$"


class KeptAnswer(SQLModel, table=True):
    """The answer to a writing call of the API, by the token's owner and the key they chose."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    key_hash: str = Field(primary_key=True, max_length=64)
    request_hash: str = Field(max_length=64)
    """Method, path and body: the same key for something else is refused."""
    status: int
    body: str
    at: datetime = Field(sa_type=Instant, index=True)


@dataclass(frozen=True)
class KeyedCall:
    """A call under a key: whose key, and the print of what is asked."""

    person_id: int
    key_hash: str
    request_hash: str


class KeyIsTaken(Refused):
    """422, as draft-ietf-httpapi-idempotency-key-header (2.7) has it."""

    def __init__(self) -> None:
        super().__init__(say("This Idempotency-Key was used for another request. Choose a new one."))


def keyed_call(person_id: int, key: str, request: tuple[str, str, bytes]) -> KeyedCall:
    """`request` is method, path and body."""
    if not re.fullmatch(KEYS, key):
        raise Refused(say("An Idempotency-Key has between 1 and 255 letters, digits or signs, without spaces."))
    method, path, body = request
    request_hash = hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()
    return KeyedCall(person_id, hashed(key), request_hash)


def claimed(session: Session, call: KeyedCall, now: datetime) -> KeptAnswer | None:
    """None: the key is ours, do the work and `keep` its answer. Else the answer that was given before."""
    row = {"status": 0, "body": "", "at": now, "request_hash": call.request_hash}
    insert = insert_in(session.get_bind().dialect.name)
    claim = insert(KeptAnswer).values(person_id=call.person_id, key_hash=call.key_hash, **row)
    claim = claim.on_conflict_do_update(
        index_elements=["person_id", "key_hash"], set_=row, where=col(KeptAnswer.at) <= now - KEPT_FOR
    )
    if session.execute(claim.returning(col(KeptAnswer.person_id))).first() is not None:
        return None
    kept = session.get_one(KeptAnswer, (call.person_id, call.key_hash))
    if kept.request_hash != call.request_hash:
        raise KeyIsTaken
    return kept


def keep(session: Session, call: KeyedCall, status: int, body: str) -> None:
    """The answer, in the transaction that claimed the key."""
    claim = update(KeptAnswer).where(
        col(KeptAnswer.person_id) == call.person_id, col(KeptAnswer.key_hash) == call.key_hash
    )
    session.execute(claim.values(status=status, body=body))


def forget_old_answers(session: Session, now: datetime) -> None:
    """What was kept for a day may be asked anew."""
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.at) <= now - KEPT_FOR))

"""One message that arrived becomes one row, and what follows from it happens in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from foundation.database import insert_missing
from notifications.models import Incoming, IncomingKind, IncomingState


@dataclass(frozen=True)
class Envelope:
    """As the transport knows it: `sender` is the return path ("" for a bounce or when unknown), `recipients` whom it
    was delivered to."""

    sender: str = ""
    recipients: tuple[str, ...] = ()


def receive(session: Session, content: bytes, envelope: Envelope, now: datetime) -> Incoming:
    """The row of this message; a message that was received before is that row and changes nothing (digest of its
    bytes). Raises for nothing that a sender wrote: what cannot be understood is held for the organisers."""
    digest = sha256(content).hexdigest()
    number = insert_missing(session, Incoming, "digest", _empty(digest, now))
    if number is None:
        return session.exec(select(Incoming).where(Incoming.digest == digest)).one()
    incoming = session.get_one(Incoming, number)
    incoming.content = content
    session.flush()
    return incoming


def _empty(digest: str, now: datetime) -> dict[str, object]:
    texts = ("reason", "from_address", "subject", "attendee", "partstat", "comment", "delegated_to")
    return dict.fromkeys(texts, "") | {
        "digest": digest, "received_at": now, "kind": IncomingKind.OTHER, "state": IncomingState.HELD, "sequence": 0,
        "is_lasting": False,
    }  # fmt: skip

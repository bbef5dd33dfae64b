"""One message that arrived becomes one row, and what follows from it happens in the same transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from foundation.database import insert_missing
from foundation.languages import Message
from foundation.people import EMAIL_LIMIT
from foundation.prepared import Prepared
from notifications.models import Arrival, Incoming, IncomingKind, IncomingState
from notifications.replies import reasons, returned
from notifications.replies.answers import Answer, Voice
from notifications.replies.applying import apply, stamp_of, unheeded
from notifications.replies.mails import MOST_OCTETS
from notifications.replies.matching import known_person, office_for, own_voice, was_invited
from notifications.replies.targets import Target, target_with
from notifications.replies.understanding import Understood, understand

KINDS = {"REPLY": IncomingKind.ANSWER, "COUNTER": IncomingKind.COUNTER, "REFRESH": IncomingKind.REFRESH}
_TABLE = SQLModel.metadata.tables["incoming"]
KNOWN = Prepared(lambda _: select(_TABLE.c.id).where(_TABLE.c.digest == bindparam("digest")))
NOBODY = Voice((), "", "")


@dataclass(frozen=True)
class Envelope:
    """As the transport knows it: `sender` is the return path ("" for a bounce or when unknown), `recipients` whom it
    was delivered to."""

    sender: str = ""
    recipients: tuple[str, ...] = ()


def receive(session: Session, content: bytes, envelope: Envelope, now: datetime) -> int:
    """The number of the row of this message; a message that was received before is that row and changes nothing (digest
    of its bytes). Raises for nothing that a sender wrote: what cannot be understood is held for the organisers."""
    digest = sha256(content).hexdigest()
    if (known := _known(session, digest)) is not None:
        return known
    incoming = Arrival(digest=digest, received_at=now, kind=IncomingKind.OTHER, state=IncomingState.HELD)
    understood = understand(content, str(session.info["secret_key"]), envelope.recipients)
    incoming.from_address, incoming.subject = understood.heading.from_address, understood.heading.subject
    _decide(session, incoming, understood, now)
    if incoming.person_id is None and (sender := known_person(session, [incoming.from_address])) is not None:
        incoming.person_id = sender.id
    if incoming.office_id is None:
        incoming.office_id = office_for(session, incoming.discussion_id, incoming.person_id)
    if incoming.state == IncomingState.HELD:
        incoming.content = content[:MOST_OCTETS]
    return _recorded(session, incoming)


def _known(session: Session, digest: str) -> int | None:
    found = KNOWN.first(session, {"digest": digest})
    return None if found is None else int(found[0])


def _recorded(session: Session, incoming: Arrival) -> int:
    """Written once it is known what became of it; of two transports with the same message the first one's row."""
    session.flush()
    number = insert_missing(session, Incoming, "digest", incoming.model_dump(exclude={"id"}))
    number = _known(session, incoming.digest) if number is None else number
    assert number is not None, "what was not inserted is there"
    return number


def _decide(session: Session, incoming: Arrival, understood: Understood, now: datetime) -> None:
    if understood.report is not None:
        returned.record(session, incoming, understood.report, now)
    elif understood.answers:
        _answered(session, incoming, understood, now)
    elif understood.trouble is not None:
        _set(incoming, IncomingState.HELD, understood.trouble)
    elif understood.other_method:
        _set(incoming, IncomingState.NOTED, reasons.OTHER_METHOD)
    elif understood.is_automatic:
        incoming.kind = IncomingKind.AUTOMATIC
        _set(incoming, IncomingState.NOTED, reasons.AUTOMATIC)
    else:
        _set(incoming, IncomingState.HELD, reasons.LETTER)


def _answered(session: Session, incoming: Arrival, understood: Understood, now: datetime) -> None:
    """The one answer to an invitation of ours among those in the mail."""
    found = [(answer, target_with(session, answer.uid)) for answer in understood.answers]
    known = [(answer, target) for answer, target in found if target is not None]
    answer, target = (known or found)[0]
    answer = answer if answer.dtstamp else replace(answer, dtstamp=understood.heading.date)
    incoming.kind = KINDS[answer.method]
    if len(known) > 1:
        _set(incoming, IncomingState.HELD, reasons.SEVERAL)
    elif target is None:
        _to_nothing(session, incoming, answer)
    else:
        _matched(session, incoming, answer, target, now=now)


def _to_nothing(session: Session, incoming: Arrival, answer: Answer) -> None:
    """Of an entry that was taken back we keep no UID: who was invited once, and answers, most likely means that one."""
    said_by = [address for voice in answer.voices for address in voice.addresses]
    _write_down(incoming, answer, answer.voices[0] if answer.voices else NOBODY)
    person = known_person(session, [*said_by, incoming.from_address])
    if person is None or not was_invited(session, person):
        _set(incoming, IncomingState.HELD, reasons.UNKNOWN_INVITATION)
        return
    incoming.person_id = person.id
    _set(incoming, IncomingState.NOTED, reasons.TAKEN_BACK)


def _matched(session: Session, incoming: Arrival, answer: Answer, target: Target, *, now: datetime) -> None:
    incoming.entry_id, incoming.person_id = target.entry.id, target.person.id
    incoming.discussion_id, incoming.office_id = target.discussion.id, target.office_id
    voice = own_voice(session, target.person, answer)
    _write_down(incoming, answer, voice or (answer.voices[0] if answer.voices else NOBODY))
    incoming.dtstamp = stamp_of(answer.dtstamp, now)
    if reason := unheeded(target, now):
        _set(incoming, IncomingState.NOTED, reason)
    elif incoming.kind != IncomingKind.ANSWER:
        is_counter = incoming.kind == IncomingKind.COUNTER
        _set(incoming, IncomingState.HELD, reasons.COUNTER if is_counter else reasons.REFRESH)
    elif voice is not None:
        apply(session, incoming, target, now)
    else:
        _set(incoming, IncomingState.HELD, reasons.UNKNOWN_ADDRESS if answer.voices else reasons.NO_ANSWER)


def _write_down(incoming: Arrival, answer: Answer, voice: Voice) -> None:
    incoming.attendee = next(iter(voice.addresses), "")[:EMAIL_LIMIT]
    incoming.partstat, incoming.delegated_to = voice.partstat, voice.delegated_to
    incoming.sequence, incoming.dtstamp, incoming.comment = answer.sequence, answer.dtstamp, answer.comment
    if incoming.kind == IncomingKind.COUNTER:
        incoming.proposed_starts_at, incoming.proposed_ends_at = answer.starts_at, answer.ends_at


def _set(incoming: Arrival, state: IncomingState, reason: Message) -> None:
    incoming.state, incoming.reason = state, reason.in_language("en")

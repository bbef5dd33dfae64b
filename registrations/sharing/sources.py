"""Making a link for a source, and counting who registered through it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, func, literal
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from foundation.database import insert_in
from foundation.languages import say
from foundation.people import clean_text
from foundation.prepared import Prepared
from foundation.refusals import Conflict, Missing, Refused
from registrations.models import Registration, Status
from registrations.sharing.models import LABEL_LIMIT, CameBy, Source

FROM = "from"
"""The name of the source in an address and in a form."""
MOST_SOURCES = 200


def make_source(session: Session, discussion: Discussion, label: str, now: datetime) -> Source:
    """A source with this label. Refused when there is one, or none is said."""
    label = clean_text(label)
    if not 0 < len(label) <= LABEL_LIMIT:
        raise Refused(say("Please say in a few words where the link goes."), "label")
    found = sources_of(session, discussion)
    if any(source.label.casefold() == label.casefold() for source, _ in found):
        raise Conflict(say("There is a link for this already."), "label")
    if len(found) >= MOST_SOURCES:
        raise Conflict(say("These are enough links for one discussion."), "label")
    made = Source(discussion_id=discussion.id or 0, label=label, made_at=now)
    session.add(made)
    session.flush()
    return made


def sources_of(session: Session, discussion: Discussion) -> Sequence[tuple[Source, int]]:
    """Each with the number of those who registered through it and have not given up, the first made first."""
    stands = col(Registration.status) != Status.CANCELLED
    came = (
        select(func.count()).select_from(CameBy).join(Registration).where(CameBy.source_id == Source.id, stands)
        .correlate(Source).scalar_subquery()
    )  # fmt: skip
    return session.exec(
        select(Source, came).where(Source.discussion_id == discussion.id).order_by(col(Source.id))
    ).all()


def source_in(session: Session, discussion: Discussion, number: int) -> Source:
    found = session.get(Source, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def public_path(discussion: Discussion, source: Source) -> str:
    return f"/discussions/{discussion.slug}?{FROM}={source.id}"


def source_number(text: str) -> int | None:
    """What an address or a form says; anything that is no number says nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def note_source(session: Session, registration_id: int, text: str) -> None:
    """Remember by which link somebody came, if it is one of this discussion. Who comes twice came by the first."""
    number = source_number(text)
    if number is not None:
        CAME.run(session, {"registration": registration_id, "source": number})


def _came(dialect: str) -> Executable:
    source, registration, came = (SQLModel.metadata.tables[name] for name in ("source", "registration", "cameby"))
    of_this = select(registration.c.id, source.c.id).where(
        registration.c.id == bindparam("registration"), source.c.id == bindparam("source"),
        source.c.discussion_id == registration.c.discussion_id, literal(True),
    )  # fmt: skip
    counting: Executable = (
        insert_in(dialect)(came).from_select(["registration_id", "source_id"], of_this)
        .on_conflict_do_nothing(index_elements=["registration_id"])
    )  # fmt: skip
    return counting


CAME = Prepared(_came)

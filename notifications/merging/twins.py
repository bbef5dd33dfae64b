"""Where both have a row of a kind of which there is only one: which of the two is kept (decisions/0057)."""

from typing import Any

from sqlalchemy import ColumnElement, Index, PrimaryKeyConstraint, Table, UniqueConstraint, delete, update
from sqlalchemy import select as rows
from sqlmodel import Session, SQLModel, col, select

from foundation.moved_links import move_link
from foundation.people import Person, Role
from live.models import Question, Support
from registrations.attendance.models import Attendance
from registrations.certificates.models import Certificate
from registrations.certificates.queries import key_hash_of, own_certificate
from registrations.privacy.forgetting import UNTOUCHED
from speakers.asking.models import Regret
from speakers.models import Engagement

OF_SPEAKERS = ("preparation", "material", "proposal", "regret")


def move_rows(session: Session, table: Table, column: str, *, before: object, after: object) -> None:
    """From one to the other; a row that the other has already is dropped."""
    drop_twins(session, table, column, of=before, beside=after)
    session.execute(update(table).where(table.c[column] == before).values({column: after}))


def drop_twins(
    session: Session, table: Table, column: str, *more: ColumnElement[bool], of: object, beside: object
) -> None:  # fmt: skip
    """Rows of the one that the other has as well."""
    for key in _unique_with(table, column):
        twin = table.alias()
        is_there = rows(twin.c[column]).where(
            twin.c[column] == beside, *(twin.c[name] == table.c[name] for name in key if name != column)
        ).exists()  # fmt: skip
        session.execute(delete(table).where(table.c[column] == of, is_there, *more))


def keep_words_of_organisers(session: Session, stays: Person, goes: Person) -> None:
    """Who was there by hand stays so, unless something else was said of the one who stays."""
    said = select(Attendance).where(Attendance.person_id == goes.id, col(Attendance.by_hand).is_not(None))
    for theirs in session.exec(said).all():
        mine = session.get(Attendance, (theirs.discussion_id, stays.id))
        if mine is not None and mine.by_hand is None:
            mine.by_hand, mine.reason, mine.by_id = theirs.by_hand, theirs.reason, theirs.by_id
    session.flush()


def keep_better_certificates(session: Session, stays: Person, goes: Person) -> None:
    """Of two of one discussion the one that holds, then that of who spoke; the code of the other leads nowhere. The
    address that the holder of one that is kept was shown opens it as before."""
    for theirs in session.exec(select(Certificate).where(Certificate.person_id == goes.id)).all():
        mine = own_certificate(session, theirs.discussion_id, stays.id or 0)
        if mine is not None and _worth(theirs) > _worth(mine):
            session.delete(mine)
        prints = [key_hash_of(session, theirs.discussion_id, one.id or 0) for one in (goes, stays)]
        move_link(session, *prints)
    session.flush()


def keep_preparations(session: Session, kept: Engagement, other: Engagement) -> None:
    """Of what two prepared, that of whoever speaks; a no that does not hold any more is forgotten with its words."""
    for name in OF_SPEAKERS:
        table = SQLModel.metadata.tables[name]
        here = table.c.discussion_id == kept.discussion_id
        drop_twins(session, table, "person_id", here, of=other.person_id, beside=kept.person_id)
    if kept.is_active:
        regret = delete(Regret).where(
            col(Regret.discussion_id) == other.discussion_id, col(Regret.person_id) == other.person_id
        )
        session.execute(regret, execution_options=UNTOUCHED)


def drop_own_support(session: Session, person: Person) -> None:
    """Nobody supports a question of their own."""
    own = select(Question.id).where(Question.person_id == person.id)
    supported = delete(Support).where(col(Support.person_id) == person.id, col(Support.question_id).in_(own))
    session.execute(supported, execution_options=UNTOUCHED)


def _worth(certificate: Certificate) -> tuple[bool, bool]:
    return not certificate.is_revoked, certificate.role != Role.PARTICIPANT


def _unique_with(table: Table, column: str) -> list[list[str]]:
    keys: list[Any] = [one for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
    keys += [one for one in table.indexes if isinstance(one, Index) and one.unique]
    return [names for one in keys if column in (names := [part.name for part in one.columns])]

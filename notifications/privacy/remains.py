"""What an erasure leaves behind outside the tables, cleared away by the clock a moment later: the files of letters that
were kept as files, the overwritten pages in SQLite's write-ahead log, and the line in the file beside the database.

Each of these can be done twice without harm, and is taken off the list only when it is done.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from foundation.database import Database
from foundation.prepared import Prepared
from foundation.settings import Settings
from notifications.delivery_marks import mark
from notifications.kept_letters import discard_letters
from notifications.privacy.again import write_beside
from notifications.privacy.models import Remains

AT_ONCE = 1000
DUE = Prepared(lambda _: select(Remains.id).where(Remains.due_at <= bindparam("now")).limit(1))


def are_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to clear away; by an index."""
    return DUE.first(session, {"now": now}) is not None


def clear(database: Database, settings: Settings, now: datetime) -> None:
    """Up to a thousand; the next round takes the rest. The log cannot be emptied while somebody reads an older state
    of the database: then everything waits for the next round."""
    with database.reading() as session:
        due = session.exec(
            select(Remains).where(Remains.due_at <= now).order_by(col(Remains.id)).limit(AT_ONCE)
        ).all()
    discard_letters(settings, _marks(settings, [one.delivery_id for one in due if one.delivery_id]))
    write_beside(database)
    if database.empty_log():
        numbers = [one.id for one in due]
        database.write(lambda session: session.execute(delete(Remains).where(col(Remains.id).in_(numbers))))


def _marks(settings: Settings, deliveries: Collection[int]) -> frozenset[str]:
    return frozenset(mark(settings.secret_key, number) for number in deliveries)

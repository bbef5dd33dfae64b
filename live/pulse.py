"""What open pages follow: three numbers for each discussion that only rise (decisions/0048)."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion
from foundation.database import insert_in
from live.models import Pulse


class Numbers(NamedTuple):
    """How often the run, the messages to speakers and the questions changed."""

    acts: int = 0
    signals: int = 0
    questions: int = 0


NOTHING_YET = Numbers()


def stir(session: Session, discussion: Discussion, what: Literal["acts", "signals", "questions"]) -> None:
    """Pages that show these look again. In SQL, since many may ask at once."""
    table = SQLModel.metadata.tables["pulse"]
    first = {"discussion_id": discussion.id, **NOTHING_YET._asdict(), what: 1}
    insert = insert_in(session.get_bind().dialect.name)(table).values(first)
    session.execute(insert.on_conflict_do_update(index_elements=["discussion_id"], set_={what: table.c[what] + 1}))


def numbers_of(session: Session, discussions: Collection[int]) -> dict[int, Numbers]:
    """One query, whatever their number; discussions in which nothing happened yet are left out."""
    found = select(Pulse.discussion_id, Pulse.acts, Pulse.signals, Pulse.questions)
    rows = session.exec(found.where(col(Pulse.discussion_id).in_(discussions))).all()
    return {number: Numbers(*numbers) for number, *numbers in rows}

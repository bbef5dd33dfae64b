"""The cast and the props of the tests. Build with these, state in the test what matters, hide what does not.

Builders call the rules, with `now` always NOW unless a test says otherwise; so nothing is built that the rules refuse.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from events.models import Discussion, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import create_discussion, create_series
from foundation.database import Database
from foundation.people import Office, Role
from foundation.refusals import Refused, all_of
from foundation.sign_in import office_named
from registrations.models import Purpose, Registration
from registrations.register import Answers, register
from speakers import engagements, readiness
from speakers.engagements import ask
from speakers.invitations import Invitation
from speakers.models import Engagement

Work = Callable[[Session], Any]
Asking = Callable[..., Engagement]

JAKARTA, DILI, ZURICH = "Asia/Jakarta", "Asia/Dili", "Europe/Zurich"
NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
"""The present moment of most tests: a Monday, 10:00 in Jakarta, three weeks before the days below."""
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (datetime(2027, 2, day, 14) for day in range(22, 27))
"""Wall times, 14:00; in Jakarta that is 07:00 UTC."""


def an_office(session: Session, name: str = "Country Office Jakarta") -> Office:
    """The office with this name, made if new."""
    return office_named(session, name)


def a_series(
    session: Session, title: str = "Social protection", *, office: Office | None = None, **plan: Any
) -> Series:
    """An empty series; `plan` are fields of a SeriesPlan."""
    return create_series(session, office or an_office(session), SeriesPlan(title=title, **plan), NOW)


def a_discussion(
    session: Session, starts_at_local: datetime = WEDNESDAY, *, series: Series | None = None, now: datetime = NOW,
    **plan: Any,
) -> Discussion:  # fmt: skip
    """A draft of 90 minutes with a room and no people; `plan` are fields of a DiscussionPlan."""
    plan = {"title": "Who pays, and who gains", "room_url": "https://room.example/1", **plan}
    found = series or a_series(session)
    return create_discussion(session, found, DiscussionPlan(starts_at_local=starts_at_local, **plan), now)


def asked(
    session: Session, discussion: Discussion, full_name: str, role: str = Role.RESOURCE_PERSON, *,
    now: datetime = NOW, **words: Any,
) -> Engagement:  # fmt: skip
    """Somebody who has not answered yet; `words` are fields of an Invitation. Rudi is rudi@union.example."""
    words = words if "phone" in words else {"email": address_of(full_name), **words}
    return ask(session, discussion, Invitation(role=role, full_name=full_name, **words), now)


def accepted(
    session: Session, discussion: Discussion, full_name: str, role: str = Role.RESOURCE_PERSON, *,
    now: datetime = NOW, **words: Any,
) -> Engagement:  # fmt: skip
    """Somebody who said yes."""
    engagement = asked(session, discussion, full_name, role, now=now, **words)
    engagements.accept(session, engagement, now)
    return engagement


def a_published_discussion(
    session: Session, starts_at_local: datetime = WEDNESDAY, *, speakers: Asking = accepted, now: datetime = NOW,
    **plan: Any,
) -> Discussion:  # fmt: skip
    """Open to the public, chaired by Citra with Rudi as resource person; `speakers=asked` when they have not answered.

    Their addresses are of this discussion alone, so that a test may have several at the same hour.
    """
    discussion = a_discussion(session, starts_at_local, now=now, **plan)
    for full_name, role in (("Citra", Role.CHAIR), ("Rudi", Role.RESOURCE_PERSON)):
        speakers(session, discussion, full_name, role, email=f"{full_name.lower()}@{discussion.slug}.example", now=now)
    readiness.publish(session, discussion, now)
    return discussion


def registered(
    session: Session, discussion: Discussion, full_name: str, *, now: datetime = NOW, **answers: Any
) -> Registration:
    """Somebody who wants to take part; `answers` are fields of Answers. Ana is ana@union.example."""
    answers = answers if "phone" in answers else {"email": address_of(full_name), **answers}
    consents = {purpose: purpose is Purpose.TAKE_PART for purpose in Purpose}
    return register(session, discussion, Answers(full_name=full_name, consents=consents, **answers), now)


def address_of(full_name: str) -> str:
    return f"{full_name.lower().replace(' ', '.')}@union.example"


def refusals(session: Session, rule: Callable[..., object], *args: Any, **kwargs: Any) -> dict[str | None, str]:
    """What a rule refuses: each sentence by the field it concerns. Proves that nothing was changed."""
    before = every_row(session)
    with pytest.raises(Refused) as caught, session.begin_nested():
        rule(session, *args, **kwargs)
    assert every_row(session) == before
    return {single.field: str(single.message) for single in all_of(caught.value)}


def every_row(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All there is in the database, by table, in the values of its driver."""
    session.flush()
    return {table: list(map(tuple, session.connection().exec_driver_sql(rows))) for table, rows in _tables().items()}


def _tables() -> dict[str, str]:
    """How the rows of each table are read."""
    return {
        table.name: f"SELECT * FROM {table.name} ORDER BY {', '.join(column.name for column in table.primary_key)}"
        for table in SQLModel.metadata.sorted_tables
    }


def at_once(database: Database, works: Sequence[Work]) -> list[Any]:
    """What each answers, or the sentence it was refused with: all let go at one moment, each in its own transaction."""
    start = Barrier(len(works))

    def run(work: Work) -> Any:
        start.wait(timeout=60)
        return _outcome(database, work)

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def overlapping(database: Database, first: Work, second: Work) -> list[Any]:
    """What both answer: the second begins when the first has done its work and not committed it yet."""
    with ThreadPoolExecutor(1) as thread:
        with database.writing() as session:
            done = first(session)
            late = thread.submit(_outcome, database, second)
            wait([late], timeout=0.1)  # it stands before our lock now, unless it took none
        return [done, late.result(timeout=60)]


def _outcome(database: Database, work: Work) -> Any:
    try:
        with database.writing() as session:
            return work(session)
    except Refused as refusal:
        return str(refusal)


only_where_others_get_in_between = pytest.mark.parametrize("database_kind", ["postgresql"])
"""For a race played step by step. SQLite has one writer: nobody gets between its reading and its writing."""

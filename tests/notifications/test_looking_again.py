"""What was planned is found again quickly, whatever the database believes, and is not looked for twice."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from events.models import Discussion
from foundation.clock import utc_now
from foundation.database import Database
from notifications import plan
from notifications.kinds import KINDS
from notifications.plan import look_if_asked, owed_and_missing
from notifications.scope import scope_of_all
from tests.builders import NOW
from tests.notifications.house import MINUTE, RESTED, a_crowd_is_invited, a_quiet_house, again
from tests.outbox import Outbox

MANY, AT_ONCE = 2_000, timedelta(0)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_each_is_looked_up_by_its_key_also_where_nothing_was_counted_yet(database: Database) -> None:
    now = utc_now()
    a_crowd_is_invited(database, MANY, now)

    with database.writing() as session:
        discussion = session.exec(select(Discussion)).one()
        asked = owed_and_missing(scope_of_all(session, discussion, now, AT_ONCE), KINDS["invited"])
        bind = session.get_bind()
        assert isinstance(bind, Engine)
        said = asked.compile(dialect=bind.dialect, compile_kwargs={"render_postcompile": True})
        writes: Any = said._bind_processors
        given = {name: write(said.params[name]) if (write := writes.get(name)) else said.params[name]
                 for name in said.params}  # fmt: skip
        lines = session.connection().exec_driver_sql(f"EXPLAIN {said}", given).scalars().all()

    found_by = [after for line, after in pairwise(lines) if " on delivery" in line]
    assert found_by and all("person_id = " in line for line in found_by), "\n".join(lines)


def test_a_discussion_is_not_looked_at_again_when_somebody_else_has(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion = a_quiet_house(database, outbox)
    looked: list[int] = []
    monkeypatch.setattr(plan, "plan_discussion", lambda session, number, *_, **__: looked.append(number))

    with database.writing() as session:
        look_if_asked(session, discussion.id or 0, NOW, RESTED)
        assert looked == []
        again(session, discussion).attention_at = NOW + MINUTE
        session.flush()
        look_if_asked(session, discussion.id or 0, NOW, RESTED)
        assert looked == []
        look_if_asked(session, discussion.id or 0, NOW + MINUTE, RESTED)
        assert looked == [discussion.id]

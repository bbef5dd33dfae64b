"""The calendars that are served: both readers understand them alike, and they keep the rules for feeds."""

import pytest

from events.schedule import cancel
from foundation.database import Database
from foundation.people import Role
from registrations.register import personal_path as participants_path
from speakers.engagements import personal_path as speakers_path
from tests.browsing import Visitor, visitor
from tests.builders import MONDAY, NOW, TUESDAY, a_published_discussion, a_series, accepted, registered
from tests.calendar_lint import wrongs_of_feed
from tests.readings import BothReaders

__all__ = ["visitor"]


@pytest.mark.parametrize("is_discreet", [False, True])
def test_every_calendar_to_subscribe_to_keeps_the_rules(
    database: Database, visitor: Visitor, readers: BothReaders, is_discreet: bool
) -> None:
    with database.writing() as session:
        series = a_series(session, title="Jaminan sosial; untuk 🌱, semua")
        open_one = a_published_discussion(session, MONDAY, series=series, title="Siapa membayar; dan \\n siapa?")
        gone = a_published_discussion(session, TUESDAY, series=series)
        paths = [participants_path(session, registered(session, one, "Ana", discreet=is_discreet))
                 for one in (open_one, gone)]  # fmt: skip
        paths.append(speakers_path(session, accepted(session, open_one, "Oki", Role.OBSERVER)))
        cancel(session, gone, "", NOW)

    served = {path: visitor.get(path) for path in (f"/series/{series.slug}.ics", *(f"{p}/calendar.ics" for p in paths))}

    assert {path: answer.status_code for path, answer in served.items()} == dict.fromkeys(served, 200)
    wrongs = {path: wrongs_of_feed(answer.content, is_own="/series/" not in path) for path, answer in served.items()}
    assert wrongs == {path: [] for path in served}
    assert all(readers.read(answer.content).components for answer in served.values())

"""A clock that stood still: what is sent afterwards is what is still true, for every line of the plan.

And clocks that were turned: every zone keeps its local hours.
"""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from events.models import Discussion
from foundation.database import Database
from foundation.sign_in import add_organiser
from notifications.kinds import KINDS
from notifications.outbox import leaving_at
from notifications.timing import QUIET_FROM, QUIET_UNTIL, AfterEnd, LocalHour
from registrations.models import Visit
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, an_office, asked
from tests.notifications.house import DAY, EVE, HOUR, MINUTE, START, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

END = START + 90 * MINUTE
AT_EIGHT = START - 6 * HOUR
"""On the day of the discussion."""
WINDOWS = {
    "answer_first": (AT_EIGHT - 14 * DAY, AT_EIGHT - 11 * DAY),
    "answer_second": (AT_EIGHT - 11 * DAY, AT_EIGHT - 8 * DAY),
    "answer_last": (AT_EIGHT - 8 * DAY, START - 7 * DAY),
    "open_answers": (AT_EIGHT - 8 * DAY + 8 * HOUR, START - 7 * DAY),
    "readiness": (AT_EIGHT - 7 * DAY, START - 4 * DAY),
    "agenda": (AT_EIGHT - 7 * DAY + 2 * HOUR, START - 2 * DAY),
    "reminder_day": (EVE, START - 2 * HOUR),
    "eve": (EVE, START - 2 * HOUR),
    "reminder_hour": (START - HOUR, START - 10 * MINUTE),
    "thanks": (END + HOUR, END + 2 * DAY),
    "attendance": (END + HOUR, START + 19 * HOUR),
    "missed": (START + 19 * HOUR, END + 3 * DAY),
    "report": (START + 19 * HOUR, END + 4 * DAY),
}
"""Since when each line is due, and from when on it is too late, written here anew."""
DOWNTIMES = (MINUTE, 5 * HOUR, DAY, 3 * DAY, 10 * DAY, 30 * DAY)


def a_house_with_everybody(database: Database, outbox: Outbox) -> Discussion:
    """Speakers who agreed and one who has not answered, a participant who comes and one who does not, an organiser."""
    discussion = a_quiet_house(database, outbox)
    ana, _ = ana_registers(database, discussion), ana_registers(database, discussion, "Budi")
    with database.writing() as session:
        found = again(session, discussion)
        asked(session, found, "Sri")
        plan_agenda(session, found, [SlotRow(kind="panel", minutes=30)], NOW)
        add_organiser(session, "olga@office.example", an_office(session), NOW)
        session.add(Visit(discussion_id=found.id or 0, person_id=ana.person_id, joined_at=START))
    outbox.tick(NOW)
    return discussion


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_after_any_downtime_only_what_is_still_true_is_sent(database: Database, outbox: Outbox) -> None:
    discussion = a_house_with_everybody(database, outbox)
    moments = {due - MINUTE + down for due, _ in WINDOWS.values() for down in DOWNTIMES}

    with database.reading() as session:
        found = again(session, discussion)
        sent = {now: {line.kind for line in leaving_at(session, found, now, 2 * MINUTE)} for now in moments}

    assert {now: kinds - {"digest"} for now, kinds in sent.items()} == {
        now: {kind for kind, (due, too_late) in WINDOWS.items() if due <= now < too_late} for now in moments
    }


def test_every_line_of_the_plan_has_its_window_here() -> None:
    assert WINDOWS.keys() == {name for name, kind in KINDS.items() if kind.is_reminder}


def test_no_line_is_due_in_the_quiet_hours() -> None:
    hours = {timing.at for kind in KINDS.values() if isinstance(timing := kind.timing, LocalHour)}

    assert {at for at in hours if not QUIET_UNTIL <= at < QUIET_FROM} == set()


def scope_at(starts_at: datetime) -> Any:
    """As much of a scope as a timing asks for: thousands of rows would take minutes."""
    return SimpleNamespace(discussion=SimpleNamespace(starts_at=starts_at, ends_at=starts_at + 90 * MINUTE))


def turns_of(zone: str) -> list[datetime]:
    """The days on which the clocks of a zone are turned, as far as tzdata foresees them to the end of 2037."""
    days = [datetime(2026, 1, 1, 7, tzinfo=UTC) + number * 7 * DAY for number in range(12 * 53)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, before, after in zip(days[1:], offsets, offsets[1:], strict=False) if before != after]


def test_every_zone_keeps_its_local_hours_when_clocks_are_turned() -> None:
    hours = {(timing.days_before, timing.at) for kind in KINDS.values() if isinstance(timing := kind.timing, LocalHour)}
    wrong = []
    for zone in sorted(available_timezones()):
        for start in [NOW, *(turn + after for turn in turns_of(zone) for after in (timedelta(0), 7 * DAY))]:
            day, scope = start.astimezone(ZoneInfo(zone)).date(), scope_at(start)
            for days_before, at in hours:
                local = LocalHour(days_before, at).moment(scope, zone).astimezone(ZoneInfo(zone))
                if (local.date(), local.time()) != (day - timedelta(days=days_before), at):
                    wrong.append((zone, start, days_before, at, local))
    assert wrong == []


@pytest.mark.parametrize("zone", ["Asia/Dili", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
def test_what_comes_after_the_end_comes_when_its_reader_is_awake(zone: str) -> None:
    timing = AfterEnd(HOUR)
    for hour in range(24):
        scope = scope_at(START + hour * HOUR)
        moment = timing.moment(scope, zone)
        local = moment.astimezone(ZoneInfo(zone)).time()
        assert QUIET_UNTIL <= local < QUIET_FROM
        assert moment == scope.discussion.ends_at + HOUR or local == time(7)

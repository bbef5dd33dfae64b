"""Zone rules that change after a discussion was agreed: the wall time stays, the instant follows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from events.agenda import Row, items_of, set_agenda, timed
from events.models import Discussion
from events.schedule import cancel, follow_zone_rules
from tests import zone_rules
from tests.builders import DILI, FRIDAY, JAKARTA, NOW, WEDNESDAY, a_discussion, a_series, every_row

SEVEN, SIX = datetime(2027, 2, 24, 7, tzinfo=UTC), datetime(2027, 2, 24, 6, tzinfo=UTC)
"""14:00 in Jakarta by the rules of today, and where the clocks are eight hours ahead."""
LATER = NOW + timedelta(days=1)
Told = tuple[datetime, datetime, int, int, datetime | None]


def told_of(discussion: Discussion) -> Told:
    return (
        discussion.starts_at_local, discussion.starts_at, discussion.moves, discussion.revision,
        discussion.zone_moved_at,
    )  # fmt: skip


def test_every_coming_discussion_of_the_zone_follows_new_rules(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = a_series(session)
    coming, cancelled, elsewhere = (
        a_discussion(session, WEDNESDAY, series=series, timezone=zone) for zone in (JAKARTA, JAKARTA, DILI)
    )
    over = a_discussion(session, datetime(2027, 2, 1, 9), series=series, now=NOW - timedelta(days=1))
    cancel(session, cancelled, "", NOW)
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.EIGHT_HOURS)

    followed = follow_zone_rules(session, LATER)

    assert followed == [coming, cancelled]
    assert told_of(coming) == (WEDNESDAY, SIX, 1, 1, LATER)
    assert (coming.ends_at, coming.changed_at, coming.attention_at) == (SIX + timedelta(minutes=90), LATER, LATER)
    assert told_of(cancelled) == (WEDNESDAY, SIX, 1, 2, LATER)
    assert (elsewhere.zone_moved_at, over.zone_moved_at) == (None, None)
    assert (over.starts_at, over.moves) == (datetime(2027, 2, 1, 2, tzinfo=UTC), 0)


def test_once_followed_the_same_rules_change_nothing_more(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (WEDNESDAY, FRIDAY):
        a_discussion(session, day, series=a_series(session))
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.SKIPS_TWO_TO_THREE)
    follow_zone_rules(session, LATER)
    before = every_row(session)

    assert follow_zone_rules(session, LATER + timedelta(hours=1)) == []
    assert every_row(session) == before


@pytest.mark.parametrize("rules", [zone_rules.SKIPS_TWO_TO_THREE, zone_rules.REPEATS_TWO_TO_THREE])
def test_an_hour_that_new_rules_skip_or_repeat_becomes_the_earlier_reading(
    session: Session, monkeypatch: pytest.MonkeyPatch, rules: str
) -> None:
    discussion = a_discussion(session, WEDNESDAY + timedelta(minutes=30))
    zone_rules.install(monkeypatch, JAKARTA, rules)

    followed = follow_zone_rules(session, LATER)

    half_past = timedelta(minutes=30)
    assert followed == [discussion]
    assert told_of(discussion) == (WEDNESDAY + half_past, SIX + half_past, 1, 1, LATER)


def test_an_hour_that_becomes_doubtful_where_it_stands_is_shown_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.EIGHT_HOURS)
    discussion = a_discussion(session, WEDNESDAY)
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.REPEATS_TWO_TO_THREE)

    followed = [follow_zone_rules(session, now) for now in (LATER, LATER + timedelta(hours=1))]

    assert followed == [[], []]
    assert told_of(discussion) == (WEDNESDAY, SIX, 0, 0, LATER)


def test_the_agenda_follows_its_discussion(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    discussion = a_discussion(session)
    set_agenda(session, discussion, [Row(kind="opening", minutes=10), Row(kind="panel", minutes=60)])
    zone_rules.install(monkeypatch, JAKARTA, zone_rules.EIGHT_HOURS)

    follow_zone_rules(session, LATER)

    begins = [row.starts_at for row in timed(discussion, items_of(session, discussion))]
    assert begins == [SIX, SIX + timedelta(minutes=10)]

"""An organiser is told what became too late, and watches letters leave."""

import pytest

import main
from events.models import Discussion
from notifications import downtime
from tests.builders import registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk, has_registered
from tests.journeys.walking import DESK, Walk
from tests.notifications.house import DAY, HOUR, RESTED


@pytest.mark.parametrize("size", [DESK], ids=["1280x800"])
def test_an_organiser_watches_letters_leave(house: House, organiser: Walk) -> None:
    discussion = an_announced_discussion(house)
    at_the_desk(organiser)
    organiser.follow("Sending")
    organiser.sees("Everything leaves in time")

    with house.database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana", now=house.now)
    main.tick(house.database, house.settings, house.now)
    organiser.open(f"/desk/discussions/{discussion.slug}")
    organiser.follow("Watch them leave")
    organiser.sees("This page follows by itself.")
    house.tick()
    organiser.page.get_by_text("Everything that was due has left.").wait_for(timeout=20_000)


def test_an_organiser_is_told_what_became_too_late(house: House, organiser: Walk) -> None:
    discussion = an_announced_discussion(house)
    has_registered(house, discussion, "Ana")
    house.tick()
    for moment in (discussion.starts_at - 2 * DAY, discussion.starts_at - HOUR):
        with house.database.writing() as session:
            downtime.beat(session, moment, RESTED)
    house.now = discussion.starts_at - HOUR
    at_the_desk(organiser)

    organiser.sees("messages became too late while the service stood still.")
    organiser.follow("See why, and what to do")
    organiser.sees("The service stood still from", "Reminder, the first")

"""What stands in the house before somebody walks in."""

from typing import Any

from events.models import Discussion
from foundation.people import Role
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, WEDNESDAY, a_published_discussion, a_series, registered
from tests.journeys.house import House

TITLE = "Who pays, and who gains"
SUMMARY = "Contributions, wages and the informal economy.\nTwo unions report what they have tried."


def an_announced_discussion(house: House, *, language: str = "en", seats_taken: int = 0, **plan: Any) -> Discussion:
    """Wednesday 14:00 in Jakarta, with its agenda and speakers; so many seats are taken by others."""
    with house.database.writing() as session:
        series = a_series(session, "Unions on social protection", language=language,
                          summary="Ten discussions among members and officials of unions.")  # fmt: skip
        plan = {"title": TITLE, "summary": SUMMARY, "languages": [language], **plan}
        discussion = a_published_discussion(session, WEDNESDAY, series=series, **plan)
        _plan_the_afternoon(session, discussion)
        for number in range(seats_taken):
            registered(session, discussion, f"Member {number}")
    house.tick()
    return discussion


def _plan_the_afternoon(session: Any, discussion: Discussion) -> None:
    speakers = {one.role: one.id for one in active_engagements(session, discussion)}
    rows = [
        SlotRow(kind="opening", minutes=5, presenter=speakers[Role.CHAIR]),
        SlotRow(kind="presentation", title="A fund of our own", minutes=25, presenter=speakers[Role.RESOURCE_PERSON]),
        SlotRow(kind="panel", minutes=40, presenter=speakers[Role.CHAIR]),
        SlotRow(kind="questions", minutes=20),
    ]
    plan_agenda(session, discussion, rows, NOW)

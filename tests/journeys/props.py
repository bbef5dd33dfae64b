"""What stands in the house before somebody walks in."""

from typing import Any

from events.models import Discussion
from foundation.people import Role
from foundation.sign_in import add_organiser, ask_for_sign_in, token_of
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, WEDNESDAY, a_published_discussion, a_series, an_office, registered
from tests.journeys.house import House
from tests.journeys.walking import Walk

SARI = "sari@office.example"
TITLE = "Who pays, and who gains"
SUMMARY = "Contributions, wages and the informal economy.\nTwo unions report what they have tried."


def an_announced_discussion(house: House, *, language: str = "en", **plan: Any) -> Discussion:
    """Wednesday 14:00 in Jakarta, with its agenda and its speakers."""
    with house.database.writing() as session:
        series = a_series(session, "Unions on social protection", language=language,
                          summary="Ten discussions among members and officials of unions.")  # fmt: skip
        plan = {"title": TITLE, "summary": SUMMARY, "languages": [language], **plan}
        discussion = a_published_discussion(session, WEDNESDAY, series=series, **plan)
        _plan_the_afternoon(session, discussion)
    return discussion


def has_registered(house: House, discussion: Discussion, full_name: str, **answers: Any) -> None:
    """Somebody who holds a seat, or waits, and has the letter."""
    with house.database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), full_name, now=house.now, **answers)
    house.tick()


def at_the_desk(walk: Walk) -> None:
    """Sari has signed in."""
    with walk.house.database.writing() as session:
        add_organiser(session, SARI, an_office(session), walk.house.now, full_name="Sari")
        token = token_of(session, ask_for_sign_in(session, SARI, walk.house.now, by_mail=False))
    walk.open(f"/desk/sign-in/{token}")
    walk.press("Open my desk")


def _plan_the_afternoon(session: Any, discussion: Discussion) -> None:
    speakers = {one.role: one.id for one in active_engagements(session, discussion)}
    rows = [
        SlotRow(kind="opening", minutes=5, presenter=speakers[Role.CHAIR]),
        SlotRow(kind="presentation", title="A fund of our own", minutes=25, presenter=speakers[Role.RESOURCE_PERSON]),
        SlotRow(kind="panel", minutes=40, presenter=speakers[Role.CHAIR]),
        SlotRow(kind="questions", minutes=20),
    ]
    plan_agenda(session, discussion, rows, NOW)

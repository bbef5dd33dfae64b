"""Everybody finds their own calendar by name, on the page they came for."""

from sqlmodel import select

from registrations.models import Registration
from registrations.register import personal_path
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, has_registered

NAMES = ("Google", "Outlook.com", "Microsoft 365")
UNFOLDS = "Add to calendar"


def test_a_visitor_adds_a_date_or_the_whole_series(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house)
    ana = member()

    ana.open(f"/discussions/{discussion.slug}")
    ana.unfold(UNFOLDS)
    ana.sees(*NAMES, "Apple and others: file", "An entry added here stays as it is.")

    ana.follow("Unions on social protection")
    ana.unfold(UNFOLDS)
    ana.sees(*NAMES, "Apple and others", "Google only every 8 to 24 hours")


def test_a_member_and_a_speaker_subscribe_to_their_own(house: House, member: Someone) -> None:
    discussion = an_announced_discussion(house, language="id")
    has_registered(house, discussion, "Ana", language="id")
    with house.database.reading() as session:
        speaker = session.exec(select(Engagement).where(Engagement.full_name == "Rudi")).one()
        paths = (personal_path(session, session.exec(select(Registration)).one()), speakers_path(session, speaker))
    ana = member("id")

    for path in paths:
        ana.open(f"{path}?language=id")
        ana.unfold(UNFOLDS)
        ana.sees(
            *NAMES, "Calendar file", "Or a calendar of your own for this series, which follows changes:",
            "The address of this calendar is secret, like the one of this page. Google or Microsoft will know it, and "
            "whoever has it can act for you here.",
        )  # fmt: skip

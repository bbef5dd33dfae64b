"""The demo series: invented people in `demo.json`, brought in through the rules of the house as if it had all happened.

Dates move by whole weeks, so that weekdays stay; then the one discussion named `tomorrow` is put on the day after
today in Jakarta, which whole weeks alone can give on one weekday only. Who has no e-mail address has a number from
the range that Ofcom keeps for drama: none is known to be kept in Indonesia or Timor-Leste.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from events.models import Discussion, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import create_discussion, create_series
from foundation.moments import instant_of
from foundation.people import Person, find_person
from foundation.sign_in import add_organiser, office_named
from registrations import seats
from registrations.attendance.check_in import enter
from registrations.attendance.models import FIRST, SECOND
from registrations.certificates import earning as certificates
from registrations.door import join
from registrations.evaluation.answering import Answers, answer
from registrations.evaluation.questions import ITEMS
from registrations.form import form_of, read_answers
from registrations.models import Registration
from registrations.register import register
from speakers import readiness
from speakers.engagements import accept, ask
from speakers.invitations import Invitation
from speakers.models import Engagement
from speakers.slots import SlotRow, plan_agenda

SCRIPT = Path(__file__).with_name("demo.json")
SERIES = "trade-unions-social-protection"
"""Its slug."""
ANNOUNCED, ANSWERED, GAVE_UP = timedelta(days=28), timedelta(days=2), timedelta(hours=5)
"""So long before the start a discussion was published; so long after being asked or registering people decided."""


@dataclass(frozen=True)
class Scene:
    """One discussion of the script with its date. Nothing in it happens after `now`."""

    script: dict[str, Any]
    participants: dict[str, dict[str, Any]]
    speakers: dict[str, dict[str, Any]]
    starts_at_local: datetime
    now: datetime

    @property
    def starts_at(self) -> datetime:
        return instant_of(self.starts_at_local, self.script["plan"]["timezone"])

    @property
    def opens_at(self) -> datetime:
        return self.by_now(self.starts_at - ANNOUNCED)

    def by_now(self, moment: datetime) -> datetime:
        return min(moment, self.now)


def load_demo(session: Session, now: datetime) -> Person:
    """Load the demo, once, and give its organiser. At `now` two of its discussions have ended, one is tomorrow and
    full, the others lie ahead, the last is a draft. Refused when another series or discussion has one of its slugs."""
    script = json.loads(SCRIPT.read_text())
    organiser = find_person(session, script["organiser"]["email"], None)
    if organiser is not None and _is_loaded(session, SERIES):
        return organiser
    scenes = _scenes(script, now)
    begins_at = min(scene.opens_at for scene in scenes)
    office = office_named(session, **script["office"])
    organiser = add_organiser(session, office=office, now=begins_at, **script["organiser"])
    series = create_series(session, office, SeriesPlan(**script["series"]), begins_at)
    for scene in scenes:
        _play(session, series, scene)
    for held in session.exec(select(Discussion).where(Discussion.series_id == series.id, Discussion.ends_at <= now)):
        certificates.follow(session, held.id or 0, held.ends_at)  # as of then: nobody is written to about the past
    return organiser


def _is_loaded(session: Session, slug: str) -> bool:
    return session.exec(select(Series.id).where(Series.slug == slug)).first() is not None


def _scenes(script: dict[str, Any], now: datetime) -> list[Scene]:
    today = now.astimezone(ZoneInfo(script["office"]["timezone"])).date()
    weeks = timedelta(weeks=round((today - date.fromisoformat(script["anchor"])).days / 7))
    return [
        Scene(scene, script["participants"], script["speakers"], _wall_time(script, scene, today, weeks), now)
        for scene in script["discussions"]
    ]


def _wall_time(script: dict[str, Any], scene: dict[str, Any], today: date, weeks: timedelta) -> datetime:
    wall = datetime.fromisoformat(scene["starts_at_local"])
    if scene["plan"]["slug"] == script["tomorrow"]:
        return datetime.combine(today + timedelta(days=1), wall.time())
    return wall + weeks


def _play(session: Session, series: Series, scene: Scene) -> None:
    plan = DiscussionPlan(starts_at_local=scene.starts_at_local, **scene.script["plan"])
    discussion = create_discussion(session, series, plan, scene.opens_at)
    asked = _ask_everybody(session, discussion, scene)
    _write_agenda(session, discussion, scene, asked)
    if not scene.script["is_draft"]:
        readiness.publish(session, discussion, scene.opens_at)
    for who, engagement in asked.items():
        if who not in scene.script["unanswered"]:
            accept(session, engagement, scene.by_now(scene.opens_at + ANSWERED))
    registered = _register_everybody(session, discussion, scene)
    for who in scene.script["gave_up"]:
        given_up_at = scene.by_now(registered[who].registered_at + GAVE_UP)
        seats.give_up(session, discussion, registered[who], given_up_at)
    for who, minute in scene.script["joined_at_minute"].items():
        join(session, discussion, registered[who].person_id, scene.starts_at + timedelta(minutes=minute))
    there = [registered[who] for who in scene.script["joined_at_minute"]]
    if there and discussion.is_over(scene.now):
        _say_afterwards(session, discussion, there)


def _say_afterwards(session: Session, discussion: Discussion, there: list[Registration]) -> None:
    """Who joined checked in twice, and says what they thought of it; one in five says nothing."""
    enter(session, discussion, [FIRST, SECOND], [one.id or 0 for one in there], by_id=None, now=discussion.ends_at)
    for number, one in enumerate(there):
        marks = {item: 5 - (number + place) % 4 % 3 for place, item in enumerate(ITEMS)}
        if number % 5:
            answers = Answers(ratings=marks, sex=one.sex, group=one.group)
            answer(session, discussion, one, answers, now=discussion.ends_at)


def _ask_everybody(session: Session, discussion: Discussion, scene: Scene) -> dict[str, Engagement]:
    return {
        who: ask(session, discussion, Invitation(role=role, **scene.speakers[who]), scene.opens_at)
        for who, role in scene.script["roles"].items()
    }


def _write_agenda(session: Session, discussion: Discussion, scene: Scene, asked: dict[str, Engagement]) -> None:
    rows = []
    for row in scene.script["agenda"]:
        presenter = asked[row["presenter"]].id if "presenter" in row else None
        rows.append(SlotRow(kind=row["kind"], minutes=row["minutes"], title=row["title"], presenter=presenter))
    plan_agenda(session, discussion, rows, scene.opens_at)


def _register_everybody(session: Session, discussion: Discussion, scene: Scene) -> dict[str, Registration]:
    """In the order of time, so that the first have the seats and the last wait."""
    registered = {}
    for who, days in sorted(scene.script["registered_days_before"].items(), key=lambda pair: -pair[1]):
        answers = read_answers(form_of(scene.participants[who]))
        registered_at = scene.by_now(scene.starts_at - timedelta(days=days))
        registered[who] = register(session, discussion, answers, registered_at)
    return registered

"""What was held in the demo: the discussions that have ended get their ninety minutes, through the rules of the house.

Beside registrations/demo.py, which knows nothing of this floor. Whoever opens a console, a wall or the desk's page of
the run finds them filled.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.people import Role
from live import record
from live.acts import Wanted, Wish, acts_of, agenda_of, do, show_now
from live.models import Question
from live.questions import ask, decide, support
from live.run_of_show import MINUTE
from live.signals import see, send
from registrations.models import Registration, Status, Visit
from speakers.models import Engagement
from speakers.queries import active_engagements

SCRIPT = Path(__file__).with_name("demo.json")


@dataclass(frozen=True)
class Held:
    """A discussion that has ended, who chaired it, who else had a part, and who was in the room."""

    discussion: Discussion
    chair: Engagement
    others: Sequence[Engagement]
    there: Sequence[Registration]

    def at(self, minute: float) -> datetime:
        return self.discussion.starts_at + minute * MINUTE


def hold_demo(session: Session, series_slug: str, now: datetime) -> None:
    """Once for each discussion that is over by `now`."""
    script = json.loads(SCRIPT.read_text())
    ended = select(Discussion).join(Series).where(Series.slug == series_slug, Discussion.ends_at <= now)
    for discussion in session.exec(ended.order_by(col(Discussion.number))).all():
        if not acts_of(session, discussion):
            _hold(session, _held(session, discussion), script)


def _held(session: Session, discussion: Discussion) -> Held:
    there = session.exec(
        select(Registration).join(Visit, col(Visit.person_id) == Registration.person_id)
        .where(Visit.discussion_id == discussion.id, Registration.discussion_id == discussion.id,
               Registration.status == Status.CONFIRMED)
        .order_by(col(Registration.id)).distinct()
    ).all()  # fmt: skip
    agreed = [one for one in active_engagements(session, discussion) if one.is_accepted]
    chair = next(one for one in agreed if one.role == Role.CHAIR)
    return Held(discussion, chair, [one for one in agreed if one is not chair], there)


def _hold(session: Session, held: Held, script: dict[str, Any]) -> None:
    begins = [(row.starts_at - held.discussion.starts_at) / MINUTE for row in agenda_of(session, held.discussion)]
    for place, minute in enumerate([*begins, held.discussion.minutes]):
        late = script["late"][min(place, len(script["late"]) - 1)]
        wanted = Wanted(Wish.NEXT, place)
        do(session, held.discussion, wanted, by_id=held.chair.person_id, now=held.at(minute + late))
    for number, question in enumerate(script["questions"]):
        _ask(session, held, question, number)
    _say(session, held, script["signal"])
    for note, of in zip(script["inputs"], (_observer(held), None), strict=True):
        record.note_input(session, held.discussion, of, note, now=held.at(80))
    _confirm(session, held)


def _ask(session: Session, held: Held, script: dict[str, Any], number: int) -> None:
    """Asked by one, supported by those beside, decided by the chair."""
    asking, now = held.there[number % len(held.there)], held.at(script["minute"])
    ask(session, held.discussion, asking, script["text"], is_anonymous="is_anonymous" in script, now=now)
    stored = session.exec(select(Question.id).where(
        Question.discussion_id == held.discussion.id, Question.text == script["text"]
    )).one()  # fmt: skip
    beside = [one for one in held.there if one is not asking][: script["supports"]]
    for one in beside:
        support(session, held.discussion, one, stored or 0, wanted=True, now=now + MINUTE)
    decide(session, held.discussion, stored or 0, script["state"], answer=script.get("answer", ""),
           by_id=held.chair.person_id, now=now + 2 * MINUTE)  # fmt: skip


def _say(session: Session, held: Held, script: dict[str, Any]) -> None:
    speaker, now = next(one for one in held.others if one.role == Role.RESOURCE_PERSON), held.at(script["minute"])
    send(session, held.discussion, speaker, ready=script["ready"], text="", by_id=held.chair.person_id, now=now)
    see(session, held.discussion, speaker.person_id, 2**31 - 1, now=now + MINUTE)


def _observer(held: Held) -> Engagement | None:
    return next((one for one in held.others if one.role == Role.OBSERVER), None)


def _confirm(session: Session, held: Held) -> None:
    now = held.at(held.discussion.minutes + 20)
    steps = show_now(session, held.discussion, now).steps
    minutes = [record.minutes_held(step, has_begun=True) for step in steps]
    record.confirm(session, held.discussion, minutes, by_id=held.chair.person_id, now=now)

"""What every view of a running discussion shows: the agenda as it runs, and what an open page follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Request
from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from foundation.languages import Message, say, say_many
from live.acts import acts_of
from live.pulse import NOTHING_YET, numbers_of
from live.run_of_show import MINUTE, Show, Step, show_of
from live.wall_link import version_of, wall_path
from speakers.programme import Part

BEFORE = timedelta(minutes=60)
"""So long before the start the views are offered on personal pages."""
AMBER, RED = timedelta(minutes=5), timedelta(minutes=1)
WORDS = {
    "good": say("In time"), "wait": say("Close to the end"), "bad": say("Last minute"), "over": say("Over time"),
}  # fmt: skip
"""What the clock says beside its figures and its shape."""


@dataclass(frozen=True)
class Line:
    """A row of the agenda: what and who, and how it runs."""

    part: Part
    step: Step

    @property
    def minutes(self) -> int:
        return int(self.step.planned / MINUTE)


@dataclass(frozen=True)
class Stage:
    """One discussion at one moment."""

    show: Show
    lines: Sequence[Line]
    now: datetime

    @property
    def running(self) -> Line | None:
        return next((line for line in self.lines if line.step.is_running), None)

    @property
    def coming(self) -> Line | None:
        return next((line for line in self.lines if line.step.is_to_come), None)

    @property
    def mine(self) -> Line | None:
        """The next own row of whoever reads this, while it is still to come."""
        return next((line for line in self.lines if line.part.is_mine and line.step.is_to_come), None)

    @property
    def punctuality(self) -> Message:
        late = self.show.minutes_late
        if late > 0:
            return say_many("running {count} minute late", "running {count} minutes late", late)
        if late < 0:
            return say_many("{count} minute ahead", "{count} minutes ahead", -late)
        return say("on time")

    @property
    def is_late_to_begin(self) -> bool:
        return self.show.began_at is None and self.show.minutes_late > 0

    @property
    def tone(self) -> str:
        """Of the running row, as the clock shows it."""
        return tone_of(self.running.step.due_at - self.now) if self.running else ""

    @property
    def word(self) -> Message:
        return WORDS[self.tone]

    @property
    def left(self) -> Message:
        """For a page that nothing makes tick: whole minutes, the last one to its end."""
        assert self.running is not None, "only what runs has time left"
        return time_left(self.running.step.due_at - self.now)


def tone_of(left: timedelta) -> str:
    """Amber from five minutes on, red from one, and then it is over."""
    if left < timedelta(0):
        return "over"
    return "bad" if left <= RED else "wait" if left <= AMBER else "good"


def time_left(left: timedelta) -> Message:
    if left < timedelta(0):
        return say_many("{count} minute over", "{count} minutes over", int(-left / MINUTE))
    return say_many("{count} minute left", "{count} minutes left", -int(-left // MINUTE))


def stage_of(session: Session, discussion: Discussion, programme: Sequence[Part], now: datetime) -> Stage:
    """`programme` is the agenda as this reader may see it."""
    show = show_of(programme, acts_of(session, discussion), now, since=discussion.door_opens_at())
    return Stage(show, [Line(part, step) for part, step in zip(programme, show.steps, strict=True)], now)


def shown_on_stage(
    request: Request[Any, Any, Any], session: Session, discussion: Discussion, programme: Sequence[Part]
) -> dict[str, Any]:
    """What the templates of all views want to know."""
    now, number = request.app.state.now(), discussion.id or 0
    wall = wall_path(request.app.state.settings.secret_key, number, version_of(session, number))
    return {
        "stage": stage_of(session, discussion, programme, now), "discussion": discussion, "wall": wall,
        "series": series_of(session, discussion), "words": WORDS, "now_milliseconds": int(now.timestamp() * 1000),
        "numbers": numbers_of(session, [number]).get(number, NOTHING_YET)._asdict(),
    }  # fmt: skip


def is_offered(discussion: Discussion, now: datetime) -> bool:
    """Whether personal pages lead to the live view: from an hour before the start until the door closes."""
    return not discussion.is_cancelled and discussion.starts_at - BEFORE <= now < discussion.door_closes_at()

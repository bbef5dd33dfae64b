"""A line of the plan as a form of the desk: what holds becomes fields, what is typed becomes a plan and words."""

import re
from dataclasses import replace
from datetime import datetime, time

from sqlmodel import Session

from events.plans import Wrongs
from foundation.forms import Form
from foundation.languages import LANGUAGES, Message, say
from foundation.refusals import Refused
from notifications.own_words import say_it, words_in
from notifications.plan_changes import change_line, forget_line
from notifications.plan_lines import LinePlan
from notifications.plan_places import Place
from notifications.time_line import Line

INHERITED, OWN, OFF = "inherited", "own", "off"
HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?", re.ASCII)


def line_form(session: Session, line: Line) -> Form:
    """The line and the words as they hold, inherited or own."""
    said = words_in(session, line.place)
    words = {f"words_{language}": said.get((line.kind.name, language), "") for language in LANGUAGES}
    return Form.showing(
        mode=INHERITED if not line.has_own_hour else OWN if line.plan.is_on else OFF, days=line.plan.days,
        at="" if line.plan.at is None else f"{line.plan.at:%H:%M}", minutes=line.plan.minutes, **words,
    )  # fmt: skip


def modes(place: Place) -> list[tuple[str, Message]]:
    """Whose hour a line may have."""
    as_before = say("As by default") if place.discussion is None else say("As in the series")
    return [(INHERITED, as_before), (OWN, say("At another hour")), (OFF, say("Not at all"))]


def save_line(session: Session, line: Line, form: Form, now: datetime) -> None:
    """Write what was typed; refused with everything that is wrong about hour and words."""
    with Wrongs() as wrongs:
        if line.is_movable:
            wrongs.note(_save_hour, session, line, form, now)
        if line.may_have_words:
            wrongs.note(say_it, session, line.place, line.kind.name, _typed_words(form))


def _save_hour(session: Session, line: Line, form: Form, now: datetime) -> None:
    """Another hour that was typed counts, also where nobody touched the choice above it."""
    if form["mode"] == OFF:
        change_line(session, line.place, line.kind, plan=replace(line.plan, is_on=False), now=now)
        return
    typed = _typed_plan(line, form)
    if form["mode"] == INHERITED and typed == replace(line.plan, is_on=True):
        forget_line(session, line.place, line.kind, now)
    else:
        change_line(session, line.place, line.kind, plan=typed, now=now)


def _typed_plan(line: Line, form: Form) -> LinePlan:
    if line.is_counted_in_days:
        return LinePlan(is_on=True, days=_number(form, "days"), at=_hour(form, "at"))
    return LinePlan(is_on=True, minutes=_number(form, "minutes"))


def _typed_words(form: Form) -> dict[str, str]:
    return {code: form[f"words_{code}"] for code in LANGUAGES if form.all(f"words_{code}")}


def _number(form: Form, name: str) -> int:
    number = form.whole_number(name)
    if number is None:
        raise Refused(say("Please write a whole number, such as 25."), name)
    return number


def _hour(form: Form, name: str) -> time | None:
    typed = HOUR.fullmatch(form[name])
    return None if typed is None else time(int(typed[1]), int(typed[2]))

"""The agenda of one speaker as a paper: their own rows marked; for the chair it is the run sheet."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from events.words import ROLES
from foundation import moments
from foundation.languages import LANGUAGES, Message, say
from foundation.papers import paper
from foundation.people import Person, Role
from notifications.run_sheet import Listed, RunSheet
from notifications.told import line
from speakers.models import Engagement
from speakers.programme import Part, programme_for

SHEET = Path(__file__).with_name("agenda.typ")


def agenda_paper(said: Mapping[str, Any], now: datetime) -> bytes:
    """The PDF of what `said_on_paper` says."""
    return paper(SHEET, said, now)


def said_on_paper(
    session: Session, engagement: Engagement, about: tuple[Discussion, Person], sheet: RunSheet
) -> dict[str, Any]:
    """Every word of the paper, in the language and on the clock of this person."""
    discussion, person = about
    language, zone = person.language, person.timezone
    parts = programme_for(session, discussion, engagement)
    return {
        "language": language, "heading": heading(engagement).in_language(language), "title": line(discussion.title),
        "when": moments.both_zones(discussion.starts_at, zone, discussion.timezone, language),
        "reader": f"{line(engagement.full_name)} · {ROLES[engagement.role].in_language(language)}",
        "rows": [_row(part, zone, language) for part in parts],
        "people": [_person(one, language) for one in sheet.people],
        "people_heading": say("With you, and how to say the names:").in_language(language),
        "questions": [line(question) for question in sheet.questions],
        "questions_heading": say("Questions sent ahead:").in_language(language),
        "channels": [line(channel) for channel in sheet.channels],
        "channels_heading": say("Language channels:").in_language(language),
        "languages": ", ".join(LANGUAGES.get(code, code) for code in sheet.languages),
    }  # fmt: skip


def heading(engagement: Engagement) -> Message:
    return say("Run sheet") if engagement.role == Role.CHAIR else say("Agenda")


def _row(part: Part, zone: str, language: str) -> dict[str, Any]:
    who = part.presenter or (say("to be confirmed").in_language(language) if part.is_to_be_confirmed else "")
    return {
        "time": moments.time_only(part.starts_at, zone, language), "is_mine": part.is_mine, "who": line(who),
        "what": line(part.item.title) or part.kind.in_language(language),
        "length": moments.duration(part.item.minutes, language),
    }  # fmt: skip


def _person(one: Listed, language: str) -> dict[str, str]:
    spoken = f" (“{line(one.spoken)}”)" if one.spoken else ""
    length = moments.duration(one.minutes, language) if one.minutes else ""
    about = filter(None, (line(one.title), ROLES[one.role].in_language(language), length, one.phone))
    return {"name": line(one.name) + spoken, "about": ", ".join(about)}

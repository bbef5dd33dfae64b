"""The run sheet in words, for one reader (run_sheet.py)."""

from typing import Any

from events.words import ROLES
from foundation.languages import LANGUAGES
from foundation.moments import duration
from notifications.run_sheet import RunSheet
from notifications.told import line
from speakers.preparing.editing import TITLES


def words_of_sheet(sheet: RunSheet, language: str) -> dict[str, Any]:
    """What the chair introduces with, whom the others reach, what is missing; every text on one line."""
    return {"sheet": _of_the_day(sheet, language), "is_closed": sheet.is_closed,
            "missing": [TITLES[name] for name in sheet.missing]}  # fmt: skip


def _of_the_day(sheet: RunSheet, language: str) -> dict[str, Any]:
    return {
        "people": [
            {"name": line(one.name), "title": line(one.title), "spoken": line(one.spoken), "role": ROLES[one.role],
             "phone": one.phone, "length": duration(one.minutes, language) if one.minutes else ""}
            for one in sheet.people
        ],
        "questions": [line(question) for question in sheet.questions],
        "languages": ", ".join(LANGUAGES.get(code, code) for code in sheet.languages),
        "channels": [line(channel) for channel in sheet.channels],
        "chair": line(sheet.chair.name) if sheet.chair else "", "chair_phone": sheet.chair.phone if sheet.chair else "",
    }  # fmt: skip

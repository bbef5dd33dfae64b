"""Announcements as forms of the desk, and what the form offers to choose from."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from events.words import ROLES
from foundation.forms import Form
from foundation.languages import LANGUAGES, say
from notifications.announcements.audience import CAME, NOT_ANSWERED, STAYED_AWAY, Audience
from notifications.announcements.models import Announcement
from notifications.announcements.writing import Writing
from notifications.calendar_answers import NO, NONE_YET, PERHAPS, YES
from notifications.models import EntryAnswer
from registrations.desk_words import STATUSES
from registrations.form import LEVELS
from registrations.models import Registration, Status

DISCUSSION, NEWS = "discussion", "news"
MOST_UNIONS = 100
"""The most common ones; a longer list nobody reads."""
CHOICES: dict[str, Sequence[tuple[str, Any]]] = {
    "about": [
        (DISCUSSION, say("About this discussion: to those who have a part in it")),
        (NEWS, say("News of other discussions: only to those who agreed to news")),
    ],
    "roles": [(role.value, word) for role, word in ROLES.items()],
    "statuses": [(one.value, STATUSES[one]) for one in (Status.CONFIRMED, Status.WAITING, Status.CANCELLED)],
    "answers": [
        (EntryAnswer.ACCEPTED.value, YES), (EntryAnswer.TENTATIVE.value, PERHAPS), (EntryAnswer.DECLINED.value, NO),
        (NOT_ANSWERED, NONE_YET),
    ],
    "levels": [(level.value, word) for level, word in LEVELS.items()],
    "attendance": [("", say("Everybody")), (CAME, say("Who was there")), (STAYED_AWAY, say("Who was not there"))],
}  # fmt: skip
CRITERIA = [field.name for field in fields(Audience)]


def new_form() -> Form:
    return Form.showing(about=DISCUSSION)


def form_of(announcement: Announcement) -> Form:
    stored = Audience.of(announcement.audience).stored()
    words = {f"{part}_{code}": [said[part]] for code, said in announcement.texts.items() for part in said}
    chosen = {name: value if isinstance(value, list) else [value] for name, value in stored.items()}
    return Form({"about": [NEWS if announcement.is_news else DISCUSSION], **chosen, **words})


def writing_in(form: Form) -> Writing:
    chosen = {name: tuple(form.all(name)) for name in CRITERIA if name != "attendance"}
    return Writing(
        is_news=form["about"] == NEWS, audience=Audience(attendance=form["attendance"], **chosen),
        texts={code: (form[f"subject_{code}"], form[f"text_{code}"]) for code in LANGUAGES},
    )  # fmt: skip


def choices_in(session: Session, discussion: Discussion, series: Series) -> dict[str, Any]:
    """What the page of the form needs: the choices, and the languages with that of the series first."""
    named = select(Registration.union).where(Registration.discussion_id == discussion.id, Registration.union != "")
    unions = session.exec(
        named.group_by(Registration.union).order_by(func.count().desc(), col(Registration.union)).limit(MOST_UNIONS)
    ).all()
    others = [(code, name) for code, name in LANGUAGES.items() if code != series.language]
    return {
        "choices": {**CHOICES, "unions": [(union, union) for union in unions]},
        "language_of_series": (series.language, LANGUAGES[series.language]), "other_languages": others,
    }  # fmt: skip

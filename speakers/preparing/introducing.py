"""Who is introduced on public pages, with a photo and some words: whoever said so, for as long as they can take it back
(decisions/0068)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import say
from foundation.people import Role
from foundation.refusals import Conflict, Missing, Refused
from speakers.models import Engagement
from speakers.preparing.materials import Brought, material_of, take
from speakers.preparing.models import (
    IntroductionConsent,
    Material,
    MaterialKind,
    MaterialPart,
    Portrait,
    Preparation,
)
from speakers.preparing.photos import portrait_of

CONSENT_VERSION = "2026-11"
CONSENT = say(
    "I agree that my photo and the beginning of my biography stand on the public page of the discussion, where "
    "everybody can see them. I can take this back at any time; then both go at once."
)
"""The words of this version; whoever changes them gives them another version."""
MOST_SIGNS = 400
"""Of a biography on a public page, which is read on costly data."""


@dataclass(frozen=True)
class Introduction:
    """What everybody may see of a speaker besides name and function. `photo` is the number of a portrait."""

    words: str = ""
    photo: int | None = None


def agree_to_introduction(
    session: Session, engagement: Engagement, now: datetime, *, is_ticked: bool, language: str
) -> None:  # fmt: skip
    """Yes to the words of CONSENT, with the box ticked. Refused to whoever no public page names."""
    if not is_ticked:
        raise Refused(say("Please tick the box if you agree."), "introduced")
    if not engagement.is_accepted or engagement.role == Role.OBSERVER:
        raise Conflict(say("Please say first that you take part."), "introduced")
    _say(session, engagement, now, given=True, language=language)
    _draw(session, engagement)


def take_back_introduction(session: Session, engagement: Engagement, now: datetime, *, language: str) -> None:
    """At any time, also when the rest is closed; public pages are without both from the next look on."""
    _say(session, engagement, now, given=False, language=language)
    if (photo := material_of(session, engagement, MaterialKind.PHOTO)) is not None:
        session.execute(delete(Portrait).where(col(Portrait.material_id) == photo.id))


def take_photo(session: Session, engagement: Engagement, brought: Brought | Refused, now: datetime) -> None:
    """In the place of an earlier one, also where public pages show it."""
    take(session, engagement, brought, now)
    if is_introduced(session, engagement):
        _draw(session, engagement)


def is_introduced(session: Session, engagement: Engagement) -> bool:
    return engagement.person_id in _agreed(session, engagement.discussion_id)


def introductions_in(session: Session, discussion: Discussion, now: datetime) -> Mapping[int, Introduction]:
    """By person. Nobody any more when personal links have ended, by which consent is taken back."""
    if now >= discussion.links_die_at():
        return {}
    rows = session.exec(
        select(Preparation.person_id, Preparation.biography).where(Preparation.discussion_id == discussion.id)
    ).all()
    words, photos = dict(rows), _portraits(session, discussion)
    return {
        number: Introduction(in_short(words.get(number, "")), photos.get(number))
        for number in _agreed(session, discussion.id or 0)
    }


def portrait_in(session: Session, discussion: Discussion, number: int) -> bytes:
    """The caller has found that a public page shows it."""
    portrait = session.get(Portrait, number)
    material = session.get(Material, number)
    if portrait is None or material is None or material.discussion_id != discussion.id:
        raise Missing
    return portrait.content


def in_short(text: str) -> str:
    """One paragraph of whole words, with a sign where more was said."""
    whole = " ".join(text.split())
    if len(whole) <= MOST_SIGNS:
        return whole
    return f"{whole[: MOST_SIGNS - 1].rpartition(' ')[0] or whole[: MOST_SIGNS - 1]}…"


def _say(session: Session, engagement: Engagement, now: datetime, *, given: bool, language: str) -> None:
    """A row when something else was said last; the press that comes twice is once."""
    if is_introduced(session, engagement) != given:
        session.add(IntroductionConsent(
            discussion_id=engagement.discussion_id, person_id=engagement.person_id, given=given,
            version=CONSENT_VERSION, language=language, at=now,
        ))  # fmt: skip
        session.flush()


def _agreed(session: Session, discussion_id: int) -> set[int]:
    """Whose last word is yes."""
    last = select(func.max(IntroductionConsent.id)).where(IntroductionConsent.discussion_id == discussion_id)
    said = select(IntroductionConsent.person_id).where(
        col(IntroductionConsent.id).in_(last.group_by(col(IntroductionConsent.person_id))),
        col(IntroductionConsent.given),
    )
    return set(session.exec(said).all())


def _draw(session: Session, engagement: Engagement) -> None:
    photo = material_of(session, engagement, MaterialKind.PHOTO)
    if photo is None or photo.id is None or session.get(Portrait, photo.id) is not None:
        return
    parts = select(MaterialPart.content).where(MaterialPart.material_id == photo.id)
    whole = b"".join(session.exec(parts.order_by(col(MaterialPart.number))).all())
    session.add(Portrait(material_id=photo.id, content=portrait_of(whole)))
    session.flush()


def _portraits(session: Session, discussion: Discussion) -> dict[int, int]:
    drawn = select(Material.person_id, Portrait.material_id).join(Material)
    return dict(session.exec(drawn.where(Material.discussion_id == discussion.id)).all())

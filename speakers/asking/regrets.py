"""A no with words: why, and who might be asked instead."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from events.models import Discussion
from events.plans import Wrongs
from foundation.languages import say
from foundation.people import NAME_LIMIT, checked_email, checked_phone, clean_text
from foundation.refusals import Refused
from speakers.asking.models import Regret
from speakers.engagements import decline
from speakers.invitations import checked_words
from speakers.models import Engagement


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says with a no; all of it as they wish. The contact is an address or a phone number."""

    reason: str = ""
    suggested_name: str = ""
    suggested_contact: str = ""


def decline_saying(session: Session, engagement: Engagement, words: Words, now: datetime) -> None:
    """No, with these words. Refused: a name without a way to reach that person, and the other way round."""
    with Wrongs() as wrongs:
        reason = wrongs.note(checked_words, words.reason, "reason")
        name = wrongs.note(_checked_name, words)
        contact = wrongs.note(_checked_contact, words)
    decline(session, engagement, now)
    regret = session.get_one(Regret, (engagement.discussion_id, engagement.person_id))
    regret.reason, regret.suggested_name, regret.suggested_contact = reason, name, contact
    session.flush()


def regrets_in(session: Session, discussion: Discussion) -> dict[int, Regret]:
    """By the number of the person who said no."""
    found = session.exec(select(Regret).where(Regret.discussion_id == discussion.id)).all()
    return {regret.person_id: regret for regret in found}


def _checked_name(words: Words) -> str:
    name = clean_text(words.suggested_name)
    if words.suggested_contact.strip() and not name:
        raise Refused(say("Whose address is this? Please write the name as well."), "suggested_name")
    if len(name) > NAME_LIMIT:
        raise Refused(say("A name can have {limit} characters at most.", limit=NAME_LIMIT), "suggested_name")
    return name


def _checked_contact(words: Words) -> str:
    contact = words.suggested_contact.strip()
    if not contact:
        if clean_text(words.suggested_name):
            raise Refused(say("How can this person be reached? An email address or a phone number."),
                          "suggested_contact")  # fmt: skip
        return ""
    check = checked_email if "@" in contact else checked_phone
    return check(contact, "suggested_contact")

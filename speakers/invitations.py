"""What an organiser says of somebody to be asked, checked as a whole before anything is written."""

from dataclasses import dataclass

from events.plans import Wrongs
from foundation.languages import LANGUAGES, say
from foundation.people import NAME_LIMIT, Role, checked_email, checked_name, checked_phone, clean_text
from foundation.refusals import Refused
from foundation.zones import zone
from speakers.asking.models import WORDS_LIMIT


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Whom an organiser asks, for which role. With an `assistant` the contact is that person's (decisions/0051)."""

    role: str
    full_name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    position: str = ""
    sex: str = ""
    language: str = "en"
    timezone: str = "Asia/Jakarta"
    minutes_offered: int | None = None
    """For a presentation; of resource persons alone."""
    spoken_name: str = ""
    assistant: str = ""


def checked(invitation: Invitation, limit: int) -> tuple[Role, str, str | None, str | None]:
    """Role, name, address and phone number; refused with everything that is wrong. `limit` is the longest
    presentation of the series, in minutes."""
    with Wrongs() as wrongs:
        role = wrongs.note(_checked_role, invitation.role)
        full_name = wrongs.note(checked_name, invitation.full_name)
        email = wrongs.note(checked_email, invitation.email) if invitation.email.strip() else None
        phone = wrongs.note(checked_phone, invitation.phone) if invitation.phone.strip() else None
        wrongs.note(_some_contact, invitation)
        wrongs.note(_checked_language, invitation.language)
        wrongs.note(zone, invitation.timezone)
        wrongs.note(_checked_minutes, invitation.minutes_offered, limit)
        for name, most in (("organisation", 200), ("position", 200), ("spoken_name", NAME_LIMIT),
                           ("assistant", NAME_LIMIT)):  # fmt: skip
            wrongs.note(_short_enough, getattr(invitation, name), name, most)
    return role, full_name, email, phone


def checked_words(text: str, field: str) -> str:
    """A sentence that somebody else will read, on one line."""
    words = clean_text(text)
    _short_enough(words, field, WORDS_LIMIT)
    return words


def _checked_role(role: str) -> Role:
    if role not in (Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER):
        raise Refused(say("Choose chair, resource person or observer."), "role")
    return Role(role)


def _some_contact(invitation: Invitation) -> None:
    if not (invitation.email.strip() or invitation.phone.strip()):
        raise Refused(say("Write an email address or a phone number, so that they can be reached."), "email")


def _checked_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), "language")


def _checked_minutes(minutes: int | None, limit: int) -> None:
    if minutes is not None and not 1 <= minutes <= limit:
        raise Refused(say("A presentation takes at most {limit} minutes.", limit=limit), "minutes_offered")


def _short_enough(text: str, field: str, most: int) -> None:
    if len(clean_text(text)) > most:
        raise Refused(say("Please write at most {limit} characters.", limit=most), field)

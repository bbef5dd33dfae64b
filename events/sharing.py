"""The text an organiser pastes into a WhatsApp group: what, when on which clocks, and where to register."""

from events.models import Discussion, Series
from foundation.languages import LANGUAGES, say
from foundation.moments import in_zones, long_date, time_span
from foundation.zones import zone_label


def invitation_text(series: Series, discussion: Discussion, address: str) -> str:
    """In the first language of the discussion that we speak. Stars are bold in WhatsApp."""
    language = text_language(series, discussion)
    register = say("Register with your name and an email address or a phone number:").in_language(language)
    return "\n".join((series.title, *_what_and_when(discussion, language), "", register, address))


def reminder_text(series: Series, discussion: Discussion, address: str) -> str:
    """The same for the eve: who is registered needs the own link, who is not may still register."""
    language = text_language(series, discussion)
    own_link = say("Your own link, from the letter or page of your registration, brings you into the room. "
                   "The door opens 30 minutes before the start.").in_language(language)  # fmt: skip
    register = say("Not registered yet:").in_language(language)
    return "\n".join((*_what_and_when(discussion, language), "", own_link, "", register, address))


def text_language(series: Series, discussion: Discussion) -> str:
    """The language that texts for everybody are written in."""
    return next((language for language in discussion.languages if language in LANGUAGES), series.language)


def _what_and_when(discussion: Discussion, language: str) -> tuple[str, ...]:
    day = long_date(discussion.starts_at, discussion.timezone, language)
    hours = time_span(discussion.starts_at, discussion.ends_at, discussion.timezone, language)
    return f"*{discussion.title}*", "", f"{day}, {hours}", f"({_other_clocks(discussion, language)})"


def _other_clocks(discussion: Discussion, language: str) -> str:
    own = zone_label(discussion.starts_at, discussion.timezone)
    return " · ".join(str(reading) for reading in in_zones(discussion.starts_at, language) if reading.label != own)

"""Texts to paste into a WhatsApp group: what, when on which clocks, and the link that is everybody's."""

from events.models import Discussion, Series
from events.stages import Stage
from foundation.languages import LANGUAGES, Message, say
from foundation.moments import in_zones, long_date, time_span
from foundation.zones import zone_label

OPENINGS: dict[Stage, Message] = {
    Stage.EVE: say("A reminder of our discussion:"), Stage.STARTING: say("It begins soon:"),
    Stage.CHANGED: say("This discussion has changed. What holds now:"),
    Stage.CANCELLED: say("This discussion will not take place:"),
    Stage.THANKS: say("Thank you to everybody who took part in this discussion:"),
}  # fmt: skip
"""Above what and when; an invitation begins with the series."""
CLOSINGS: dict[Stage, Message] = {
    Stage.INVITATION: say("Register with your name and an email address or a phone number:"),
    Stage.EVE: say("Your personal link opens the door 30 minutes before. Not registered yet? Here:"),
    Stage.STARTING: say("The door is behind your personal link. Not registered yet? Here:"),
    Stage.CHANGED: say("Who is registered stays registered. All about it:"), Stage.CANCELLED: say("All about it:"),
    Stage.THANKS: say("What comes next:"),
}  # fmt: skip


def invitation_text(series: Series, discussion: Discussion, address: str) -> str:
    """In the first language of the discussion that we speak."""
    return shared_text(Stage.INVITATION, series, discussion, address, language=text_language(series, discussion))


def shared_text(stage: Stage, series: Series, discussion: Discussion, address: str, *, language: str) -> str:
    """Stars are bold in WhatsApp. No name of a participant, and never the address of the room."""
    day = long_date(discussion.starts_at, discussion.timezone, language)
    hours = time_span(discussion.starts_at, discussion.ends_at, discussion.timezone, language)
    opening = OPENINGS[stage].in_language(language) if stage in OPENINGS else series.title
    reason = [discussion.cancellation_reason] if stage is Stage.CANCELLED and discussion.cancellation_reason else []
    return "\n".join((
        opening,
        f"*{discussion.title}*",
        "",
        f"{day}, {hours}",
        f"({_other_clocks(discussion, language)})",
        *reason,
        "",
        CLOSINGS[stage].in_language(language),
        address,
    ))  # fmt: skip


def text_language(series: Series, discussion: Discussion) -> str:
    """The language that texts for everybody are written in."""
    return text_languages(series, discussion)[0]


def text_languages(series: Series, discussion: Discussion) -> list[str]:
    """All that we speak: those of the discussion first."""
    spoken = [language for language in discussion.languages if language in LANGUAGES] or [series.language]
    return [*spoken, *(language for language in LANGUAGES if language not in spoken)]


def _other_clocks(discussion: Discussion, language: str) -> str:
    own = zone_label(discussion.starts_at, discussion.timezone)
    return " · ".join(str(reading) for reading in in_zones(discussion.starts_at, language) if reading.label != own)

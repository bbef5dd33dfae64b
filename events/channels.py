"""In which channel of the room which language is heard, in the organisers' words: one line for each (decisions/0065).

No calendar shows it, so a change of it is no news: pages and letters say what holds when they are read.
"""

from sqlmodel import Field, Session, SQLModel

from events.models import Discussion
from foundation.languages import say
from foundation.people import clean_lines
from foundation.refusals import Refused

CHANNELS_LIMIT = 300


class LanguageChannels(SQLModel, table=True):
    """A discussion that is interpreted."""

    discussion_id: int = Field(
        primary_key=True, foreign_key="discussion.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    text: str = Field(max_length=CHANNELS_LIMIT)


def set_channels(session: Session, discussion: Discussion, text: str) -> None:
    """An empty text takes them away."""
    lines = clean_lines(text)
    if len(lines) > CHANNELS_LIMIT:
        raise Refused(say("Please write at most {limit} characters.", limit=CHANNELS_LIMIT), "channels")
    assert discussion.id is not None, "stored rows have a number"
    found = session.get(LanguageChannels, discussion.id)
    if lines:
        channels = found or LanguageChannels(discussion_id=discussion.id, text="")
        channels.text = lines
        session.add(channels)
    elif found is not None:
        session.delete(found)
    session.flush()


def channels_of(session: Session, discussion: Discussion) -> list[str]:
    found = session.get(LanguageChannels, discussion.id)
    return [line for line in found.text.splitlines() if line.strip()] if found is not None else []

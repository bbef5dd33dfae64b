"""The link of the wall: read-only, the same for everybody in the room (decisions/0048, 0065).

It is the number of the discussion, how often the link was made anew, and their print under the instance key, so that a
stream needs no database to begin.
"""

import hmac
from typing import NamedTuple

from sqlmodel import Session

from events.models import Discussion
from events.queries import hold
from foundation import links
from live.models import WallLink

PURPOSE = "wall"


class Behind(NamedTuple):
    """What a link says of itself: the number of a discussion, and which of its links it is."""

    discussion_id: int
    version: int


def wall_path(secret_key: str, discussion_id: int, version: int = 0) -> str:
    """`/live/…`, the same until it is made anew."""
    row = (discussion_id, version) if version else (discussion_id,)
    return f"/live/{'.'.join(map(str, row))}-{links.keyed(secret_key, PURPOSE, *row)}"


def behind(secret_key: str, token: str) -> Behind | None:
    """None for a link that nobody gave out."""
    number, point, version = token.partition("-")[0].partition(".")
    if not _is_count(number) or (point and not _is_count(version)):
        return None
    found = Behind(int(number), int(version or 0))
    expected = wall_path(secret_key, *found).removeprefix("/live/")
    return found if hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")) else None


def version_of(session: Session, discussion_id: int) -> int:
    """Which link of the wall leads somewhere now."""
    found = session.get(WallLink, discussion_id)
    return found.version if found is not None else 0


def make_anew(session: Session, discussion: Discussion) -> None:
    """The wall gets another link; the one before leads nowhere."""
    hold(session, discussion)
    assert discussion.id is not None, "stored rows have a number"
    link = session.get(WallLink, discussion.id) or WallLink(discussion_id=discussion.id)
    link.version += 1
    session.add(link)
    session.flush()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10

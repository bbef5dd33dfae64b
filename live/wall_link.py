"""The link of the wall: read-only, the same for everybody in the room, without a row of its own (decisions/0048).

It is the number of the discussion and its print under the instance key, so that a stream needs no database to begin.
"""

import hmac

from foundation import links

PURPOSE = "wall"


def wall_path(secret_key: str, discussion_id: int) -> str:
    """`/live/…`, the same each time."""
    return f"/live/{discussion_id}-{links.keyed(secret_key, PURPOSE, discussion_id)}"


def discussion_behind(secret_key: str, token: str) -> int | None:
    """The number of the discussion; None for a link that nobody gave out."""
    number, _, _ = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    expected = wall_path(secret_key, int(number)).removeprefix("/live/")
    return int(number) if hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")) else None

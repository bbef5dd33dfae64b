"""Which letter a message that came back is about: the number of its delivery, with a proof that we wrote it.

The mark stands in the Message-ID and in the return path. Nobody who did not get the letter can make one, so no
stranger marks an address as refused.
"""

import hmac
import re

from foundation.links import signature

MARK = re.compile(r"([1-9][0-9]{0,17})\.([0-9a-f]{20})", re.ASCII)
DIGITS = 20
"""Of 4 bits each. Small letters only: relays fold the case of a return path."""


def mark(secret_key: str, delivery_id: int) -> str:
    """`<number>.<20 hexadecimal digits>`, the same for every attempt."""
    return f"{delivery_id}.{_proof(secret_key, delivery_id)}"


def marked_delivery(secret_key: str, text: str) -> int | None:
    """The number in a mark; None when it is not one of ours."""
    found = MARK.fullmatch(text.lower())
    if found is None or not hmac.compare_digest(_proof(secret_key, int(found[1])), found[2]):
        return None
    return int(found[1])


def _proof(secret_key: str, delivery_id: int) -> str:
    return signature(secret_key, f"delivery mark:{delivery_id}").hex()[:DIGITS]

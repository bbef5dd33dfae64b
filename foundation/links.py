"""Personal links: 144 bits of HMAC over purpose, row and version under the instance key (trust.md, Access).

A later letter can write the same link again; the database keeps only its hash, so a stolen copy opens no page.
Raising the version revokes every link written before.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from sqlmodel import Session

TOKEN_BYTES = 18


def token(session: Session, purpose: str, *row: int) -> str:
    """The token of one row for one purpose; `row` are the numbers that identify it, the version last."""
    return keyed(str(session.info["secret_key"]), purpose, *row)


def keyed(secret_key: str, purpose: str, *row: int) -> str:
    """24 characters of `[A-Za-z0-9_-]`."""
    text = ":".join((purpose, *map(str, row)))
    digest = hmac.digest(secret_key.encode(), text.encode(), "sha256")
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hashed(token: str) -> str:
    """What the database keeps of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

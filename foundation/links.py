"""Personal links: 144 bits of HMAC over purpose, row and version under the instance key (trust.md, Access).

A later letter can write the same link again; the database keeps only its hash, so a stolen copy opens no page.
Raising the version revokes every link written before.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from sqlmodel import Session

TOKEN_BYTES = 18


def token(session: Session, purpose: str, *row: int) -> str:
    """The token of one row for one purpose; `row` are the numbers that identify it, the version last."""
    return keyed(str(session.info["secret_key"]), purpose, *row)


def keyed(secret_key: str, purpose: str, *row: int) -> str:
    """24 characters of `[A-Za-z0-9_-]`."""
    text = ":".join((purpose, *map(str, row)))
    return urlsafe_b64encode(signature(secret_key, text)[:TOKEN_BYTES]).decode()


def signature(secret_key: str, text: str) -> bytes:
    """HMAC with SHA-256, as `hmac.digest` makes it: but that one lets go of the interpreter each time, and while a
    mailing is written waits a third of a millisecond until it has it again."""
    signer = _signer(secret_key).copy()
    signer.update(text.encode())
    return signer.digest()


@lru_cache(maxsize=4)
def _signer(secret_key: str) -> hmac.HMAC:
    return hmac.new(secret_key.encode(), digestmod="sha256")


def hashed(token: str) -> str:
    """What the database keeps of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

"""Which installation this is. A copy of its database that wakes up elsewhere must not write to everybody once more."""

from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlmodel import Field, Session, SQLModel, col, select

from foundation.database import insert_missing
from notifications import holds
from notifications.models import OPEN, Hold, Why

ONLY = 1


class Installation(SQLModel, table=True):
    """One row: this installation, as it was last at work."""

    id: int = Field(default=ONLY, primary_key=True)
    base_url: str = Field(max_length=300)


def wake_up(session: Session, base_url: str, now: datetime) -> None:
    """Called when a process begins to send. At another address than the last one nothing leaves but sign-in letters,
    until an organiser says that this is the one installation (trust.md). Ports of this machine are no address."""
    insert_missing(session, Installation, "id", {"id": ONLY, "base_url": base_url})
    there = session.exec(select(Installation).where(Installation.id == ONLY).with_for_update()).one()
    before, there.base_url = there.base_url, base_url
    if _place(before) != _place(base_url):
        hold_once(session, Why.MOVED, before, now)


def hold_once(session: Session, why: Why, words: str, now: datetime) -> Hold:
    """Everything, unless it is held for this reason already."""
    there = session.exec(select(Hold).where(OPEN, Hold.why == why).order_by(col(Hold.id))).first()
    return there or holds.hold_everything(session, why, words, now)


def _place(base_url: str) -> str:
    address = urlsplit(base_url)
    return "this machine" if _is_this_machine(address.hostname or "") else f"{address.netloc.lower()}{address.path}"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

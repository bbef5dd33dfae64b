"""Jitsi Meet: a room is a name that nobody can guess. Where the server asks for it, everybody brings a signed token
(JWT, HS256) that is good for this room alone."""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from events.rooms.calling import Caller
from events.rooms.contract import Guest, Opened, RoomPlan, TurnedDown
from foundation.languages import say
from foundation.settings import Settings

NAME = "Jitsi"


def jitsi(settings: Settings) -> "Jitsi | None":
    """None while REMBUK_JITSI_URL is empty."""
    if not settings.jitsi_url:
        return None
    return Jitsi(settings.jitsi_url, settings.jitsi_app_id, settings.jitsi_secret, settings.jitsi_audience)


@dataclass(frozen=True)
class Jitsi:
    url: str
    app_id: str
    secret: str
    audience: str

    name = NAME
    lasts = None

    @property
    def shows_name(self) -> bool:
        return bool(self.secret)

    def open(self, plan: RoomPlan) -> Opened:
        return Opened(plan.key, address=f"{self.url}/{plan.key}")

    def change(self, room: Opened, plan: RoomPlan) -> None:
        """A name has neither title nor hour."""

    def close(self, room: Opened) -> None:
        """A name that nobody says any more."""

    def address(self, room: Opened, guest: Guest) -> str:
        if not self.secret:
            return room.address
        return f"{room.address}?jwt={signed(self._claims(room, guest), self.secret)}"

    def check(self) -> None:
        status = Caller(self.name).ask("GET", self.url).status_code
        if status >= 400:
            raise TurnedDown(say("{provider} does not open its page: status {status}.", provider=NAME, status=status))

    def _claims(self, room: Opened, guest: Guest) -> dict[str, Any]:
        """What the server checks, and what it shows (lib-jitsi-meet, doc/tokens.md); every word of the user is text."""
        moderates = "true" if guest.moderates else "false"
        user = {"id": guest.key, "name": guest.name, "moderator": moderates,
                "affiliation": "owner" if guest.moderates else "member"}  # fmt: skip
        return {
            "aud": self.audience, "iss": self.app_id, "sub": urlsplit(self.url).hostname, "room": room.key,
            "exp": _seconds(guest.until), "moderator": guest.moderates, "context": {"user": user},
        }  # fmt: skip


def signed(claims: dict[str, Any], secret: str) -> str:
    """A token in three parts (RFC 7515, HS256)."""
    parts = [_part({"alg": "HS256", "typ": "JWT"}), _part(claims)]
    signature = hmac.digest(secret.encode(), ".".join(parts).encode(), "sha256")
    return ".".join([*parts, _text(signature)])


def _part(content: dict[str, Any]) -> str:
    return _text(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

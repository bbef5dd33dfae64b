"""BigBlueButton: every call carries a checksum over its name, its query and the secret that both sides know.

A room that nobody enters is forgotten after minutes; to create it twice is to create it once (its API reference)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

from events.rooms.calling import Caller
from events.rooms.contract import Gone, Guest, Opened, RoomPlan, TryAgain, TurnedDown
from foundation.languages import say
from foundation.settings import Settings

NAME = "BigBlueButton"
LASTS = timedelta(minutes=2)
"""Servers forget a room that nobody has entered after five minutes, if nobody has told them otherwise."""
TITLE = 150
UNKNOWN = frozenset({"notFound", "invalidMeetingIdentifier"})
CHECKSUMS = ("sha256", "sha1", "sha384", "sha512")


def big_blue_button(settings: Settings) -> "BigBlueButton | None":
    """None while its address or its secret is empty."""
    if not (settings.bbb_url and settings.bbb_secret):
        return None
    return BigBlueButton(settings.bbb_url, settings.bbb_secret, settings.bbb_checksum)


@dataclass(frozen=True)
class BigBlueButton:
    url: str
    """Such as `https://bbb.example/bigbluebutton`, as `bbb-conf --secret` prints it."""
    secret: str
    checksum: str = "sha256"

    name = NAME
    lasts = LASTS
    shows_name = True

    def open(self, plan: RoomPlan) -> Opened:
        self._call("create", {
            "name": plan.title[:TITLE], "meetingID": plan.key, "attendeePW": self._password(plan.key, "viewer"),
            "moderatorPW": self._password(plan.key, "moderator"), "record": "false",
        })  # fmt: skip
        return Opened(plan.key)

    def change(self, room: Opened, plan: RoomPlan) -> None:
        """It has no hour, and takes a new title when it is opened the next time."""

    def close(self, room: Opened) -> None:
        try:
            self._call("end", {"meetingID": room.key, "password": self._password(room.key, "moderator")})
        except Gone:
            return

    def address(self, room: Opened, guest: Guest) -> str:
        """`role` is read by servers since 2.4, the password by those before; both say the same."""
        role = "moderator" if guest.moderates else "viewer"
        return self._signed("join", {
            "fullName": guest.name, "meetingID": room.key, "password": self._password(room.key, role),
            "role": role.upper(), "userID": guest.key,
        })  # fmt: skip

    def check(self) -> None:
        self._call("getMeetings", {})

    def _call(self, name: str, parameters: dict[str, str]) -> None:
        answer = _read(Caller(NAME).ask("GET", self._signed(name, parameters)).content)
        if answer.findtext("returncode") == "SUCCESS":
            return
        key = answer.findtext("messageKey") or ""
        if key in UNKNOWN:
            raise Gone(say("{provider} does not know this room any more.", provider=NAME))
        if key == "checksumError":
            raise TurnedDown(say("{provider} does not let us in: check the secret in the settings.", provider=NAME))
        raise TurnedDown(say("{provider} says no: {words}.", provider=NAME, words=key[:80] or name))

    def _signed(self, name: str, parameters: dict[str, str]) -> str:
        query = urlencode(parameters)
        signature = urlencode({"checksum": checksum(name, query, self.secret, self.checksum)})
        return f"{self.url}/api/{name}?{'&'.join(filter(None, (query, signature)))}"

    def _password(self, key: str, role: str) -> str:
        """The same at every call, and kept nowhere."""
        return hmac.digest(self.secret.encode(), f"{key}:{role}".encode(), "sha256").hex()[:24]


def checksum(name: str, query: str, secret: str, algorithm: str) -> str:
    """Over the name of the call, its query as it is sent, and the secret."""
    return hashlib.new(algorithm, f"{name}{query}{secret}".encode()).hexdigest()


def _read(content: bytes) -> ElementTree.Element:
    """Whatever stands before the server answers with a page of its own while it starts."""
    if b"<!" in content:  # no answer of theirs declares anything, and what is declared may grow without end
        raise TryAgain(say("{provider} is out of order at the moment.", provider=NAME))
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise TryAgain(say("{provider} is out of order at the moment.", provider=NAME)) from None

"""Zoom meetings, by Server-to-Server OAuth: a token for an hour, a meeting for a discussion, on request a place for
each person, and afterwards who was there (developers.zoom.us, Meetings and Reports).

With places Zoom learns a name, and an address of ours that leads nowhere; never the person's own (decisions/0055).
"""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from events.rooms.calling import Caller, moment_of
from events.rooms.contract import Gone, Guest, Opened, Place, RoomPlan, RoomVisit, TurnedDown
from foundation.languages import say
from foundation.settings import Settings

if TYPE_CHECKING:
    import httpx

NAME = "Zoom"
SCHEDULED, UNEXPIRED = 2, "scheduled"
APPROVED_BY_ITSELF, NO_REGISTRATION = 0, 2
TITLE, FULL_NAME = 200, 64
PAGE_SIZE, MOST_PAGES = 300, 100
SPARE_SECONDS = 60
"""A token is renewed so long before it ends."""


def zoom(settings: Settings) -> "Zoom | None":
    """None while one of its three credentials is empty."""
    if not (settings.zoom_account_id and settings.zoom_client_id and settings.zoom_client_secret):
        return None
    return Zoom(settings)


class Zoom:
    """Keeps the token of this process; threads share it."""

    name = NAME
    lasts = None
    shows_name = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.gives_places = settings.zoom_places == "yes"
        self._caller = Caller(NAME)
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def open(self, plan: RoomPlan) -> Opened:
        """Zoom makes another meeting at each call, so we look first whether an answer was lost: our key is in the
        description, of which its lists show 250 signs."""
        meetings = f"/users/{self._settings.zoom_user}/meetings"
        listed = self._pages(meetings, "meetings", type=UNEXPIRED)
        made = next((one for page in listed for one in page if one.get("agenda") == plan.key), None)
        if made is None:
            made = self._call("POST", meetings, json=self._meeting(plan)).json()
        return Opened(plan.key, str(made["id"]), str(made["join_url"]))

    def change(self, room: Opened, plan: RoomPlan) -> None:
        self._call("PATCH", f"/meetings/{room.number}", json=self._meeting(plan))

    def close(self, room: Opened) -> None:
        try:
            self._call("DELETE", f"/meetings/{room.number}", params={"schedule_for_reminder": "false"})
        except Gone:
            return

    def address(self, room: Opened, guest: Guest) -> str:
        """Whoever has no place of their own comes in by the common address, and says a name there."""
        return room.address

    def place_for(self, room: Opened, guest: Guest) -> Place:
        first, _, last = guest.name.partition(" ")
        alias = f"{guest.key.lower()}@{urlsplit(self._settings.base_url).hostname}"
        made = self._call("POST", f"/meetings/{room.number}/registrants", json={
            "email": alias, "first_name": first[:FULL_NAME], "last_name": last[:FULL_NAME], "auto_approve": True,
        }).json()  # fmt: skip
        return Place(str(made["join_url"]), str(made["registrant_id"]), alias)

    def visits(self, room: Opened) -> Sequence[RoomVisit]:
        """Each stay on its own. Refused by Zoom until the meeting has ended."""
        report = self._pages(
            f"/report/meetings/{room.number}/participants", "participants", include_fields="registrant_id"
        )
        return [visit for page in report for row in page if (visit := _visit(row)) is not None]

    def check(self) -> None:
        self._renewed("")

    def _pages(self, path: str, name: str, **asked: Any) -> Iterator[list[dict[str, Any]]]:
        """The rows called `name` of an answer that comes in pages."""
        asked["page_size"] = PAGE_SIZE
        for _ in range(MOST_PAGES):
            answer = self._call("GET", path, params=asked).json()
            yield answer.get(name, [])
            if not answer.get("next_page_token"):
                return
            asked["next_page_token"] = answer["next_page_token"]

    def _meeting(self, plan: RoomPlan) -> dict[str, Any]:
        """People come in without the host, and Zoom writes to nobody: letters are ours."""
        return {
            "topic": plan.title[:TITLE], "agenda": plan.key, "type": SCHEDULED,
            "duration": plan.minutes, "timezone": plan.timezone,
            "start_time": plan.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "settings": {
                "approval_type": APPROVED_BY_ITSELF if self.gives_places else NO_REGISTRATION,
                "join_before_host": True, "waiting_room": False, "mute_upon_entry": True, "host_video": False,
                "participant_video": False, "auto_recording": "none", "registrants_confirmation_email": False,
                "registrants_email_notification": False, "email_notification": False,
            },
        }  # fmt: skip

    def _call(self, method: str, path: str, **more: Any) -> "httpx.Response":
        """A token that has run out, or was taken back, is renewed once."""
        token = self._present()
        answer = self._asked(method, path, token, **more)
        if answer.status_code == 401:
            answer = self._asked(method, path, self._renewed(token), **more)
        if answer.status_code < 300:
            return answer
        raise _refusal(answer)

    def _asked(self, method: str, path: str, token: str, **more: Any) -> "httpx.Response":
        headers = {"Authorization": f"Bearer {token}"}
        return self._caller.ask(method, f"{self._settings.zoom_api_url}{path}", headers=headers, **more)

    def _present(self) -> str:
        if monotonic() < self._ends:
            return self._token
        return self._renewed(self._token)

    def _renewed(self, old: str) -> str:
        """Another token than the `old` one, which somebody else may have renewed meanwhile."""
        with self._lock:
            if self._token != old:
                return self._token
            answer = self._caller.ask(
                "POST", self._settings.zoom_token_url,
                auth=(self._settings.zoom_client_id, self._settings.zoom_client_secret),
                data={"grant_type": "account_credentials", "account_id": self._settings.zoom_account_id},
            )  # fmt: skip
            if answer.status_code != 200:
                raise _not_let_in()
            given = answer.json()
            self._token = str(given["access_token"])
            self._ends = monotonic() + int(given["expires_in"]) - SPARE_SECONDS
            return self._token


def _visit(row: dict[str, Any]) -> RoomVisit | None:
    """None for who waited before the door and was not let in, and for a line without hours."""
    joined, left = moment_of(str(row.get("join_time", ""))), moment_of(str(row.get("leave_time", "")))
    if joined is None or left is None or row.get("status") == "in_waiting_room":
        return None
    words = (str(row.get(name) or "") for name in ("name", "user_email", "registrant_id"))
    name, email, place = words
    return RoomVisit(name, email, joined, max(joined, left), place)


def _refusal(answer: "httpx.Response") -> TurnedDown:
    """Zoom says what is wrong by a code and a sentence in English; the sentence may hold what we sent, so the code is
    kept alone."""
    if answer.status_code == 401:
        return _not_let_in()
    if answer.status_code == 404:
        return Gone(say("{provider} does not know this room any more.", provider=NAME))
    try:
        code = str(answer.json()["code"])[:20]
    except (ValueError, KeyError, TypeError):
        code = ""
    if code in ("4700", "4711", "104") or answer.status_code == 403:
        return TurnedDown(say("{provider} does not allow this: check the scopes of its app.", provider=NAME))
    words = " ".join(filter(None, (str(answer.status_code), code)))
    return TurnedDown(say("{provider} says no: {words}.", provider=NAME, words=words))


def _not_let_in() -> TurnedDown:
    return TurnedDown(say("{provider} does not let us in: check the secret in the settings.", provider=NAME))

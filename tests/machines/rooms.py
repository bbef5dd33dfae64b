"""Providers of video rooms on this machine, which answer as their published documentation says, faults included.

Jitsi needs no server but a page; BigBlueButton checks every checksum; Zoom gives tokens for an hour, knows its meetings
and registrants, and reports in pages. `faults` are answered first, one for each call: a status, headers, a body.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class RoomServer:
    """One server with all three on it, and everything it was asked."""

    url: str = ""
    secret: str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
    faults: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of BigBlueButton, by their key."""
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of Zoom, by their number."""
    registrants: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    lost: int = 0
    """So many answers get lost on the way, after what they answer was done."""
    page_size: int = 300
    tokens: int = 0
    """How many tokens were given; only the last one is good."""

    def expire(self) -> None:
        """The token that was given last is not good any more, though nobody was told."""
        self.tokens += 1

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(target)
        self.asked.append(f"{method} {parts.path}")
        if self.faults:
            return self.faults.pop(0)
        if parts.path.startswith("/bigbluebutton/api/"):
            return self._big_blue_button(parts.path.rpartition("/")[2], parts.query)
        if parts.path == "/oauth/token":
            return self._token(headers, parse_qs(body.decode()))
        if parts.path.startswith("/v2/"):
            answer = self._zoom(method, parts.path.removeprefix("/v2"), headers, parse_qs(parts.query), body)
            if method != "POST" or not self.lost:
                return answer
            self.lost -= 1
            return 502, {}, b""
        return 200, {"Content-Type": "text/html"}, b"<!doctype html><title>Jitsi Meet</title>"

    def _big_blue_button(self, call: str, query: str) -> Answer:
        sent, _, checksum = query.rpartition("checksum=")
        sent = sent.rstrip("&")
        good = [hashlib.new(kind, f"{call}{sent}{self.secret}".encode()).hexdigest() for kind in ("sha1", "sha256")]
        if checksum not in good:
            return xml("FAILED", "checksumError", "Checksums do not match")
        values = {name: value[0] for name, value in parse_qs(sent).items()}
        key = values.get("meetingID", "")
        if call == "create":
            is_there = key in self.rooms
            self.rooms.setdefault(key, values)
            return xml("SUCCESS", "duplicateWarning" if is_there else "", "")
        if call == "end" and self.rooms.pop(key, None) is None:
            return xml("FAILED", "notFound", "A meeting with that ID does not exist")
        return xml("SUCCESS", "sentEndMeetingRequest" if call == "end" else "noMeetings", "")

    def _token(self, headers: dict[str, str], sent: dict[str, list[str]]) -> Answer:
        if headers.get("authorization") != "Basic Y2xpZW50OnNlY3JldA==" or sent["account_id"] != ["account"]:
            return as_json(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
        assert sent["grant_type"] == ["account_credentials"]
        self.tokens += 1
        return as_json(200, {"access_token": f"token-{self.tokens}", "token_type": "bearer", "expires_in": 3600,
                             "scope": "meeting:write:admin report:read:admin"})  # fmt: skip

    def _zoom(
        self, method: str, path: str, headers: dict[str, str], query: dict[str, list[str]], body: bytes
    ) -> Answer:  # fmt: skip
        if headers.get("authorization") != f"Bearer token-{self.tokens}":
            return as_json(401, {"code": 124, "message": "Invalid access token."})
        if path == "/users/me/meetings":
            return self._listed(query) if method == "GET" else self._made(json.loads(body))
        number = next((part for part in path.split("/") if part.isdigit()), "")
        if number not in self.meetings:
            return as_json(404, {"code": 3001, "message": f"Meeting does not exist: {number}."})
        if path.endswith("/registrants"):
            own = f"reg-{len(self.registrants) + 1}"
            self.registrants.append({**json.loads(body), "registrant_id": own})
            address = f"https://zoom.example/w/{number}?tk={own}"
            return as_json(201, {"id": int(number), "registrant_id": own, "join_url": address})
        if path.endswith("/participants"):
            return self._page(query, "participants", self.participants)
        if method == "PATCH":
            self.meetings[number] = json.loads(body)
        elif method == "DELETE":
            del self.meetings[number]
        return 204, {}, b""

    def _made(self, meeting: dict[str, Any]) -> Answer:
        """Another one at each call."""
        number = 81_000_000_000 + len(self.asked)
        self.meetings[str(number)] = meeting
        return as_json(201, {"id": number, "join_url": _join_url(number), "status": "waiting"})

    def _listed(self, query: dict[str, list[str]]) -> Answer:
        """Descriptions are cut after 250 signs."""
        rows = [{"id": int(number), "agenda": one["agenda"][:250], "join_url": _join_url(number)}
                for number, one in self.meetings.items()]  # fmt: skip
        return self._page(query, "meetings", rows)

    def _page(self, query: dict[str, list[str]], name: str, rows: list[dict[str, Any]]) -> Answer:
        begin = int(query.get("next_page_token", ["0"])[0])
        end = begin + self.page_size
        more = str(end) if end < len(rows) else ""
        return as_json(200, {"page_size": self.page_size, "total_records": len(rows), "next_page_token": more,
                             name: rows[begin:end]})  # fmt: skip


def _join_url(number: int | str) -> str:
    return f"https://zoom.example/j/{number}?pwd=x"


def xml(code: str, key: str, message: str) -> Answer:
    text = (f"<response><returncode>{code}</returncode><messageKey>{key}</messageKey>"
            f"<message>{message}</message></response>")  # fmt: skip
    return 200, {"Content-Type": "text/xml;charset=utf-8"}, text.encode()


def as_json(status: int, content: Any, **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(content).encode()


@contextmanager
def running_rooms() -> Iterator[RoomServer]:
    rooms = RoomServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, body = rooms.answer(self.command, self.path, headers, self.rfile.read(length))
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815  what the library calls

        def log_message(self, *_: Any) -> None:
            """What it was asked stands in `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        rooms.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield rooms
        finally:
            server.shutdown()
            thread.join()

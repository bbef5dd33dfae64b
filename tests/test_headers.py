"""What every answer carries, pages and errors alike, and what no public answer ever says (trust.md)."""

import re
from typing import Any

import pytest

from foundation.front import HEADERS
from notifications.routes_desk_outbox import LETTER_HEADERS, WITH_FRAME
from speakers.preparing.materials import SAFE
from tests.test_access import TABLE, World, world

__all__ = ["world"]

ERRORS: dict[int, tuple[str, str, dict[str, Any]]] = {
    404: ("GET", "/no/such/page", {}),
    405: ("DELETE", "/", {}),
    413: ("POST", "/discussions/talk/registrations", {"data": {"full_name": "x" * 2_000_000}}),
    422: ("POST", "/discussions/talk/registrations", {"data": {"full_name": ""}}),
    401: ("GET", "/api/discussions/talk", {}),
    403: ("POST", "/discussions/talk/registrations", {"headers": {"Origin": "https://elsewhere.example"}}),
}
"""A request for each kind of error a visitor can meet."""
NOT_FOR_ALL = "/desk|/api|/[rpk]/|/c/.*/|/news/"
PUBLIC = [route for route in TABLE if route.startswith("GET ") and not re.search(NOT_FOR_ALL, route)]
PERSONAL = [route for route in TABLE if re.match(r"GET /(r|p|k|c|news|live|desk)\b", route)]
A_LETTER = ("GET /desk/discussions/{slug}/messages/{number}",
            "GET /desk/discussions/{slug}/messages/people/{number}/{kind}",
            "GET /desk/discussions/{slug}/plan/{kind}/preview",
            "GET /desk/series/{slug}/plan/{kind}/preview")  # fmt: skip
A_FILE = ("GET /p/{token}/files/{number}", "GET /desk/discussions/{slug}/preparation/files/{number}")
OF_LETTERS = dict.fromkeys(A_LETTER, WITH_FRAME) | {f"{route}/page": LETTER_HEADERS for route in A_LETTER}
POLICIES = OF_LETTERS | dict.fromkeys(A_FILE, SAFE)
"""Letters stand in a frame, which brings its own style and may run nothing."""
PUBLIC_FILES = ("/discussions/talk.ics", "/series/their-series.ics")


def test_every_answer_carries_the_headers_of_safety(world: World) -> None:
    answers = {route: world.ask("organiser", route) for route in TABLE if route.startswith("GET ")}
    answers |= {str(status): _error(world, status) for status in ERRORS}

    lacking = {
        (asked, name.decode()): answer.headers.get(name.decode())
        for asked, answer in answers.items()
        for name, value in HEADERS
        if answer.headers.get(name.decode()) != _right(asked, name.decode(), value.decode())
    }
    assert lacking == {}
    assert [asked for asked, answer in answers.items() if "server" in answer.headers] == []


def _right(asked: str, name: str, usual: str) -> str:
    own = POLICIES.get(asked, {})
    return own["Content-Security-Policy"] if own and name == "content-security-policy" else usual


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_is_a_page_in_words(world: World, status: int) -> None:
    answer = _error(world, status)

    assert answer.status_code == status
    if status == 401:
        assert answer.headers["content-type"] == "application/problem+json"
    else:
        assert answer.headers["content-type"].startswith("text/html")
        assert "<h1" in answer.text


def test_an_address_with_a_nul_is_a_page_that_does_not_exist(world: World) -> None:
    paths = ("/discussions/a%00b", "/series/%00", "/r/%00", "/p/%00", "/desk/sign-in/%00", "/desk/discussions/%00")
    world.client.cookies.set("__Host-desk", world.cookies["organiser"])

    assert {path: world.client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_nothing_personal_is_kept_or_indexed(world: World) -> None:
    answers = {route: world.ask("organiser", route) for route in PERSONAL}

    assert {route: answer.headers.get("cache-control") for route, answer in answers.items()} == dict.fromkeys(
        answers, "no-store"
    )
    assert {route: answer.headers.get("x-robots-tag") for route, answer in answers.items()} == dict.fromkeys(
        answers, "noindex"
    )


def test_a_head_request_gets_the_same_headers_and_no_body(world: World) -> None:
    for path in ("/", "/discussions/talk", "/series/their-series", "/desk/sign-in"):
        got, head = world.client.get(path), world.client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == got.headers["content-type"]


def test_no_public_answer_names_a_participant_or_the_room(world: World) -> None:
    texts = {route: world.ask("visitor", route).text for route in PUBLIC}
    texts |= {path: world.client.get(path).text for path in PUBLIC_FILES}

    for secret in ("Ana", "ana@union.example", "room.example"):
        assert [asked for asked, text in texts.items() if re.search(rf"\b{re.escape(secret)}\b", text)] == []


def test_no_page_asks_another_host_for_anything(world: World) -> None:
    routes = [route for route in TABLE if route.startswith("GET ")]
    loads = re.compile(r"""(?:src|srcset|<link[^>]*href|url)\s*[=(]\s*["']?([^"' >)]+)""")
    texts = [world.ask("organiser", route).text for route in routes]
    loaded = {address for text in texts for address in loads.findall(text) if "//" in address}
    assert loaded == set()


def test_only_the_own_pages_may_post(world: World) -> None:
    data = {"full_name": "Eve", "email": "eve@union.example", "consent_take_part": "yes"}
    origins = {"https://rembuk.example": 303, "https://elsewhere.example": 403, "null": 403}

    got = {
        origin: world.client.post(
            "/discussions/talk/registrations", data=data, headers={"Origin": origin}, follow_redirects=False
        ).status_code
        for origin in origins
    }

    assert got == origins


def _error(world: World, status: int) -> Any:
    method, path, body = ERRORS[status]
    world.client.cookies.clear()
    return world.client.request(method, path, follow_redirects=False, **body)

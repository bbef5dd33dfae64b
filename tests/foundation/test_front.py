"""What holds for every answer, also for those no route was found for: headers, HEAD, static files."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.testing import TestClient

from foundation import problems, static_files
from foundation.front import POLICY, Front, MadeWhenAsked
from foundation.kept_pages import KeptPages
from foundation.languages import say
from foundation.refusals import Conflict

EVERY_ANSWER = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STRICT = "strict-transport-security"


@get("/page")
async def page() -> Response[str]:
    return Response("Ten seats are left", headers={"Cache-Control": "no-store"})


@get("/discussions/wages")
async def public_page() -> Response[str]:
    return Response("Ten seats are left", headers={"Cache-Control": "public, max-age=0"})


@get("/docs")
async def with_a_policy_of_its_own() -> Response[str]:
    return Response("Docs", headers={"Content-Security-Policy": "default-src 'self'"})


@get("/desk/page")
async def desk_page() -> str:
    return "desk"


@get("/conflict")
async def conflict() -> None:
    raise Conflict(say("All seats are taken. You can join the waiting list."))


@get("/fault")
async def fault() -> None:
    raise ZeroDivisionError


@post("/form", status_code=200)
async def form(request: Request[Any, Any, Any]) -> str:
    return str(len(await request.body()))


def a_front(*, is_https: bool = True) -> Front:
    handlers = [page, public_page, with_a_policy_of_its_own, conflict, fault, form]
    framework = Litestar(
        handlers, exception_handlers=problems.HANDLERS, request_max_body_size=1000, openapi_config=None,
        logging_config=None,
    )  # fmt: skip
    return Front(framework, KeptPages(), is_https=is_https)


@pytest.fixture
def client() -> Iterator[TestClient[Any]]:
    with TestClient(a_front(), base_url="https://rembuk.example", raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/page", 200), ("GET", "/discussions/wages", 200), ("HEAD", "/page", 200), ("POST", "/form", 200),
        ("GET", "/nowhere", 404), ("GET", "/static/nothing.css", 404), ("GET", "/discussions/none", 404),
        ("GET", "/api/nowhere", 404), ("POST", "/page", 405), ("GET", "/form", 405), ("HEAD", "/form", 405),
        ("GET", "/conflict", 409), ("GET", "/fault", 500), ("BREW", "/page", 405),
    ],
)  # fmt: skip
def test_every_answer_has_the_headers_that_protect_its_reader(
    client: TestClient[Any], method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)

    assert (answer.status_code, {name: answer.headers.get(name) for name in EVERY_ANSWER}) == (status, EVERY_ANSWER)
    assert answer.headers[STRICT] == "max-age=31536000"
    assert "=()" in answer.headers["permissions-policy"] and "=*" not in answer.headers["permissions-policy"]
    assert "server" not in answer.headers


def test_a_body_that_is_too_large_is_refused_in_words_and_with_the_headers(client: TestClient[Any]) -> None:
    answer = client.post("/form", content=b"x" * 1001)

    assert (answer.status_code, answer.headers["content-security-policy"]) == (413, POLICY)
    assert "That is too much at once. Please send at most 1 MB." in answer.text


def test_a_wing_is_made_for_its_first_visitor_and_once() -> None:
    made = []

    def make() -> Litestar:
        made.append(1)
        return Litestar([desk_page], openapi_config=None, logging_config=None)

    framework = Litestar([page], openapi_config=None, logging_config=None)
    front = Front(framework, KeptPages(), is_https=True, wings={"desk": MadeWhenAsked(make)})
    with TestClient(front) as client:
        assert (client.get("/page").status_code, client.get("/desks").status_code, made) == (200, 404, [])
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: client.get("/desk/page"), range(8)))

    assert {(answer.text, answer.headers["content-security-policy"]) for answer in answers} == {("desk", POLICY)}
    assert len(made) == 1


def test_without_https_nobody_is_told_to_insist_on_it() -> None:
    with TestClient(a_front(is_https=False)) as client:
        assert STRICT not in client.get("/page").headers


def test_an_answer_may_have_a_policy_of_its_own(client: TestClient[Any]) -> None:
    assert client.get("/docs").headers.get_list("content-security-policy") == ["default-src 'self'"]


@pytest.mark.parametrize("path", ["/page", "/discussions/wages", "/nowhere", f"{static_files.address('site.css')}"])
def test_head_is_get_without_the_body(client: TestClient[Any], path: str) -> None:
    whole, head = client.get(path), client.head(path)

    assert (head.status_code, head.content, head.headers) == (whole.status_code, b"", whole.headers)
    assert int(head.headers["content-length"]) > 0


def test_a_static_file_is_kept_by_browsers_for_good_and_sent_compressed(client: TestClient[Any]) -> None:
    path = static_files.address("site.css")

    compressed = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})

    assert compressed.text == plain.text
    assert len(gzip.compress(plain.content, 9)) == int(compressed.headers["content-length"])
    assert {name: plain.headers[name] for name in ("cache-control", "content-type", "vary")} == {
        "cache-control": "public, max-age=31536000, immutable", "content-type": "text/css; charset=utf-8",
        "vary": "accept-encoding",
    }  # fmt: skip


def test_a_browser_that_asks_for_a_file_again_is_told_to_keep_what_it_has(client: TestClient[Any]) -> None:
    path = static_files.address("site.css")
    tag = client.get(path).headers["etag"]

    again, other = (client.get(path, headers={"If-None-Match": sent}) for sent in (tag, '"old"'))

    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_static_file_is_only_read(client: TestClient[Any], method: str) -> None:
    assert client.request(method, static_files.address("site.css")).status_code == 404


@pytest.mark.parametrize(
    "name", ["../settings.py", "%2e%2e/settings.py", "..%2fsettings.py", "/etc/passwd", "css/tokens.css"]
)
def test_no_other_file_is_to_be_had(client: TestClient[Any], name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404

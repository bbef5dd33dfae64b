"""The documentation of the API, for programs and for people; both are the same document, and need no token."""

import json
import shlex
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router
from litestar.handlers import get
from pydantic_core import to_json

from foundation.openapi import COMPONENTS, document
from foundation.pages import page

Reading = Request[Any, Any, Any]


@dataclass(frozen=True)
class FieldLine:
    """One field of a body or an answer."""

    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class CallCard:
    """One call as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    takes: list[FieldLine]
    gives: list[FieldLine]
    status: str
    refusals: list[str]
    curl: str
    answer: str


@get("/openapi.json", sync_to_thread=False)
def openapi(request: Reading) -> Response[bytes]:
    return Response(to_json(_document(request)), media_type="application/json")


@get("/docs", sync_to_thread=True)
def docs(request: Reading) -> Response[bytes]:
    """Readable offline: one page of HTML, no script."""
    told = _document(request)
    return page(request, "foundation/api_docs.html", calls=_cards(told), told=told, refusals=_refusals(told))


def _document(request: Reading) -> dict[str, Any]:
    return document(request.app, request.app.state.settings)


def _cards(told: dict[str, Any]) -> list[CallCard]:
    return [
        _card(told, method.upper(), path, call)
        for path, methods in told["paths"].items()
        for method, call in methods.items()
    ]


def _card(told: dict[str, Any], method: str, path: str, call: dict[str, Any]) -> CallCard:
    body = call.get("requestBody", {}).get("content", {}).get("application/json")
    status = next(iter(call["responses"]))
    answer = call["responses"][status]["content"]["application/json"]
    return CallCard(
        name=call["operationId"], method=method, path=path, summary=call["summary"], description=call["description"],
        takes=_lines(told, body["schema"]) if body else [], gives=_lines(told, answer["schema"]), status=status,
        refusals=[number for number in call["responses"] if number != status],
        curl=_curl(told["servers"][0]["url"] + path, method, body), answer=_indented(answer["example"]),
    )  # fmt: skip


def _refusals(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(status, answer["description"]) for status, answer in told["components"]["responses"].items()]


def _curl(address: str, method: str, body: dict[str, Any] | None) -> str:
    lines = [f'curl -X {method} "{address.replace("{slug}", "discussion-3")}"', '-H "Authorization: Bearer $TOKEN"']
    if body:
        lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(_indented(body['example']))}"]
    return " \\\n  ".join(lines)


def _lines(told: dict[str, Any], schema: dict[str, Any]) -> list[FieldLine]:
    """The fields of an object, or of the objects in a list."""
    model = _model(told, schema)
    required = model.get("required", [])
    return [
        FieldLine(name, _kind(told, inner), name in required, inner.get("description", ""))
        for name, inner in model["properties"].items()
    ]


def _model(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = told["components"]["schemas"][schema["$ref"].removeprefix(COMPONENTS)]
        return found
    return _model(told, schema["items"] if "items" in schema else schema["anyOf"][0])


def _kind(told: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type in a few words, such as "integer, 1 to 25" or "text: en, id"."""
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(told, inner) for inner in schema["anyOf"])
    if "$ref" in schema:
        return _kind(told, told["components"]["schemas"][schema["$ref"].removeprefix(COMPONENTS)])
    if schema["type"] == "array":
        return f"list of {_kind(told, schema['items'])}"
    return "UTC instant" if schema.get("format") == "date-time" else str(schema["type"])


def _indented(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


router = Router(path="/api", route_handlers=[openapi, docs])

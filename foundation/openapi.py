"""The OpenAPI 3.1 document, written from the calls themselves: paths, types and docstrings. Nothing is listed twice.

Litestar's own generator sees neither a body that is read by us nor our problem+json.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute
from pydantic import TypeAdapter

from foundation.api import Call, Problem
from foundation.idempotency import KEYS
from foundation.settings import Settings

COMPONENTS = "#/components/schemas/"
REFUSALS = {
    400: "The body is not JSON.",
    401: "There is no token, or nobody knows it.",
    404: "There is no such thing in your office.",
    409: "The state of things has moved on, or a name is taken.",
    413: "The body is larger than 1 MB.",
    422: "Something does not fit or breaks a rule; each thing is named in errors.",
    429: "Too many calls in this minute.",
}
TITLE = "Rembuk"
METHODS = ("GET", "POST", "PUT", "PATCH", "OPTIONS")
INTRODUCTION = (
    "Series of discussions, who speaks in them, who takes part, and every message. A wall time goes in as "
    "starts_at_local with timezone; instants come out in UTC. Every error is problem+json with errors, "
    "each with a JSON pointer into the body and a sentence."
)
MOMENT = "2027-02-24T07:00:00Z"
PLAIN_EXAMPLES = {"string": "", "integer": 1, "boolean": True, "null": None}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Your own name for this request. Asked again under it within 24 hours, the first answer comes back "
                   "and nothing is done twice.",
    "schema": {"type": "string", "pattern": KEYS},
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """A call where it is served."""

    method: str
    path: str
    call: Call


def document(app: Litestar, settings: Settings) -> dict[str, Any]:
    """The whole document, as JSON values."""
    operations = list(operations_of(app))
    schemas, components = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schemas, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": INTRODUCTION},
        "servers": [{"url": settings.base_url.rstrip("/")}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _problem(text) for status, text in REFUSALS.items()},
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "description": "One is printed by: python main.py token EMAIL"}},
        },
    }  # fmt: skip


def operations_of(app: Litestar) -> Iterator[Operation]:
    """Every call of the API, floor by floor."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            calls = [(method, handler.opt.get("call")) for method, (handler, _) in route.route_handler_map.items()]
            yield from (
                Operation(method, route.path_format, call) for method, call in sorted(calls, key=_in_order) if call
            )


def example_of(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """A value that fits: what the fields name as examples. A field that may stay away and has none is left out."""
    if "$ref" in schema:
        return example_of(components[schema["$ref"].removeprefix(COMPONENTS)], components)
    if "examples" in schema or "enum" in schema:
        return (schema.get("examples") or schema["enum"])[0]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], components)
    if schema.get("type") == "array":
        return [example_of(schema["items"], components)]
    if schema.get("type") == "object":
        return {name: example_of(inner, components) for name, inner in _worth_showing(schema)}
    return MOMENT if schema.get("format") == "date-time" else PLAIN_EXAMPLES[schema["type"]]


def _worth_showing(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in schema["properties"].items():
        if name in schema.get("required", []) or any("examples" in way for way in (inner, *inner.get("anyOf", []))):
            yield name, inner


def _schemas(operations: list[Operation]) -> tuple[dict[tuple[Any, Any], Any], dict[str, Any]]:
    """The schema of each body and answer, by call and side, and the models they refer to."""
    wanted: list[Any] = [("Problem", "serialization", TypeAdapter(Problem))]
    for operation in operations:
        name = _name(operation)
        wanted.append((name, "serialization", TypeAdapter(operation.call.gives)))
        if operation.call.takes is not None:
            wanted.append((name, "validation", TypeAdapter(operation.call.takes)))
    schemas, definitions = TypeAdapter.json_schemas(wanted, ref_template=COMPONENTS + "{model}")
    components = definitions["$defs"]
    for component in components.values():
        if "enum" in component:
            component.pop("description", None)  # written for those who read the code
    return schemas, components


def _described(operation: Operation, schemas: dict[tuple[Any, Any], Any], components: dict[str, Any]) -> dict[str, Any]:
    call, name = operation.call, _name(operation)
    words = inspect.cleandoc(call.handler.__doc__ or "").replace("\n", " ")
    done = {"description": "Done.", "content": _content(schemas[name, "serialization"], components)}
    described: dict[str, Any] = {
        "operationId": name, "summary": words.partition(". ")[0].rstrip("."), "description": words,
        "parameters": _parameters(operation),
        "responses": {str(call.status): done} | _refusals(operation),
    }  # fmt: skip
    if call.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(schemas[name, "validation"], components)}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    return [slug] * ("{slug}" in operation.path) + [KEY] * operation.call.is_writing


def _content(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "example": example_of(schema, components)}}


def _refusals(operation: Operation) -> dict[str, Any]:
    call = operation.call
    possible = {401, 429}
    possible |= {404} if "{slug}" in operation.path else set()
    possible |= {409, 413, 422} if call.is_writing else set()
    possible |= {400} if call.takes is not None else set()
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(possible)}


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": {"$ref": f"{COMPONENTS}Problem"}}}}


def _in_order(method_and_call: tuple[str, Call | None]) -> int:
    return METHODS.index(method_and_call[0])


def _name(operation: Operation) -> str:
    return operation.call.handler.__name__

"""The OpenAPI document is complete and true, and the page made from it reads offline."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar.testing import TestClient
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

import main
from events.queries import series_of
from foundation.database import Database
from tests.api.conftest import SETTINGS, a_token
from tests.builders import NOW, a_discussion, a_published_discussion
from tests.warm import warm_app

CALLS = {
    "POST /api/series", "GET /api/series/{slug}", "POST /api/series/{slug}/discussions",
    "GET /api/discussions/{slug}", "PATCH /api/discussions/{slug}",
    "GET /api/discussions/{slug}/agenda", "PUT /api/discussions/{slug}/agenda",
    "GET /api/discussions/{slug}/engagements", "POST /api/discussions/{slug}/engagements",
    "POST /api/discussions/{slug}/publication", "POST /api/discussions/{slug}/cancellation",
    "GET /api/discussions/{slug}/registrations", "POST /api/discussions/{slug}/registrations",
    "GET /api/discussions/{slug}/admission", "PUT /api/discussions/{slug}/admission",
    "POST /api/discussions/{slug}/held-places", "POST /api/discussions/{slug}/held-places/{number}/release",
    "GET /api/series/{slug}/questions", "GET /api/discussions/{slug}/deliveries",
}  # fmt: skip
FEW = settings(max_examples=6, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def client(database: Database) -> Iterator[TestClient[Any]]:
    settings_of_program = replace(SETTINGS, api_calls_per_minute=1_000_000)
    with TestClient(warm_app(settings_of_program, database, lambda: NOW)) as client:
        yield client


@pytest.fixture
def told(client: TestClient[Any]) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/api/openapi.json").json()
    return document


def operations(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{method.upper()} {path}": call for path, calls in told["paths"].items() for method, call in calls.items()}


def test_the_document_has_every_call(told: dict[str, Any]) -> None:
    assert told["openapi"] == "3.1.0"
    assert set(operations(told)) == CALLS


def test_every_route_of_the_api_is_in_the_document(database: Database) -> None:
    routes = main.create_app(SETTINGS, database).wings["api"].made().routes
    served = {
        f"{method} {route.path_format}"
        for route in routes
        for method in route.methods
        if route.path.startswith("/api/")
    }

    apart = {"GET /api/docs", "GET /api/openapi.json"}
    assert {call for call in served - apart if not call.startswith("OPTIONS ")} == CALLS


def test_every_example_fits_its_schema(told: dict[str, Any]) -> None:
    bodies = [call["requestBody"] for call in operations(told).values() if "requestBody" in call]
    answers = [next(iter(call["responses"].values())) for call in operations(told).values()]
    for content in (place["content"]["application/json"] for place in [*bodies, *answers]):
        jsonschema_rs.validate(content["schema"] | {"components": told["components"]}, content["example"])

    assert len(bodies) == 9


def test_every_call_answers_as_the_document_says(
    client: TestClient[Any], database: Database, told: dict[str, Any]
) -> None:
    """Calls that fit the document and calls that do not, drawn by schemathesis: the status is one that is listed, the
    body has its schema, what does not fit is refused, nothing opens without the token, and nothing breaks."""
    headers = {"Authorization": f"Bearer {a_token(database, 'sari@jakarta.example', 'Country Office Jakarta')}"}
    schema = schemathesis.openapi.from_dict(with_addresses_that_lead_somewhere(told, database))
    schema.app = client.app
    calls = [operation.ok() for operation in schema.get_all_operations() if isinstance(operation, Ok)]

    for call in sorted(calls, key=lambda call: call.path.endswith("/cancellation")):
        for mode in GenerationMode:

            @FEW
            @given(case=call.as_strategy(generation_mode=mode))
            def run(case: Case[Any]) -> None:
                case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])  # rules refuse too

            run()

    assert len(calls) == len(CALLS)


def with_addresses_that_lead_somewhere(told: dict[str, Any], database: Database) -> dict[str, Any]:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        series = series_of(session, discussion)
        a_discussion(session, series=series, slug="draft")
    for path, calls in told["paths"].items():
        for call in calls.values():
            slugs = [series.slug] if path.startswith("/api/series") else [discussion.slug, "draft"]
            call["parameters"] = [
                known | {"schema": {"enum": slugs}} if known["name"] == "slug" else known
                for known in call["parameters"]
            ]
    return told


def test_the_page_shows_every_call_with_an_example_and_needs_nothing_from_elsewhere(
    client: TestClient[Any], told: dict[str, Any]
) -> None:
    page = client.get("/api/docs").text

    for name, call in operations(told).items():
        method, path = name.split()
        assert f'id="{call["operationId"]}"' in page
        assert f'<span class="call__method">{method}</span> {path}' in page
        assert f"curl -X {method}" in page
    addresses = re.findall(r"""(?:src|href|action)="([^"]*)\"""", page)
    assert [address for address in addresses if not address.startswith(("/", "#", "?"))] == []
    assert re.findall(r"<script|<style| style=", page) == []


def test_document_and_page_need_no_token_and_name_no_server_but_ours(
    client: TestClient[Any], told: dict[str, Any]
) -> None:
    assert client.get("/api/docs").status_code == 200
    assert told["servers"] == [{"url": "https://rembuk.example"}]
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"

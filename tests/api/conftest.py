"""A program that calls the API for an office in Jakarta, and one for an office in Dili."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from litestar.testing import TestClient

from events.models import Discussion
from foundation.database import Database
from foundation.settings import Settings
from foundation.sign_in import add_organiser, make_api_token
from tests.builders import NOW, a_published_discussion, a_series, an_office
from tests.warm import warm_app

SETTINGS = Settings(secret_key="the same for every test, and no secret", base_url="https://rembuk.example")
Answered = tuple[int, Any]


@dataclass(frozen=True)
class Program:
    """Calls with its token; the answer is the status and what the JSON says."""

    client: TestClient[Any]
    token: str

    def get(self, path: str) -> Answered:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, key: str | None = None) -> Answered:
        return self.call("POST", path, body, key)

    def put(self, path: str, body: Any) -> Answered:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any) -> Answered:
        return self.call("PATCH", path, body)

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> Answered:
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        answer = self.client.request(method, f"/api{path}", content=content, headers=self._headers(key))
        return answer.status_code, answer.json()

    def wrongs(self, method: str, path: str, body: Any = None) -> dict[str, str]:
        """The sentence at each pointer of a call that is refused with 422."""
        status, problem = self.call(method, path, body)
        assert (status, problem["status"]) == (422, 422), problem
        return {wrong["pointer"]: wrong["detail"] for wrong in problem["errors"]}

    def _headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | ({} if key is None else {"Idempotency-Key": key})


@pytest.fixture
def client(database: Database) -> Iterator[TestClient[Any]]:
    with TestClient(warm_app(SETTINGS, database, lambda: NOW)) as client:
        yield client


@pytest.fixture
def api(client: TestClient[Any], database: Database) -> Program:
    """The office of the builders."""
    return Program(client, a_token(database, "sari@jakarta.example", "Country Office Jakarta"))


@pytest.fixture
def dili(api: Program, database: Database) -> Program:
    return replace(api, token=a_token(database, "rosa@dili.example", "Office Dili"))


@pytest.fixture
def published(database: Database) -> Discussion:
    """A published discussion of the office in Jakarta: "who-pays-and-who-gains"."""
    with database.writing() as session:
        series = a_series(session, slug="social-protection", office=an_office(session))
        return a_published_discussion(session, series=series)


def a_token(database: Database, email: str, office: str) -> str:
    with database.writing() as session:
        return make_api_token(session, add_organiser(session, email, an_office(session, office), NOW), NOW)

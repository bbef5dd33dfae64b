"""The house and the people who walk through it. Pages look the same over any database: here it is SQLite."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from foundation.database import Database
from tests.journeys.house import House, open_house
from tests.journeys.walking import DESK, PHONE, Walk, walking

Someone = Callable[..., Walk]


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[PHONE, DESK], ids=["360x740", "1280x800"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with open_house(database, tmp_path / "outbox") as house:
        yield house


@pytest.fixture
def member(house: House, browser: Browser, size: tuple[int, int]) -> Iterator[Someone]:
    """Somebody whose browser runs no scripts, in the language asked for."""
    with ExitStack() as stack:
        yield lambda language="en": stack.enter_context(
            walking(browser, house, size, scripts=False, language=language)
        )


@pytest.fixture
def organiser(house: House, browser: Browser, size: tuple[int, int]) -> Iterator[Walk]:
    with walking(browser, house, size, scripts=True) as walk:
        yield walk

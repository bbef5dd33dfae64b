"""A house that keeps its mail in a folder, with Sari at her desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

import main
from events.models import Discussion
from foundation.database import Database
from foundation.settings import Settings
from notifications.channels import channel_for
from notifications.send import Senders
from tests.browsing import SETTINGS, Visitor
from tests.builders import a_published_discussion
from tests.desk import at_the_desk
from tests.warm import warm_app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(SETTINGS, mail_url=f"dir:{tmp_path / 'outbox'}")


@pytest.fixture
def desk(database: Database, settings: Settings) -> Iterator[Visitor]:
    """Sari at her desk, in a house that keeps its mail in a folder."""
    visitor = Visitor(None, "en")
    app = warm_app(settings, database, lambda: visitor.now)
    with TestClient(app, base_url=settings.base_url) as client:
        visitor.client = client
        yield at_the_desk(visitor, database)


def post_letters(database: Database, settings: Settings, now: datetime) -> None:
    """What is due leaves, as it does by itself in the running program."""
    main.tick(database, settings, now)
    Senders(database, settings, channel_for(settings.mail_url), lambda: now).send_due()


def published(database: Database) -> Discussion:
    with database.writing() as session:
        return a_published_discussion(session, slug="talk")

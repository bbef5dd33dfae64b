"""The other half of the histories of test_any_history.py, so that two processors play them side by side."""

import pytest

from foundation.database import Database
from tests.stories.test_any_history import HALF, HISTORIES, play, playing


@pytest.mark.parametrize("part", range(HALF, 2 * HALF))
def test_every_calendar_shows_the_truth_after_any_history(database: Database, database_kind: str, part: int) -> None:
    play(database, part, playing(HISTORIES[database_kind]))

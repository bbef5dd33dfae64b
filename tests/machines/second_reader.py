"""A second reader of calendars, which shares nothing with the library that writes ours: ical.js, under Node."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.machines import Missing

SCRIPT = Path(__file__).parent / "ical_js" / "read.mjs"


class SecondReader:
    """One process that reads calendar after calendar. Its answer is what ical.js made of the properties of each
    component, as `read.mjs` says it; `{"refused": why}` for what is no calendar to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, content: bytes) -> dict[str, Any]:
        asked, answers = self._process.stdin, self._process.stdout
        assert asked and answers
        asked.write(json.dumps(content.decode()) + "\n")
        asked.flush()
        answer: dict[str, Any] = json.loads(answers.readline())
        return answer


@contextmanager
def running_second_reader() -> Iterator[SecondReader]:
    """A reader, gone at the end of the block. Raises Missing when Node or ical.js is not installed."""
    node = shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (SCRIPT.parent / "node_modules").is_dir():
        raise Missing("ical.js is not installed: run 'make machines', or 'npm ci' in tests/machines/ical_js.")
    with subprocess.Popen([node, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield SecondReader(process)

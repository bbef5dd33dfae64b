"""A file as a table, whatever program wrote it: read by a process of its own (unpacking.py), or refused in words."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from foundation.languages import Message, say
from foundation.refusals import Refused
from registrations.importing.unpacking import MOST_COLUMNS, MOST_ROWS, SECONDS, Row

MOST_MEGABYTES = 5
"""What one import may bring (trust.md, fact 6)."""
ONE_OF_A_FEW = BoundedSemaphore(2)
"""So many files are read at the same time: each may take its whole memory."""
READER = Path(__file__).with_name("unpacking.py")
DAMAGED = say("The file is damaged, or too large when it is unpacked. Please save the table as “CSV UTF-8”.")
WORDS = {
    "encoding": say("This is not a text file. Please save the table as “CSV UTF-8” and try again."),
    "rows": say("These are too many rows. Please bring at most {limit} at once.", limit=MOST_ROWS),
    "columns": say("These are too many columns. Please bring at most {limit}.", limit=MOST_COLUMNS),
}
"""Why a table is refused, in words; the rest is damaged."""


@dataclass(frozen=True)
class Table:
    """The heading as it was written, and each row that has something in it with the line where it begins."""

    heading: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """CSV, XLSX or ODS. Refused as a whole: too large, too many rows or columns, damaged, no text."""
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise Refused(say("The file is too large. Please bring at most {limit} MB.", limit=MOST_MEGABYTES), "file")
    answer = _answer(content)
    if "refused" in answer:
        raise Refused(_sentence(answer["refused"], answer["line"]), "file")
    (_, heading), *rows = answer["rows"] or [(1, [])]
    return Table(heading, [(line, cells) for line, cells in rows])


def _answer(content: bytes) -> dict[str, Any]:
    """What the reader says. It gets nothing of our surroundings, where passwords may stand."""
    reader = [sys.executable, "-P", str(READER)]
    with ONE_OF_A_FEW:
        try:
            read = subprocess.run(reader, input=content, env={}, capture_output=True, timeout=2 * SECONDS, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise Refused(DAMAGED, "file") from None
    answer: dict[str, Any] = json.loads(read.stdout)
    return answer


def _sentence(why: str, line: int) -> Message:
    if why == "line":
        return say("Line {line} cannot be read as a row of a table.", line=line)
    return WORDS.get(why, DAMAGED)

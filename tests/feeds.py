"""A subscribed calendar, read without the library that wrote it."""

import re
from typing import Any

Entry = dict[str, str]


def entries_in(answer: Any) -> list[Entry]:
    """Each VEVENT as the values of its properties by name, in the order of the file."""
    events = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", answer.text.replace("\r\n ", ""), re.DOTALL)
    return [dict(re.split(r"(?:;[^:]*)?:", line, maxsplit=1) for line in event.splitlines()) for event in events]


def head_of(answer: Any) -> Entry:
    head = answer.text.replace("\r\n ", "").partition("BEGIN:VEVENT")[0]
    return dict(re.split(r"(?:;[^:]*)?:", line, maxsplit=1) for line in head.splitlines())


def shown(answer: Any, *names: str) -> list[tuple[str, ...]]:
    return [tuple(entry[name] for name in names) for entry in entries_in(answer)]

"""Forms as a person fills them: what was typed is kept, and each wrong field has its sentence beside it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from litestar import Request

from foundation.languages import Message, Wording, say
from foundation.refusals import Refused, all_of

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}([. ][0-9]{3}){1,2}")
UNSAID = "form"
"""Key of a sentence that belongs to the whole form rather than to a field."""


class Form:
    """Values as typed, and the sentences about them by field. Shown again with status 422 when there are `errors`."""

    def __init__(self, typed: Mapping[str, Sequence[str]] | None = None) -> None:
        self._typed = {name: list(values) for name, values in (typed or {}).items()}
        self.errors: dict[str, list[Message]] = {}
        self.choices: dict[str, Sequence[tuple[str, Wording]]] = {}
        """By field what a refusal offers instead."""

    @classmethod
    def showing(cls, **values: object) -> "Form":
        """A form filled with what is stored, before anybody typed. None is an empty field."""
        return cls({name: ["" if value is None else str(value)] for name, value in values.items()})

    def fill(self, **stored: object) -> None:
        """What is stored stands in the fields that were not sent. None is an empty field."""
        for name, value in stored.items():
            self._typed.setdefault(name, ["" if value is None else str(value)])

    def with_values(self, **values: str) -> "Form":
        """The same form with other values in some fields."""
        return Form({**self._typed, **{name: [value] for name, value in values.items()}})

    def __getitem__(self, name: str) -> str:
        """What stands in the field, trimmed; empty when it was not sent."""
        values = self._typed.get(name)
        return values[-1].strip() if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of a repeated field, in the order of the page."""
        return [value.strip() for value in self._typed.get(name, [])]

    def has(self, name: str) -> bool:
        """A ticked box, or a field with something in it."""
        return self[name] != ""

    def whole_number(self, name: str) -> int | None:
        """The number in the field, None when empty; anything else is refused. Dots between thousands are read."""
        if not self[name]:
            return None
        if not WHOLE_NUMBER.fullmatch(self[name]):
            raise Refused(say("Please write a whole number, such as 25."), name)
        return int(re.sub("[. ]", "", self[name]))

    def error(self, name: str) -> Message | None:
        """The first sentence about a field."""
        return next(iter(self.errors.get(name, [])), None)

    def refuse(self, refusal: Refused) -> None:
        for single in all_of(refusal):
            self.errors.setdefault(single.field or UNSAID, []).append(single.message)
            if single.choices:
                self.choices[single.field or UNSAID] = single.choices

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """What a rule refuses inside the block becomes sentences of this form."""
        try:
            yield
        except Refused as refusal:
            if refusal.status in (401, 403, 404):
                raise
            self.refuse(refusal)


async def posted_form(request: Request[Any, Any, Any]) -> Form:
    """The form in the body, URL-encoded or multipart; fields that are not text are left out."""
    sent = await request.form()
    typed: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            typed.setdefault(name, []).append(value)
    return Form(typed)

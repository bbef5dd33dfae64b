"""What a program sends: JSON read into models, each wrong place named by a JSON pointer (RFC 6901) and a sentence."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError, from_json

from foundation.languages import Message, say
from foundation.refusals import Refused, SeveralRefused, all_of

WALL_TIME = "%Y-%m-%dT%H:%M"
_WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_PLACE = re.compile(r"line (\d+) column (\d+)")


class Body(BaseModel):
    """An object of the API. Strict: no field that we do not know, no number written as text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Unreadable(Refused):
    """The body is no JSON at all."""

    status = 400


def _without_nul(text: str) -> str:
    if "\x00" in text:  # PostgreSQL cannot keep it
        raise PydanticCustomError("said", "", {"message": say("This text holds a character that cannot be kept.")})
    return text


def _read_wall_time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value  # of an answer of ours: JSON has only text
    try:
        if isinstance(value, str) and _WALL_TIME.fullmatch(value):
            return datetime.strptime(value, WALL_TIME)
    except ValueError:
        pass  # the 30th of February
    sentence = say("Write the local time as 2027-02-24T14:00, without seconds or offset; the zone has its own field.")
    raise PydanticCustomError("said", "", {"message": sentence})


Text = Annotated[str, AfterValidator(_without_nul)]
WallTime = Annotated[
    datetime,
    BeforeValidator(_read_wall_time),
    PlainSerializer(lambda wall: wall.strftime(WALL_TIME), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", "examples": ["2027-02-24T14:00"]}),
]
"""What the clocks on the wall show, as people agreed on it: naive, to the minute."""

SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "said": lambda given: given["message"],
    "missing": lambda _: say("This field is missing."),
    "extra_forbidden": lambda _: say("There is no such field."),
    "string_type": lambda _: say("This must be text."),
    "int_type": lambda _: say("This must be a whole number."),
    "bool_type": lambda _: say("This must be true or false."),
    "list_type": lambda _: say("This must be a list."),
    "model_type": lambda _: say("This must be an object."),
    "greater_than_equal": lambda given: say("This must be at least {limit}.", limit=given["ge"]),
    "less_than_equal": lambda given: say("This must be at most {limit}.", limit=given["le"]),
    "too_long": lambda given: _too_long(given["field_type"], given["max_length"]),
}
"""Pydantic's kinds of error, in words for a person."""


def _too_long(kind: str, limit: int) -> Message:
    if kind == "List":
        return say("Please send at most {limit} at once.", limit=limit)
    return say("Please write at most {limit} characters.", limit=limit)


def read_json(raw: bytes) -> Any:
    """The value that `raw` holds. Refused with 400 when it is no JSON (RFC 8259, in UTF-8)."""
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError as wrong:
        place = _PLACE.search(str(wrong))
        line, column = place.groups() if place else ("1", "1")
    raise Unreadable(say("The body is not valid JSON; see line {line}, column {column}.", line=line, column=column))


def fitted(shape: TypeAdapter[Any], value: Any, at: str = "") -> Any:
    """`value` as the type of `shape`. Refused with every place that does not fit. `at` is where the value stands."""
    try:
        return shape.validate_python(value)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
    raise SeveralRefused([Refused(_sentence(error), at + _pointer_to(error["loc"])) for error in errors])


def pointers(refusal: Refused, at: str = "") -> list[dict[str, str]]:
    """`errors` of a problem: for each thing that is wrong its place in the body and a sentence in English.

    Rules name fields, with dots between levels; what begins with a slash is a pointer already.
    """
    wrongs = [(_pointer_of(wrong.field), wrong.message.in_language("en")) for wrong in all_of(refusal)]
    return [{"pointer": at + pointer, "detail": detail} for pointer, detail in wrongs]


@contextmanager
def naming(**fields: str) -> Iterator[None]:
    """Inside the block a refusal of the rule's field `agenda` is one of the body's field `naming(agenda=…)`."""
    try:
        yield
    except Refused as refusal:
        for wrong in all_of(refusal):
            wrong.field = fields.get(wrong.field or "", wrong.field)
        raise


def _sentence(error: ErrorDetails) -> Message:
    known = SENTENCES.get(error["type"])
    return known(error.get("ctx", {})) if known else say("This does not fit; see the documentation of the call.")


def _pointer_to(path: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _pointer_of(field: str | None) -> str:
    if not field or field.startswith("/"):
        return field or ""
    return "/" + field.replace(".", "/")

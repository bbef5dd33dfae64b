"""The edge of the JSON API: `@reads` and `@writes` declare a call, `router` puts the calls of a floor behind the token.

The handler beneath is plain: it gets `session`, `asked` (who calls, and when) and `sent` (the body, read into the type
it names), and returns what it answers. Its types and its docstring are the call's line in the OpenAPI document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, get_type_hints

from litestar import Request, Response, Router
from litestar.di import NamedDependency, Provide
from pydantic import BaseModel, Field, TypeAdapter
from pydantic_core import to_json
from sqlmodel import Session

from foundation import edge, guards
from foundation.bodies import fitted, pointers, read_json
from foundation.idempotency import KeyedCall, claimed, keep, keyed_call
from foundation.pages import PERSONAL
from foundation.people import Office
from foundation.problems import problem
from foundation.refusals import Missing, Refused, SignInNeeded, TooMany
from foundation.settings import Settings
from foundation.sign_in import Desk

GIVEN = ("session", "asked", "sent")
type_of_handler = Callable[..., Any]
Reading = Request[Any, Any, Any]


@dataclass(frozen=True)
class Call:
    """What the documentation says of a route: `takes` and `gives` are the types of body and answer."""

    handler: type_of_handler
    status: int
    takes: Any
    gives: Any
    is_writing: bool


@dataclass(frozen=True)
class Asked:
    """Who calls, for which office, and when. `keyed` is there when the program sent an `Idempotency-Key`."""

    office: Office
    now: datetime
    settings: Settings
    keyed: KeyedCall | None
    desk: Desk

    def address(self, path: str) -> str:
        """`path` as a program, or a person it passes it on to, can open it."""
        return self.settings.base_url.rstrip("/") + path


class Wrong(BaseModel):
    """One thing that is wrong: its place in the body as a JSON pointer, and a sentence for a person."""

    pointer: str = Field(examples=["/email"])
    detail: str = Field(examples=["Please enter a valid email address."])


class Problem(BaseModel):
    """Why a call was refused (RFC 9457). Nothing was changed."""

    type: str
    status: int
    title: str
    detail: str
    errors: list[Wrong]


def reads(path: str) -> Callable[[type_of_handler], Any]:
    """A GET call."""

    def declare(handler: type_of_handler) -> Any:
        call = Call(handler, 200, None, get_type_hints(handler)["return"], is_writing=False)
        return edge.reads(path, opt={"call": call})(_answering(handler, 200))

    return declare


def writes(
    path: str, *, method: str = "POST", status: int = 200, takes: Any = None
) -> Callable[[type_of_handler], Any]:
    """A call that changes something. `takes` documents a body that the handler reads by itself, row by row."""

    def declare(handler: type_of_handler) -> Any:
        types = get_type_hints(handler)
        call = Call(handler, status, takes or types.get("sent"), types["return"], is_writing=True)
        needs = {"sent": Provide(_reader_of(types["sent"]))} if "sent" in types else {}
        return edge.writes(path, method, dependencies=needs, opt={"call": call})(_answering(handler, status))

    return declare


def router(*calls: Any) -> Router:
    """The calls of one floor, for those who hold a token."""
    return Router(
        path="/api", route_handlers=calls, guards=[guards.token_holders_only],
        dependencies={"asked": Provide(_asked)}, exception_handlers={Refused: refused},
    )  # fmt: skip


def refused(request: Reading, refusal: Refused) -> Response[Any]:
    """Every no of the API, with what a program needs to do better."""
    answer = problem(request, refusal.status, refusal.message, pointers(refusal))
    if isinstance(refusal, SignInNeeded):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = "60"
    return answer


def _answering(handler: type_of_handler, status: int) -> type_of_handler:
    """What the handler gives, as JSON; under a key the work is done once."""

    @wraps(handler)
    def run(*args: Any, session: Session, asked: Asked, **kwargs: Any) -> Response[bytes]:
        kept = claimed(session, asked.keyed, asked.now) if asked.keyed else None
        if kept is not None:
            return _json(kept.body.encode(), kept.status)
        body = to_json(handler(*args, session=session, asked=asked, **kwargs))
        if asked.keyed:
            keep(session, asked.keyed, status, body.decode())
        return _json(body, status)

    given = {name: kind for name, kind in handler.__annotations__.items() if name in GIVEN}
    marked = {name: NamedDependency[kind] for name, kind in given.items()}  # type: ignore[misc, valid-type]
    run.__annotations__ = handler.__annotations__ | marked
    return run


def _json(body: bytes, status: int) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json", headers=dict(PERSONAL))


def _reader_of(kind: Any) -> Callable[[Reading], Any]:
    shape = TypeAdapter(kind)

    async def sent(request: Reading) -> Any:
        return fitted(shape, read_json(await request.body()))

    return sent


async def _asked(request: Reading) -> Asked:
    if "\x00" in request.url.path:
        raise Missing
    state, desk = request.app.state, guards.present_desk(request)
    key, keyed = request.headers.get("idempotency-key"), None
    if key is not None and request.method not in edge.SAFE_METHODS:
        assert desk.person.id is not None, "flushed rows have a number"
        keyed = keyed_call(desk.person.id, key, (request.method, request.url.path, await request.body()))
    return Asked(desk.office, state.now(), state.settings, keyed, desk)

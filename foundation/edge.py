"""The edge of a request: one session, one transaction, one hop to a thread (design.md, How a request flows).

`@reads` and `@writes` declare a route. The handler beneath is plain: it gets its session, calls, answers. What it
wrote is committed when it answers with success, and taken back when it raises or answers with an error.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial, wraps
from typing import Any

from litestar import Litestar, Request, Response, delete, get, patch, post, put
from litestar.di import Provide
from sqlmodel import Session

from foundation.access_log import AFTER_READING
from foundation.database import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRITING = {"POST": post, "PUT": put, "PATCH": patch, "DELETE": delete}

THREADS = 24

type_of_handler = Callable[..., Any]


@asynccontextmanager
async def many_threads(_: Litestar) -> AsyncIterator[None]:
    """Handlers wait for the database in threads; the default is six on two cores (stack.md)."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="request") as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        yield


def reads(path: str, **options: Any) -> Callable[[type_of_handler], Any]:
    """A GET route; its transaction can change nothing (product.md, rule 10)."""
    return lambda handler: get(path, sync_to_thread=True, **options)(_in_one_transaction(handler))


def writes(path: str, method: str = "POST", **options: Any) -> Callable[[type_of_handler], Any]:
    """A route that changes something, committed when the handler answers below 400."""
    return lambda handler: WRITING[method](path, **options)(_in_turn(_in_one_transaction(handler)))


def _in_one_transaction(handler: type_of_handler) -> type_of_handler:
    @wraps(handler)
    def run(*args: Any, session: Session, **kwargs: Any) -> Any:
        with session:
            answer = handler(*args, session=session, **kwargs)
            if isinstance(answer, Response) and (answer.status_code or 200) >= 400:
                session.rollback()
            else:
                session.commit()
                session.info["once_durable"]()
                _write_after(session)
            return answer

    return run


def _write_after(session: Session) -> None:
    """What is noted of a reading that succeeded. Where it cannot be written, nothing is answered either."""
    if noted := session.info.get(AFTER_READING):
        database: Database = session.info["database"]
        database.write(lambda writing: writing.add_all(noted))


def _in_turn(run: type_of_handler) -> type_of_handler:
    @wraps(run)
    async def wait_and_run(*args: Any, session: Session, **kwargs: Any) -> Any:
        database: Database = session.info["database"]

        def turn() -> Any:
            database.take_turn(session)
            return run(*args, session=session, **kwargs)

        return await database.turns.of_a_person(turn)

    return wait_and_run


def open_session(request: Request[Any, Any, Any]) -> Session:
    """The session of this request; it begins with the first statement, in the thread of the handler."""
    database: Database = request.app.state.database
    is_safe = request.method in SAFE_METHODS
    session = database.new_session(read_only=is_safe)
    session.info["database"] = database
    if is_safe:
        session.info[AFTER_READING] = []
    session.info["once_durable"] = _nothing if is_safe else partial(
        database.turns.once_durable, request.app.state.after_write)  # fmt: skip
    return session


def _nothing() -> None:
    """A request that only read wakes nobody."""


DEPENDENCIES = {"session": Provide(open_session, sync_to_thread=False)}

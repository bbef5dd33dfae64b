"""What a form with a file brings: read before the request takes its turn to write, so that nobody waits for it."""

from typing import Any

from anyio import to_thread
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import Provide

from foundation.languages import say
from foundation.refusals import Refused
from registrations.coordinators.queries import coordinator_behind
from registrations.importing.reading import MOST_MEGABYTES, Table, read_table

Reading = Request[Any, Any, Any]
ROOM_FOR_THE_FORM = 100_000


async def posted_table(request: Reading) -> Table | Refused:
    """The table in the field `file`, or why it is refused: the handler shows that beside its form."""
    file = (await request.form()).get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        return Refused(say("Please choose a file."), "file")
    return await to_thread.run_sync(_read, content)


async def table_behind_link(request: Reading) -> Table | Refused:
    """As `posted_table`, for whoever holds a coordinator's link; nobody else makes us read a file."""
    if await to_thread.run_sync(_is_known, request):
        return await posted_table(request)
    return Refused(say("Please choose a file."), "file")


def _is_known(request: Reading) -> bool:
    with request.app.state.database.reading() as session:
        return coordinator_behind(session, request.path_params["token"]) is not None


def _read(content: bytes) -> Table | Refused:
    try:
        return read_table(content)
    except Refused as refusal:
        return refusal


BODY: dict[str, Any] = {"request_max_body_size": MOST_MEGABYTES * 1_000_000 + ROOM_FOR_THE_FORM}
WITH_TABLE: dict[str, Any] = {**BODY, "dependencies": {"table": Provide(posted_table)}}
WITH_TABLE_BEHIND_LINK: dict[str, Any] = {**BODY, "dependencies": {"table": Provide(table_behind_link)}}
"""Options of a route that takes a file."""

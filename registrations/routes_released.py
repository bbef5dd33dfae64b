"""Files of the speakers for participants: after the discussion, and only those that the organisers released."""

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from sqlmodel import Session

from foundation.desk_pages import row_number
from foundation.edge import reads
from foundation.refusals import Missing
from registrations.routes_participant import Reading, behind
from speakers.preparing.materials import released_in
from speakers.preparing.routes_speaker import download


@reads("/r/{token:str}/files/{number:str}")
def released_file(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Stream:
    registration, discussion, _ = behind(request, session, token)
    offered = {one.id: one for one in released_in(session, discussion, request.app.state.now())}
    material = offered.get(row_number(number))
    if material is None or not registration.is_confirmed:
        raise Missing
    return download(request, material)


HANDLERS = [released_file]

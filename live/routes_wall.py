"""The wall for a shared screen, and what every open page follows: a stream, or the same numbers when asked."""

import asyncio
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ASGIApp
from sqlmodel import Session

from events.models import Discussion
from foundation import guards
from foundation.edge import reads
from foundation.pages import PERSONAL, page
from foundation.refusals import Missing
from live.pulse import NOTHING_YET, numbers_of
from live.questions import chosen_last
from live.stage import shown_on_stage
from live.streams import Streams, told
from live.wall_link import behind, version_of
from speakers.programme import public_programme

Reading = Request[Any, Any, Any]


@reads("/{token:str}")
def wall(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    discussion = _behind(request, session, token, only_the_last=True)
    programme = public_programme(session, discussion)
    return page(
        request, "live/wall.html", language=_language(discussion), headers=PERSONAL,
        chosen=chosen_last(session, discussion),
        code=_code(f"{request.app.state.settings.base_url}/discussions/{discussion.slug}"),
        **shown_on_stage(request, session, discussion, programme),
    )  # fmt: skip


@reads("/{token:str}/now", media_type=MediaType.JSON)
def numbers_now(
    request: Reading, session: NamedDependency[Session], token: FromPath[str]
) -> Response[dict[str, int]]:
    """For pages that have no stream, and for setting their clocks by ours. Pages that were open when the wall got
    another link go on."""
    number = _behind(request, session, token).id or 0
    found = numbers_of(session, [number]).get(number, NOTHING_YET)
    return Response(told(found, request.app.state.now()), headers=PERSONAL)


@get("/{token:str}/events")
async def events(request: Reading, token: FromPath[str]) -> ASGIApp:
    """No session: a stream stays open for an hour and more."""
    link = behind(request.app.state.settings.secret_key, token)
    if link is None:
        await asyncio.get_running_loop().run_in_executor(None, guards.count_wrong_link, request)
        raise Missing
    streams: Streams = request.app.state.streams
    streams.refuse_more_than_most()

    async def answer(_scope: Any, receive: Any, send: Any) -> None:
        await streams.stream(link.discussion_id, receive, send)

    return answer


def _behind(request: Reading, session: Session, token: str, *, only_the_last: bool = False) -> Discussion:
    link = behind(request.app.state.settings.secret_key, token)
    is_old = only_the_last and link is not None and link.version != version_of(session, link.discussion_id)
    found = session.get(Discussion, link.discussion_id) if link is not None and not is_old else None
    guards.refuse_unless_found(request, session, found, found.links_die_at() if found else None)
    assert found is not None, "refused above"
    return found


def _language(discussion: Discussion) -> str | None:
    """The first language of the floor; else what the browser of the screen asks for."""
    return discussion.languages[0] if discussion.languages else None


def _code(address: str) -> str:
    import segno  # for a page that is asked for rarely

    return str(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, light="#fff"))


router = Router(path="/live", route_handlers=[wall, numbers_now, events])

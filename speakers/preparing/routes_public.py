"""For everybody: the summary of a discussion, once the organisers have approved it, and photos of those speakers who
agreed to that."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.queries import public_discussion, series_of
from foundation import guards
from foundation.desk_pages import row_number
from foundation.edge import reads
from foundation.pages import PUBLIC, page
from foundation.refusals import Missing
from speakers.preparing.introducing import portrait_in
from speakers.preparing.materials import released_in
from speakers.preparing.summing_up import approved_summary
from speakers.programme import public_speakers


@reads("/discussions/{slug:str}/summary")
def summary(
    request: Request[Any, Any, Any], session: NamedDependency[Session], slug: FromPath[str]
) -> Response[bytes]:
    """Key points, the recording, and which files participants find on their own page."""
    discussion = public_discussion(session, slug)
    approved = approved_summary(session, discussion)
    if approved is None:
        raise Missing
    now = request.app.state.now()
    return page(
        request, "speakers/preparing/summary.html", headers=PUBLIC, discussion=discussion, summary=approved,
        series=series_of(session, discussion), speakers=public_speakers(session, discussion, now),
        released=released_in(session, discussion, now),
    )  # fmt: skip


@reads("/discussions/{slug:str}/photos/{number:str}")
def photo(
    request: Request[Any, Any, Any], session: NamedDependency[Session], slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """As long as the page of the discussion shows it. The address names nobody."""
    discussion, wanted = public_discussion(session, slug), row_number(number)
    shown = {one.introduction.photo for one in public_speakers(session, discussion, request.app.state.now())}
    if wanted not in shown:
        raise Missing
    content = portrait_in(session, discussion, wanted)
    return Response(content, status_code=200, media_type="image/jpeg", headers={**PUBLIC, "X-Robots-Tag": "noindex"})


router = Router(path="/", dependencies=guards.PUBLIC, route_handlers=[summary, photo])

"""The summary of a discussion, for everybody, once the organisers have approved it."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.queries import public_discussion, series_of
from foundation import guards
from foundation.edge import reads
from foundation.pages import PUBLIC, page
from foundation.refusals import Missing
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
    return page(
        request, "speakers/preparing/summary.html", headers=PUBLIC, discussion=discussion, summary=approved,
        series=series_of(session, discussion), speakers=public_speakers(session, discussion),
        released=released_in(session, discussion, request.app.state.now()),
    )  # fmt: skip


router = Router(path="/", dependencies=guards.PUBLIC, route_handlers=[summary])

"""Pages for everybody: the series on offer, and their calendar feeds."""

from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.calendar_ways import subscribing
from events.feeds import calendar_answer, series_feed
from events.offers import Offer, all_offers, offer
from foundation import guards
from foundation.edge import reads
from foundation.pages import PUBLIC, page

CALENDAR = ".ics"


@reads("/")
def home(request: Request[Any, Any, Any], session: NamedDependency[Session]) -> Response[bytes]:
    offers = all_offers(session, request.app.state.now())
    return page(request, "events/home.html", headers=PUBLIC, offers=offers)


@reads("/series/{slug:str}")
def series(request: Request[Any, Any, Any], session: NamedDependency[Session], slug: FromPath[str]) -> Response[Any]:
    """The page of a series, or with `.ics` its calendar."""
    now = request.app.state.now()
    if slug.endswith(CALENDAR):
        return _feed(request, offer(session, slug.removesuffix(CALENDAR), now))
    feed_address = f"{request.app.state.settings.base_url}/series/{slug}.ics"
    return page(
        request, "events/series.html", headers=PUBLIC, offer=offer(session, slug, now), feed_address=feed_address,
        ways=subscribing(feed_address),
    )  # fmt: skip


def _feed(request: Request[Any, Any, Any], offered: Offer) -> Response[Any]:
    discussions = [*offered.past, *offered.coming]
    base_url, now = request.app.state.settings.base_url, request.app.state.now()
    content = series_feed(offered.series, discussions, base_url, now)
    return calendar_answer(content, offered.series.slug, now, PUBLIC)


router = Router(path="/", route_handlers=[home, series], dependencies=guards.PUBLIC)

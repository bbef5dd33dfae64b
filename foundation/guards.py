"""Who may pass: organisers with a desk session, programs with a token, requests from our own pages."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from anyio import to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers.base import BaseRouteHandler
from sqlmodel import Session

from foundation import links
from foundation.database import Database
from foundation.edge import SAFE_METHODS
from foundation.forms import Form, posted_form
from foundation.limits import spend
from foundation.refusals import Forbidden, Missing, SignInNeeded
from foundation.settings import Settings
from foundation.sign_in import Desk, desk_of, desk_of_api_token, keep_awake, needs_waking

DESK_COOKIE = "__Host-desk"
FROM_ANYWHERE: dict[str, Any] = {"opt": {"from_anywhere": True}}
"""Options of a route whose address is the only proof it asks for: another site that knows it may post as well."""
Connection = ASGIConnection[Any, Any, Any, Any]


async def organisers_only(connection: Connection, _: BaseRouteHandler) -> None:
    """The guard of every desk route. The desk is handed on as the dependency `desk`."""
    token, house = connection.cookies.get(DESK_COOKIE, ""), connection.app.state
    desk = await to_thread.run_sync(_open_desk, house.database, token, house.now()) if token else None
    if desk is None:
        raise SignInNeeded
    connection.scope["state"]["desk"] = desk


async def token_holders_only(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard of the API: `Authorization: Bearer …`, so many calls a minute."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SignInNeeded
    house = connection.app.state
    allowed = house.settings.api_calls_per_minute
    desk = await to_thread.run_sync(_open_api, house.database, token.strip(), allowed, house.now())
    connection.scope["state"]["desk"] = desk


def present_desk(request: Request[Any, Any, Any]) -> Desk:
    """Who sits at the desk of this request; only behind one of the guards above."""
    desk: Desk = request.scope["state"]["desk"]
    return desk


async def form_of_this_desk(request: Request[Any, Any, Any]) -> Form:
    """The posted form, if it carries the token that this desk session put into its pages (trust.md, fact 3)."""
    form = await posted_form(request)
    if form["form_token"] != form_token(request):
        raise Forbidden
    return form


def form_token(request: Request[Any, Any, Any]) -> str:
    """Bound to the session: another session's page cannot post here."""
    settings: Settings = request.app.state.settings
    session_number = int(links.hashed(request.cookies.get(DESK_COOKIE, ""))[:15], 16)
    return links.keyed(settings.secret_key, "form", session_number)


async def refuse_other_sites(request: Request[Any, Any, Any]) -> None:
    """A browser says where a form comes from; another site's is refused. Programs say nothing and carry no cookie.

    An address with a NUL leads nowhere: PostgreSQL could not even look it up."""
    if "\x00" in request.url.path:
        raise Missing
    if request.method in SAFE_METHODS or request.url.path.startswith("/api/"):
        return
    if request.route_handler.opt.get("from_anywhere"):
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = {urlsplit(request.app.state.settings.base_url).netloc, request.headers.get("host", "")}
    is_foreign = origin is not None and urlsplit(origin).netloc not in own
    from_elsewhere = site not in ("same-origin", "none") if site else is_foreign
    if from_elsewhere:
        raise Forbidden


def network_of(request: Request[Any, Any, Any]) -> str:
    """The address the request comes from, hashed; a forwarded one only from TRUSTED_PROXIES."""
    settings: Settings = request.app.state.settings
    address = request.client.host if request.client else ""
    if address in settings.trusted_proxies:
        address = request.headers.get("x-forwarded-for", address).split(",")[-1].strip()
    return links.keyed(settings.secret_key, f"network {address}")


def count_wrong_link(request: Request[Any, Any, Any]) -> None:
    """Called where a personal link led nowhere: guessing is slow (trust.md: 60 in 10 minutes)."""
    settings: Settings = request.app.state.settings
    request.app.state.database.write(
        lambda session: spend(
            session, f"links {network_of(request)}", request.app.state.now(),
            allowed=settings.wrong_links_per_ten_minutes, per=timedelta(minutes=10),
        )
    )  # fmt: skip


def refuse_unless_found(
    request: Request[Any, Any, Any], session: Session, row: object | None, dies_at: datetime | None = None
) -> None:
    """Missing for a link that leads nowhere, or whose time is over; the wrong try is counted."""
    if row is None or (dies_at is not None and dies_at <= request.app.state.now()):
        session.rollback()  # on SQLite a POST holds the one connection that can count
        count_wrong_link(request)
        raise Missing


def _open_desk(database: Database, token: str, now: datetime) -> Desk | None:
    with database.reading() as session:
        desk, is_drowsy = desk_of(session, token, now), needs_waking(session, token, now)
    if desk is not None and is_drowsy:
        database.write(lambda session: keep_awake(session, token, now))
    return desk


def _open_api(database: Database, token: str, allowed: int, now: datetime) -> Desk:
    with database.reading() as session:
        desk = desk_of_api_token(session, token)
    if desk is None:
        raise SignInNeeded
    bucket = f"api {links.hashed(token)}"
    database.write(lambda session: spend(session, bucket, now, allowed=allowed, per=timedelta(minutes=1)))
    return desk


DESK = {"desk": Provide(present_desk, sync_to_thread=False), "form": Provide(form_of_this_desk)}
async def _form_after_session(request: Request[Any, Any, Any], session: NamedDependency[Session]) -> Form:
    """What two dependencies cost that are asked side by side, a group of tasks, is a tenth of a registration."""
    return await posted_form(request)


PUBLIC = {"form": Provide(_form_after_session)}
"""Dependencies of a Router for the desk, and of one for everybody."""

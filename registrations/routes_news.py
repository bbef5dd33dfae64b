"""News of the next discussions, unsubscribed from the letter: by the mail program with one click (RFC 8058), or here.

The link is all it takes. A mail program posts without a session, without a form token and perhaps from its own site;
opening the link changes nothing, as scanners open every link.
"""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from foundation import guards, limits
from foundation.edge import reads, writes
from foundation.links import hashed
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person
from registrations.news import agree_again, reader_behind, wants_news, withdraw_news

RETURNS_PER_HOUR = 10
"""Each adds a row that stays."""
Reading = Request[Any, Any, Any]


@reads("/news/{token:str}")
def news(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _news_page(request, session, _reader(request, session, token), token)


@writes("/news/{token:str}", **guards.FROM_ANYWHERE)
def unsubscribe(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """Answered with a page and no redirect: mail programs follow none (RFC 8058, 3.1)."""
    person = _reader(request, session, token)
    withdraw_news(session, person, request.app.state.now())
    return _news_page(request, session, person, token)


@writes("/news/{token:str}/consent")
def subscribe_again(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Redirect:
    person, now = _reader(request, session, token), request.app.state.now()
    limits.spend(session, f"news {hashed(token)}", now, allowed=RETURNS_PER_HOUR, per=timedelta(hours=1))
    agree_again(session, person, now)
    return redirect(request, f"/news/{token}")


def _reader(request: Reading, session: Session, token: str) -> Person:
    person = reader_behind(session, token)
    guards.refuse_unless_found(request, session, person)
    assert person is not None, "refused above"
    return person


def _news_page(request: Reading, session: Session, person: Person, token: str) -> Response[bytes]:
    """It names nobody: whoever the letter was passed on to may read it."""
    return page(
        request, "registrations/news.html", language=person.language, headers=PERSONAL, path=f"/news/{token}",
        wants_news=wants_news(session, person),
    )  # fmt: skip


HANDLERS = [news, unsubscribe, subscribe_again]

"""The notice of privacy of a series, for everybody; it prints with a code to scan, for forms on paper."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.offers import offer
from foundation.codes import code_in_page
from foundation.edge import reads
from foundation.pages import PUBLIC, page
from registrations.form import FIELDS
from registrations.privacy.notice import notice_of


@reads("/series/{slug:str}/privacy")
def privacy(request: Request[Any, Any, Any], session: NamedDependency[Session], slug: FromPath[str]) -> Response[bytes]:
    settings, found = request.app.state.settings, offer(session, slug, request.app.state.now())
    address = f"{settings.base_url}/series/{found.series.slug}/privacy"
    return page(
        request, "registrations/notice.html", headers=PUBLIC, series=found.series,
        notice=notice_of(session, found.series, [*found.past, *found.coming], settings.mail_from),
        purposes=[field.label for field in FIELDS if field.purpose], address=address, code=code_in_page(address),
    )  # fmt: skip


HANDLERS = [privacy]

"""The desk: links with a source, their numbers, codes to scan, and a poster."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.models import Discussion
from events.queries import office_discussion, series_of
from events.sharing import invitation_text, text_language
from foundation.codes import code_file, code_in_page
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    absolute,
    desk_page,
    go_to,
    row_number,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.pages import PERSONAL, page
from foundation.whatsapp import whatsapp_address
from registrations.sharing.sources import make_source, public_path, source_in, sources_of

HERE = "/discussions/{slug:str}/sharing"
PAGE = "registrations/sharing/desk_sharing.html"


@reads(HERE)
def sharing(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion = office_discussion(session, desk.office, slug)
    return desk_page(request, desk, PAGE, **_shown(request, session, discussion))


@writes(HERE)
def add_source(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    discussion = office_discussion(session, desk.office, slug)
    with trying(form, session):
        make_source(session, discussion, form["label"], request.app.state.now())
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_shown(request, session, discussion))
    return go_to(f"/desk/discussions/{slug}/sharing", "link-made")


@reads(f"{HERE}/{{number:str}}/poster")
def poster(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """To be printed, in the language of the discussion: it hangs where nobody is signed in."""
    discussion = office_discussion(session, desk.office, slug)
    series = series_of(session, discussion)
    address = absolute(request, public_path(discussion, source_in(session, discussion, row_number(number))))
    return page(
        request, "registrations/sharing/poster.html", language=text_language(series, discussion), headers=PERSONAL,
        discussion=discussion, series=series, address=address, code=code_in_page(address),
    )  # fmt: skip


@reads(f"{HERE}/{{number:str}}/code.svg")
def code(
    request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """To be put on slides or papers of others."""
    discussion = office_discussion(session, desk.office, slug)
    address = absolute(request, public_path(discussion, source_in(session, discussion, row_number(number))))
    headers = {**PERSONAL, "Content-Disposition": f'attachment; filename="{discussion.slug}.svg"'}
    return Response(code_file(address), media_type="image/svg+xml", headers=headers)


def _shown(request: Asking, session: Session, discussion: Discussion) -> dict[str, Any]:
    context = head(session, discussion, request.app.state.now())
    rows = []
    for source, number in sources_of(session, discussion):
        address = absolute(request, public_path(discussion, source))
        text = invitation_text(context["series"], discussion, address)
        rows.append((source, number, address, text, whatsapp_address(text)))
    return {**context, "rows": rows}


HANDLERS = [sharing, add_source, poster, code]

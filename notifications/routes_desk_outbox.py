"""The desk: the letters that are kept as files as long as no mail server is configured."""


from litestar import MediaType, Response
from litestar.params import FromPath

from foundation.access_log import note_look
from foundation.desk_pages import Asking, OpenDesk, OpenSession, desk_page
from foundation.edge import reads
from foundation.front import POLICY
from foundation.pages import PERSONAL
from notifications.kept_letters import letter_named, letters_in_outbox, open_letter
from notifications.letter_access import letters_of_desk, refuse_foreign

WITH_FRAME = {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
LETTER_HEADERS = {
    **PERSONAL,
    "Content-Security-Policy": f"{SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'",
}
"""A letter brings its own style and nothing else; its links open beside the desk, never inside."""
IN_NEW_TABS = '<base target="_blank">'


@reads("/outbox")
def outbox(request: Asking, session: OpenSession, desk: OpenDesk) -> Response[bytes]:
    letters = letters_of_desk(session, desk, letters_in_outbox(request.app.state.settings))
    note_look(session, desk, "outbox", request.app.state.now(), people=len(letters))
    return desk_page(request, desk, "notifications/desk_outbox.html", letters=letters)


@reads("/outbox/{name:str}")
def letter(request: Asking, session: OpenSession, desk: OpenDesk, name: FromPath[str]) -> Response[bytes]:
    refuse_foreign(session, desk, letter_named(request.app.state.settings, name))
    opened = open_letter(request.app.state.settings, name)
    note_look(session, desk, "letter", request.app.state.now(), people=1)
    return desk_page(request, desk, "notifications/desk_letter.html", headers=WITH_FRAME, letter=opened)


@reads("/outbox/{name:str}/page")
def letter_page(request: Asking, session: OpenSession, desk: OpenDesk, name: FromPath[str]) -> Response[str]:
    """The HTML of a letter as it was sent, in a frame that may run nothing."""
    refuse_foreign(session, desk, letter_named(request.app.state.settings, name))
    opened = open_letter(request.app.state.settings, name)
    return Response(IN_NEW_TABS + opened.html, media_type=MediaType.HTML, headers=dict(LETTER_HEADERS))


HANDLERS = [outbox, letter, letter_page]

"""Pages of the desk: in the language of who sits there, kept by no cache, each form bound to this session."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.response import Redirect
from sqlmodel import Session

from foundation.forms import Form
from foundation.guards import form_token
from foundation.languages import Message, say
from foundation.pages import PERSONAL, page
from foundation.refusals import Missing
from foundation.sign_in import Desk
from foundation.zones import UnknownZone, ZoneGroup, offered_zones

Asking = Request[Any, Any, Any]
OpenSession = NamedDependency[Session]
OpenDesk = NamedDependency[Desk]
PostedForm = NamedDependency[Form]
"""What a handler asks for, by the name of its parameter: `session`, `desk`, `form` (foundation.edge, .guards)."""

DONE = {
    "saved": say("Saved."),
    "published": say("The discussion is published. Anybody with the link can register."),
    "cancelled": say("The discussion is cancelled."),
    "restored": say("The discussion takes place again."),
    "asked": say("The request is on its way. You can pass on the personal link as well."),
    "taken-back": say("The request is taken back."),
    "time-taken": say("The discussion moves to the time proposed. Everybody concerned is told."),
    "time-kept": say("The time stays. Whoever proposed another is asked once more."),
    "told": say("The letters leave now."),
    "undone": say("The change is undone. Nobody was told of it."),
    "renewed": say("The new agenda is being sent."),
    "given-up": say("The registration is cancelled. A freed seat goes to the first who waits."),
    "back": say("The registration stands again."),
    "approved": say("Approved. They hear of it by letter, with the entry for their calendar."),
    "turned-down": say("Refused. They read your reason in a letter and on their page."),
    "counted": say("The answer counts. From now on answers from this address count by themselves."),
    "sent-again": say("The invitation is on its way once more."),
    "settled": say("Done."),
    "drafted": say("Nothing has left yet. Look at it once more, then let it leave."),
    "appointed": say("It leaves at the hour you chose."),
    "leaving": say("The announcement is leaving now."),
    "stopped": say("The announcement is stopped. What has left cannot be called back."),
    "thrown-away": say("The draft is thrown away."),
    "on-trial": say("The letters are on their way to you, and to nobody else."),
    "repeated": say("The message is on its way once more."),
    "held": say("Held. Nothing of it leaves until somebody releases it."),
    "released": say("Released. What is still true leaves at its hour."),
    "discarded": say("Discarded. What was held does not leave."),
    "erased": say("It is erased, at once and for good."),
    "check-in-open": say("The check-in is open. Members see it on their page."),
    "check-in-closed": say("The check-in is closed."),
    "entered": say("They are entered."),
    "uploaded": say("This is what the report says. It counts when you say so."),
    "report-counted": say("The report counts."),
    "report-gone": say("The report is thrown away."),
    "certificates-released": say("The certificates are released. Their holders find them on their pages."),
    "link-made": say("The link is ready to be passed on."),
    "link-ended": say("The link leads nowhere from now on. Who is on the list stays registered."),
    "wall-renewed": say("The old link of the view for a shared screen leads nowhere from now on."),
    "tried": say("It is tried again within a few seconds."),
    "fetching": say("The report is being fetched."),
    "merged": say("The two are one person now."),
    "mended": say("The address is corrected. What is still true is sent again."),
}
"""What the page after a redirect says was done. The word travels in the address; what it means stands here."""


def desk_page(
    request: Asking, desk: Desk, template: str, *, status: int = 200,
    headers: dict[str, str] | None = None, **context: Any,
) -> Response[bytes]:  # fmt: skip
    """A page of the desk. Its template finds `desk`, `token` for its forms, `done` and what the caller passes."""
    return page(
        request, template, status=status, language=desk.person.language, headers={**PERSONAL, **(headers or {})},
        desk=desk, token=form_token(request), done=_done(request), keeps_mail=keeps_mail(request),
        has_mailbox=has_mailbox(request), **context,
    )  # fmt: skip


def shown_again(
    request: Asking, desk: Desk, template: str, form: Form, **context: Any
) -> Response[bytes]:
    """The same form with what was typed and the sentences about it (422); nothing of it is kept."""
    return desk_page(request, desk, template, status=422, form=form, **context)


def go_to(path: str, done: str = "") -> Redirect:
    """See other (303), saying what was done."""
    address = f"{path}?{urlencode({'done': done})}" if done else path
    return Redirect(address, status_code=303, headers=dict(PERSONAL))


@contextmanager
def trying(form: Form, session: Session) -> Iterator[None]:
    """What a rule refuses becomes sentences of the form, and what it wrote before it refused is taken back, so that
    the page that is shown again reads from the database what still holds."""
    with form.refusing(), session.begin_nested():
        yield


def number_in(form: Form, name: str) -> int | None:
    """A whole number of the form, None when empty; what cannot be read becomes a sentence of the form."""
    with form.refusing():
        return form.whole_number(name)
    return None


def zone_choices(request: Asking, form: Form) -> list[ZoneGroup]:
    """The zones to choose from, and the one in the form wherever it lies. One that does not exist is not offered."""
    now = request.app.state.now()
    try:
        return offered_zones(now, form["timezone"] or None)
    except UnknownZone:
        return offered_zones(now)


def row_number(text: str) -> int:
    """The number of a row in an address; what no row can have as its number leads nowhere."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Missing
    return int(text)


def absolute(request: Asking, path: str) -> str:
    """An address to pass on. The host comes from the settings, never from the request."""
    return f"{request.app.state.settings.base_url}{path}"


def keeps_mail(request: Asking) -> bool:
    """Whether mail is kept in a directory, where the desk can show it, instead of being handed over."""
    return str(request.app.state.settings.mail_url).startswith("dir:")


def has_mailbox(request: Asking) -> bool:
    """Whether mail that comes back reaches us in some way."""
    settings = request.app.state.settings
    return bool(settings.inbox_url or settings.lmtp_listen)


def _done(request: Asking) -> Message | None:
    return DONE.get(request.query_params.get("done", "")) if request.method == "GET" else None

"""The check-in of a participant, on their own page."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from foundation import limits
from foundation.bodies import naming
from foundation.edge import writes
from foundation.forms import Form
from foundation.links import hashed
from foundation.pages import redirect
from foundation.refusals import Missing
from registrations import personal, routes_participant
from registrations.attendance.check_in import check_in

WORDS_PER_HOUR = 20


@writes("/r/{token:str}/check-ins/{number:str}")
def say_here(
    request: Request[Any, Any, Any], session: NamedDependency[Session], *,
    token: FromPath[str], number: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    now, field = request.app.state.now(), f"word-{number}"
    if form[field]:
        _limit_words(request, token)
    registration, discussion, person = routes_participant.behind(request, session, token)
    if number not in ("1", "2"):
        raise Missing
    shown = routes_participant.settings_form(person, **{field: form[field]})
    with shown.refusing(), naming(word=field):
        check_in(session, discussion, registration, int(number), word=form[field], now=now)
    if shown.errors:
        return routes_participant.personal_page(request, session, token, shown, status=422)
    personal.recognise(person, now)
    return redirect(request, f"/r/{token}")


def _limit_words(request: Request[Any, Any, Any], token: str) -> None:
    """A word is short, and who tries many has not heard it. Counted apart, since what is refused is not kept; before
    the session of the request begins, since SQLite has one writer."""
    now, bucket = request.app.state.now(), f"words {hashed(token)}"[:80]
    request.app.state.database.write(
        lambda session: limits.spend(session, bucket, now, allowed=WORDS_PER_HOUR, per=timedelta(hours=1))
    )


HANDLERS = [say_here]

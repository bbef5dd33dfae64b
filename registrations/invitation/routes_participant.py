"""The letter for an employer, on the personal page: it is made when the button is pressed, and goes to nobody else."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from foundation import limits
from foundation.edge import writes
from foundation.forms import Form
from foundation.links import hashed
from foundation.pages import reader_language
from foundation.papers import paper_answer
from registrations import routes_participant
from registrations.certificates.holding import NAME
from registrations.invitation.letter import Invited, letter, refuse_unless_invited

LETTERS_PER_HOUR = 20


@writes("/r/{token:str}/letter")
def take_letter(
    request: Request[Any, Any, Any], session: NamedDependency[Session],
    token: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    """It changes nothing; a form asks for it, since some have to say their name first."""
    _limit(request, token)
    invited, now = Invited(*routes_participant.behind(request, session, token)), request.app.state.now()
    shown = routes_participant.settings_form(invited.person, **{NAME: form[NAME]})
    with shown.refusing():
        refuse_unless_invited(invited, form[NAME], now)
    if shown.errors:
        return routes_participant.personal_page(request, session, token, shown, status=422)
    return paper_answer(letter(session, invited, reader_language(request, invited.person.language), now), "invitation")


def _limit(request: Request[Any, Any, Any], token: str) -> None:
    """Who tries many names does not know it; before the session of the request begins, since SQLite has one writer."""
    now, bucket = request.app.state.now(), f"letters {hashed(token)}"[:80]
    request.app.state.database.write(
        lambda session: limits.spend(session, bucket, now, allowed=LETTERS_PER_HOUR, per=timedelta(hours=1))
    )


HANDLERS = [take_letter]

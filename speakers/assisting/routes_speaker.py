"""Behind the link of a speaker: naming an assistant, who gets the letters, another link, the end."""

from typing import Any

from litestar import Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from foundation import guards
from foundation.edge import writes
from foundation.forms import Form
from speakers.assisting import naming
from speakers.routes_speaker import Reading, Rule, answering, own_word


@writes("/{token:str}/assistant")
def change_assistant(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """For the speaker alone: who assists has no say in who assists."""
    own_word(request, session, token)
    return answering(request, session, token, form, rule=_rule(form), place="#assistant")


def _rule(form: Form) -> Rule:
    step = form["step"]
    if step == "letters":
        return lambda session, engagement, now: naming.choose_letters(
            session, engagement, now, alone=form["alone"] == "yes")  # fmt: skip
    if step in STEPS:
        return STEPS[step]
    return lambda session, engagement, now: naming.name_assistant(
        session, engagement, now, full_name=form["assistant_name"], email=form["assistant_email"],
        phone=form["assistant_phone"], alone=form.has("assistant_alone"),
    )  # fmt: skip


STEPS: dict[str, Rule] = {"link": naming.make_another_link, "end": naming.end_assistance}
router = Router(path="/p", dependencies=guards.PUBLIC, route_handlers=[change_assistant])

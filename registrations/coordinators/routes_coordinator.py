"""The page of a coordinator behind their link: who is on the list, entering more, taking one back."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.models import Series
from foundation import guards
from foundation.desk_pages import absolute, row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import PERSONAL, page, redirect
from registrations.coordinators.enrol import Intake, places_left, refuse_if_ended
from registrations.coordinators.forms import (
    MOST_ROWS,
    chosen_in,
    empty_rows,
    enter,
    number_of_rows,
    rows_in,
    with_more_rows,
)
from registrations.coordinators.leave import take_back
from registrations.coordinators.models import Coordinator
from registrations.coordinators.passing_on import to_member
from registrations.coordinators.queries import (
    coordinator_behind,
    covered_discussions,
    listed_by,
    member_of,
    open_discussions,
)
from registrations.coordinators.there import enter_members, under_way
from registrations.desk_words import STATUSES, TONES
from registrations.form import LEVELS, SEXES

PAGE = "registrations/coordinators/list.html"
Reading = Request[Any, Any, Any]


@reads("/k/{token:str}")
def my_list(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    coordinator = behind(request, session, token)
    form = empty_rows(coordinator, open_discussions(session, coordinator, request.app.state.now()))
    return _list_page(request, session, coordinator, token=token, form=form)


@writes("/k/{token:str}/members")
def add_members(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """All of the form or nothing; the button for more rows only shows it again, longer."""
    coordinator = behind(request, session, token)
    if form.has("more"):
        return _list_page(request, session, coordinator, token=token, form=with_more_rows(form))
    with form.refusing():
        _enter(session, coordinator, form, request.app.state.now())
    if form.errors:
        session.rollback()
        return _list_page(request, session, behind(request, session, token), token=token, form=form, status=422)
    return redirect(request, f"/k/{token}")


@writes("/k/{token:str}/check-ins")
def say_who_is_there(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """For people around one screen, in one go."""
    coordinator, now, entered = behind(request, session, token), request.app.state.now(), 0
    with form.refusing():
        entered = enter_members(session, coordinator, {row_number(number) for number in form.all("people")}, now)
    if form.errors:
        session.rollback()
        return _list_page(request, session, behind(request, session, token), token=token, form=form, status=422)
    return redirect(request, f"/k/{token}?entered={entered}")


@writes("/k/{token:str}/members/{number:str}/removal")
def take_member_back(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Redirect:
    coordinator = behind(request, session, token)
    take_back(session, coordinator, member_of(session, coordinator, row_number(number)), request.app.state.now())
    return redirect(request, f"/k/{token}")


def behind(request: Reading, session: Session, token: str) -> Coordinator:
    """Whose link it is; it ends with those of the last discussion it covers."""
    found = coordinator_behind(session, token)
    covered = [] if found is None else covered_discussions(session, found)
    dies_at = max((one.links_die_at() for one in covered), default=None)
    guards.refuse_unless_found(request, session, found, dies_at)
    assert found is not None, "refused above"
    return found


def _enter(session: Session, coordinator: Coordinator, form: Form, now: datetime) -> None:
    refuse_if_ended(coordinator, now)
    chosen = chosen_in(form, open_discussions(session, coordinator, now))
    rows = rows_in(form, coordinator, chosen[0].timezone)
    enter(Intake(session, coordinator, chosen, now), rows)


def _list_page(
    request: Reading, session: Session, coordinator: Coordinator, *, token: str, form: Form, status: int = 200
) -> Response[bytes]:
    now, pass_on = request.app.state.now(), partial(absolute, request)
    offered = open_discussions(session, coordinator, now)
    on_the_list, here = listed_by(session, coordinator), under_way(session, coordinator, now)
    listed = [(one, to_member(session, one, pass_on, now)) for one in on_the_list]
    return page(
        request, PAGE, status=status, language=coordinator.language, headers=PERSONAL, form=form, path=f"/k/{token}",
        coordinator=coordinator, series=session.get_one(Series, coordinator.series_id), listed=listed,
        left=places_left(session, coordinator), offered=offered, rows=number_of_rows(form),
        takes_names=coordinator.takes_names(now) and bool(offered), has_more=number_of_rows(form) < MOST_ROWS,
        discussions=[(str(one.id), one.title) for one in offered], levels=_options(LEVELS), sexes=_options(SEXES),
        statuses=STATUSES, tones=TONES, here=here, around=here.members(on_the_list) if here else [],
        entered=request.query_params.get("entered", ""),
    )  # fmt: skip


def _options(choices: Any) -> list[tuple[str, Any]]:
    return [(choice.value, label) for choice, label in choices.items()]


HANDLERS = [my_list, add_members, say_who_is_there, take_member_back]

"""The page of a chair, resource person or observer behind their personal link."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from events.calendar import file
from events.calendar_ways import subscribing
from events.channels import channels_of
from events.feeds import calendar_answer, feed_dies_at, personal_feed
from events.models import Discussion
from events.queries import series_of
from events.words import ROLES
from foundation import guards
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import say
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person
from foundation.refusals import Conflict, Refused
from speakers.asking.models import Proposal, Regret
from speakers.asking.proposals import propose
from speakers.asking.regrets import Words, decline_saying
from speakers.assisting.naming import note_deed
from speakers.assisting.showing import assistance
from speakers.engagements import accept, note_opening
from speakers.models import Answer, Engagement
from speakers.own_calendar import entries_of, entry_of, speaking
from speakers.preparing.showing import preparation
from speakers.programme import programme_for
from speakers.queries import assists, engagement_behind, own_engagements
from speakers.tasks import TASKS

CALENDAR = ".ics"
Reading = Request[Any, Any, Any]
Rule = Callable[[Session, Engagement, datetime], object]


def my_part(request: Reading, session: Session, token: str, **more: Any) -> Response[Any]:
    """The personal page, or with `.ics` the entry for this person's calendar. `template` and whatever else it shows
    come from the top floor, which has this address (decisions/0015)."""
    engagement, discussion, person = behind(request, session, token.removesuffix(CALENDAR))
    if token.endswith(CALENDAR):
        page_url = f"{request.app.state.settings.base_url}/p/{token.removesuffix(CALENDAR)}"
        content = file(entry_of(speaking(session, engagement, discussion, person), page_url))
        return calendar_answer(content, "discussion", request.app.state.now(), PERSONAL)
    return _personal_page(request, session, token, Form(), **more)


@reads("/{token:str}/calendar.ics")
def my_calendar(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[Any]:
    """Every part this person has in the series, to subscribe to; open for longer than the page."""
    found, now = engagement_behind(session, token), request.app.state.now()
    own = _own(session, *found) if found else []
    dies_at = feed_dies_at([discussion for _, discussion in own]) if own else None
    guards.refuse_unless_found(request, session, found, dies_at)
    assert found is not None, "refused above"
    engagement, discussion, person = found
    base_url = request.app.state.settings.base_url
    path = f"/p/{token}" if assists(engagement, person) else ""
    entries = entries_of(session, [speaking(session, *each, person) for each in own], base_url, path=path)
    content = personal_feed(series_of(session, discussion), person, entries, f"{base_url}/p/{token}", now=now)
    return calendar_answer(content, "calendar", now, PERSONAL)


@writes("/{token:str}/answer")
def answer(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """Yes, or no with words if they wish."""
    return answering(request, session, token, form, rule=_rule_for(form))


@writes("/{token:str}/proposal")
def propose_time(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any] | Redirect:
    """Another time, on the clock of whoever proposes it."""
    return answering(request, session, token, form, rule=lambda session, engagement, now: propose(
        session, engagement, now, wall=_wall(form), sentence=form["sentence"]
    ))  # fmt: skip


@writes("/{token:str}/opening")
def opening(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    """The page says that somebody looks at it; reading alone changes nothing (decisions/0051)."""
    engagement, _, _ = behind(request, session, token)
    note_opening(engagement, request.app.state.now())
    return Response(b"", status_code=204, headers=PERSONAL)


def answering(
    request: Reading, session: Session, token: str, form: Form, *, rule: Rule, place: str = ""
) -> Response[Any] | Redirect:  # fmt: skip
    """Let the rule decide; what it refuses stands on the page with what was typed. `place` is where one arrives."""
    engagement, _, _ = behind(request, session, token)
    now = request.app.state.now()
    try:
        rule(session, engagement, now)
        note_opening(engagement, now)
    except Refused as refusal:
        session.rollback()
        form.refuse(refusal)
        return _personal_page(request, session, token, form, status=refusal.status)
    return redirect(request, f"/p/{token}{place}")


def behind(request: Reading, session: Session, token: str) -> tuple[Engagement, Discussion, Person]:
    """What the link leads to; a wrong or dead one is counted and looks like no page at all."""
    found = engagement_behind(session, token)
    guards.refuse_unless_found(request, session, found, found[1].links_die_at() if found else None)
    assert found is not None, "refused above"
    _note_assistance(request, session, found[0], found[2])
    return found


def own_word(request: Reading, session: Session, token: str) -> None:
    """What nobody can say for another. Refused to an assistant."""
    engagement, _, person = behind(request, session, token)
    if assists(engagement, person):
        raise Conflict(say("Only {name} can say this, behind their own link.", name=engagement.full_name))


def _note_assistance(request: Reading, session: Session, engagement: Engagement, person: Person) -> None:
    """Once a request; a rule that says no takes it back with everything else."""
    if request.method == "POST" and assists(engagement, person) and "assisted" not in request.scope["state"]:
        request.scope["state"]["assisted"] = True
        what = request.url.path.split("/")[3]
        note_deed(session, engagement, person, what=what, now=request.app.state.now())


def _own(
    session: Session, engagement: Engagement, discussion: Discussion, person: Person
) -> Sequence[tuple[Engagement, Discussion]]:
    """Every part of a speaker in the series; of who assists, this one."""
    if assists(engagement, person):
        return [(engagement, discussion)]
    return own_engagements(session, person, discussion)


def _rule_for(form: Form) -> Rule:
    if form["answer"] == Answer.ACCEPTED:
        return accept
    if form["answer"] == Answer.DECLINED:
        words = Words(reason=form["reason"], suggested_name=form["suggested_name"],
                      suggested_contact=form["suggested_contact"])  # fmt: skip
        return lambda session, engagement, now: decline_saying(session, engagement, words, now)
    return _no_answer


def _no_answer(session: Session, engagement: Engagement, now: datetime) -> None:
    raise Refused(say("Please choose one of the answers offered."), "answer")


def _wall(form: Form) -> datetime | None:
    """Day and hour as browsers write them; what cannot be read is no time."""
    try:
        return datetime.fromisoformat(f"{form['date']}T{form['hour']}").replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _personal_page(
    request: Reading, session: Session, token: str, form: Form, *, template: str = "speakers/personal.html",
    status: int = 200, **more: Any,
) -> Response[bytes]:  # fmt: skip
    engagement, discussion, person = behind(request, session, token)
    now = request.app.state.now()
    prepared = preparation(session, engagement, discussion, person.timezone, now=now)
    if kept := prepared["preparation"]:
        form.fill(biography=kept.biography, phone_of_the_day=kept.phone, rehearsal=kept.rehearsal_id,
                  rehearsal_wish=kept.rehearsal_wish)  # fmt: skip
    programme = programme_for(session, discussion, engagement)
    calendar_url = f"{request.app.state.settings.base_url}/p/{token}/calendar.ics"
    is_taken_back = engagement.answer == Answer.WITHDRAWN
    return page(
        request, template, status=status, language=person.language, headers=PERSONAL, form=form,
        engagement=engagement, discussion=discussion, person=person, series=series_of(session, discussion),
        path=f"/p/{token}", programme=programme, own_parts=[part for part in programme if part.is_mine],
        role=ROLES[engagement.role], tasks=TASKS[engagement.role], has_begun=discussion.has_begun(now),
        is_over=discussion.is_over(now), door_is_open=discussion.is_door_open(now), is_taken_back=is_taken_back,
        channels=channels_of(session, discussion), ways=subscribing(calendar_url), has_mail=person.email is not None,
        is_open=not (is_taken_back or discussion.is_cancelled or discussion.is_over(now)),
        **_said(session, engagement, discussion), **prepared,
        **assistance(session, engagement, person, request.app.state.settings.base_url), **more,
    )  # fmt: skip


def _said(session: Session, engagement: Engagement, discussion: Discussion) -> dict[str, Any]:
    """What this person has answered besides yes: `is_open` of the proposal while nobody has decided."""
    key = engagement.discussion_id, engagement.person_id
    proposal = session.get(Proposal, key)
    if proposal is not None and proposal.moves != discussion.moves:
        proposal = None
    return {"proposal": proposal, "regret": session.get(Regret, key)}


router = Router(path="/p", route_handlers=[my_calendar, answer, propose_time, opening], dependencies=guards.PUBLIC)

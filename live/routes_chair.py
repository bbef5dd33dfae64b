"""The chair's console: plain forms that post and come back, whether scripts run or not."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Discussion
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import Message, say
from foundation.pages import PERSONAL, page, redirect
from foundation.people import Person, Role
from foundation.refusals import Missing, Refused
from live import acts, record
from live.models import ActKind
from live.questions import decide, questions_for_chair, sent_ahead
from live.signals import READY, send, sent_in
from live.stage import Stage, shown_on_stage
from registrations.attendance.hours import close_check_in, hours_of, open_check_in
from registrations.attendance.own import NAMES
from speakers import routes_speaker
from speakers.models import Engagement
from speakers.programme import programme_for
from speakers.queries import active_engagements, engagement_in

Reading = Request[Any, Any, Any]
Found = tuple[Engagement, Discussion, Person]
TAKEN_BACK = {
    ActKind.BEGUN: say("Take back the start of this item"), ActKind.EXTENDED: say("Take back the extension"),
    ActKind.SKIPPED: say("Take back the skipping"), ActKind.ENDED: say("Take back the end"),
}  # fmt: skip


@writes("/{token:str}/live/acts")
def act(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    engagement, discussion, _ = found = chair_behind(request, session, token)
    now = request.app.state.now()
    with form.refusing():
        wanted = acts.Wanted(form["wish"], _number(form, "number"), _number(form, "minutes"), _number(form, "position"))
        acts.do(session, discussion, wanted, by_id=engagement.person_id, now=now)
    return _back(request, session, token, found, form=form)


@writes("/{token:str}/live/signals")
def send_signal(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    engagement, discussion, _ = found = chair_behind(request, session, token)
    now, by_id = request.app.state.now(), engagement.person_id
    with form.refusing():
        if not form["to"]:
            raise Refused(say("Choose whom the message is for."), "to")
        to = engagement_in(session, discussion, _number(form, "to"))
        send(session, discussion, to, ready=form["ready"], text=form["text"], by_id=by_id, now=now)
    return _back(request, session, token, found, form=form)


@writes("/{token:str}/live/questions/{number:str}")
def decide_question(
    request: Reading, session: NamedDependency[Session], *,
    token: FromPath[str], number: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    engagement, discussion, _ = found = chair_behind(request, session, token)
    now, which = request.app.state.now(), row_number(number)
    answer = form[f"answer-{which}"]
    with form.refusing():
        decide(session, discussion, which, form["state"], answer=answer, by_id=engagement.person_id, now=now)
    return _back(request, session, token, found, form=form)


@writes("/{token:str}/live/inputs")
def note(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    _, discussion, _ = found = chair_behind(request, session, token)
    with form.refusing():
        of = engagement_in(session, discussion, _number(form, "of")) if form["of"] else None
        record.note_input(session, discussion, of, form["note"], now=request.app.state.now())
    return _back(request, session, token, found, form=form)


@writes("/{token:str}/live/inputs/{number:str}/deletion")
def strike(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Response[Any]:
    _, discussion, _ = chair_behind(request, session, token)
    record.strike_input(session, discussion, row_number(number))
    return redirect(request, f"/p/{token}/live")


@writes("/{token:str}/live/check-ins/{number:str}")
def set_check_in(
    request: Reading, session: NamedDependency[Session], *,
    token: FromPath[str], number: FromPath[str], form: NamedDependency[Form],
) -> Response[Any]:  # fmt: skip
    _, discussion, _ = found = chair_behind(request, session, token)
    with form.refusing():
        rule = open_check_in if form["state"] == "open" else close_check_in
        rule(session, discussion, row_number(number), request.app.state.now())
    return _back(request, session, token, found, form=form)


@reads("/{token:str}/live/record")
def timings(request: Reading, session: NamedDependency[Session], token: FromPath[str]) -> Response[bytes]:
    return _timings(request, session, token)


@writes("/{token:str}/live/record")
def confirm_timings(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Response[Any]:
    engagement, discussion, _ = chair_behind(request, session, token)
    with form.refusing():
        names = [f"minutes-{place}" for place in range(len(acts.agenda_of(session, discussion)))]
        minutes = [form.whole_number(name) for name in names]
        record.confirm(session, discussion, minutes, by_id=engagement.person_id, now=request.app.state.now())
    if form.errors:
        return _timings(request, session, token, form, status=422)
    return redirect(request, f"/p/{token}/live/record")


def chair_behind(request: Reading, session: Session, token: str) -> Found:
    """The chair who has agreed; to everybody else there is no such page."""
    found = routes_speaker.behind(request, session, token)
    if found[0].role != Role.CHAIR or not found[0].is_accepted:
        raise Missing
    return found


def console(
    request: Reading, session: Session, token: str, found: Found, *, form: Form | None = None, status: int = 200
) -> Response[bytes]:
    """What the chair sees and may press, with what was refused above it."""
    engagement, discussion, person = found
    now = request.app.state.now()
    shown = shown_on_stage(request, session, discussion, programme_for(session, discussion, engagement))
    active, stage = active_engagements(session, discussion), shown["stage"]
    return page(
        request, "live/console.html", status=status, language=person.language, headers=PERSONAL, form=form or Form(),
        person=person, path=f"/p/{token}/live", back=f"/p/{token}", going_back=_going_back(stage),
        people=[one for one in active if one.is_accepted and one.role != Role.CHAIR], ready=READY,
        to=_presenter(stage, active), sent=sent_in(session, discussion),
        questions=questions_for_chair(session, discussion), ahead=sent_ahead(session, discussion),
        inputs=record.inputs_in(session, discussion), may_confirm=stage.show.is_over or discussion.is_over(now),
        check_ins=[(NAMES[one.number], one.number, one.is_open(now)) for one in hours_of(session, discussion)], **shown,
    )  # fmt: skip


def _back(request: Reading, session: Session, token: str, found: Found, *, form: Form) -> Response[Any]:
    if form.errors:
        return console(request, session, token, found, form=form, status=422)
    return redirect(request, f"/p/{token}/live")


def _timings(
    request: Reading, session: Session, token: str, form: Form | None = None, *, status: int = 200
) -> Response[bytes]:
    engagement, discussion, person = chair_behind(request, session, token)
    shown = shown_on_stage(request, session, discussion, programme_for(session, discussion, engagement))
    stage, confirmed = shown["stage"], record.record_of(session, discussion)
    held = [row.minutes for row in confirmed[1]] if confirmed else [
        record.minutes_held(line.step, has_begun=stage.show.began_at is not None) for line in stage.lines
    ]
    offered = Form.showing(**{f"minutes-{place}": minutes for place, minutes in enumerate(held)})
    return page(
        request, "live/record.html", status=status, language=person.language, headers=PERSONAL, form=form or offered,
        person=person, path=f"/p/{token}/live", inputs=record.inputs_in(session, discussion),
        may_confirm=stage.show.is_over or discussion.is_over(stage.now), confirmed=confirmed[0] if confirmed else None,
        **shown,
    )  # fmt: skip


def _going_back(stage: Stage) -> Message | None:
    return TAKEN_BACK[stage.show.last_act.kind] if stage.show.last_act else None


def _presenter(stage: Stage, active: Any) -> int | None:
    """Whom a message is for, unless the chair chooses somebody else: who presents now, else the first who speaks."""
    presents = stage.running.part.item.presenter_id if stage.running else None
    offered = [one for one in active if one.is_accepted and one.role != Role.CHAIR]
    return next((one.id for one in offered if one.person_id == presents), offered[0].id if offered else None)


def _number(form: Form, name: str) -> int:
    """What a button of ours sends; anything else is none of ours."""
    if not form[name]:
        return 0
    if not (form[name].isascii() and form[name].isdigit() and len(form[name]) < 10):
        raise Refused(say("Please use one of the buttons offered."))
    return int(form[name])


HANDLERS = [act, send_signal, decide_question, note, strike, set_check_in, timings, confirm_timings]

"""The desk: what participants thought of a discussion, and how a series asks."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.desk_head import head
from events.queries import office_discussion, office_series
from foundation.desk_pages import Asking, OpenDesk, OpenSession, PostedForm, desk_page, go_to, shown_again, trying
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.languages import LANGUAGES
from registrations.evaluation.closing import close, closes_at
from registrations.evaluation.questions import ITEMS, OPEN, asked, choose_words
from registrations.evaluation.results import answered, evaluation_of, remarks_in
from registrations.evaluation.words import broken_down, lines

RESULTS, QUESTIONS = "/discussions/{slug:str}/evaluation", "/series/{slug:str}/evaluation"
PAGE = "registrations/evaluation/desk_words.html"


@reads(RESULTS)
def results(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    discussion, now = office_discussion(session, desk.office, slug), request.app.state.now()
    frame = head(session, discussion, now)
    items, remarks = asked(session, frame["series"], desk.person.language)
    ends = closes_at(session, discussion)
    evaluation, words = evaluation_of(session, [discussion], now), {one.name: one.words for one in items}
    written = remarks_in(session, discussion, now)
    return desk_page(
        request, desk, "registrations/evaluation/desk_results.html", **frame, lines=lines(evaluation, words),
        broken=broken_down(evaluation, words), answered=answered(session, discussion),
        remarks=[(one.words, written.get(one.name, ())) for one in remarks], closes_at=ends,
        is_over=discussion.is_over(now), is_closed=ends <= now,
    )  # fmt: skip


@writes(f"{RESULTS}/closing")
def close_early(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    """Nobody answers any more, and the results stand there."""
    close(session, office_discussion(session, desk.office, slug), request.app.state.now())
    return go_to(f"/desk/discussions/{slug}/evaluation", "saved")


@reads(QUESTIONS)
def questions(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series, language = office_series(session, desk.office, slug), _language(request, desk)
    items, remarks = asked(session, series, language)
    form = Form.showing(**{one.name: one.words for one in (*items, *remarks)})
    return desk_page(request, desk, PAGE, form=form, **_shown(session, slug, desk, language))


@writes(QUESTIONS)
def change_words(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series, language = office_series(session, desk.office, slug), form["words"] or desk.person.language
    with trying(form, session):
        choose_words(session, series, language, {name: form[name] for name in (*ITEMS, *OPEN)})
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_shown(session, slug, desk, language))
    return go_to(f"/desk/series/{slug}/evaluation", "saved")


def _shown(session: Session, slug: str, desk: OpenDesk, language: str) -> dict[str, Any]:
    series = office_series(session, desk.office, slug)
    items, remarks = asked(session, series, language)
    return {"series": series, "items": items, "remarks": remarks, "words": language, "path": f"/desk/series/{slug}"}


def _language(request: Asking, desk: OpenDesk) -> str:
    """Of the words; the page itself is in that of whoever sits here."""
    wanted = request.query_params.get("words", "")
    return wanted if wanted in LANGUAGES else desk.person.language


HANDLERS = [results, close_early, questions, change_words]

"""The to-do of a speaker behind the personal link: five things, each saved alone."""

from functools import partial
from typing import Any

from litestar import Response, Router
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from sqlmodel import Session

from foundation import guards
from foundation.desk_pages import row_number
from foundation.edge import reads, writes
from foundation.forms import Form
from foundation.pages import reader_language
from foundation.refusals import Missing
from speakers.preparing import editing, introducing, materials
from speakers.preparing.models import Material, MaterialKind
from speakers.preparing.posting import WITH_PHOTO, WITH_SLIDES
from speakers.routes_speaker import Reading, Rule, answering, behind, own_word

Answer = Response[Any] | Redirect


@writes("/{token:str}/slides", **WITH_SLIDES)
def bring_slides(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form],
    brought: NamedDependency[Any],
) -> Answer:  # fmt: skip
    """A presentation; or a word that there is none, or that the one before shall go."""
    return _saved(request, session, token, form, rule=_rule_of_slides(form, brought))


@writes("/{token:str}/photo", **WITH_PHOTO)
def bring_photo(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form],
    brought: NamedDependency[Any],
) -> Answer:  # fmt: skip
    if form.has("remove"):
        return _saved(request, session, token, form, rule=_removing(MaterialKind.PHOTO))
    return _saved(request, session, token, form, rule=lambda *who: introducing.take_photo(
        who[0], who[1], brought, who[2]))  # fmt: skip


@writes("/{token:str}/biography")
def save_biography(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    return _saved(request, session, token, form, rule=lambda session, engagement, now: editing.save_biography(
        session, engagement, form["biography"], now))  # fmt: skip


@writes("/{token:str}/introduction")
def answer_introduction(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    """Photo and biography on public pages: yes with a tick, or no longer."""
    language = reader_language(request, behind(request, session, token)[2].language)
    if form.has("take_back"):
        return _saved(request, session, token, form, rule=partial(
            introducing.take_back_introduction, language=language))  # fmt: skip
    own_word(request, session, token)
    return _saved(request, session, token, form, rule=partial(
        introducing.agree_to_introduction, is_ticked=form["introduced"] == "yes", language=language))  # fmt: skip


@writes("/{token:str}/recording")
def answer_recording(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    language = reader_language(request, behind(request, session, token)[2].language)
    if form["recording"] == "yes":
        own_word(request, session, token)
    return _saved(request, session, token, form, rule=lambda session, engagement, now: editing.answer_recording(
        session, engagement, form["recording"], now, language=language))  # fmt: skip


@writes("/{token:str}/phone")
def save_phone(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    return _saved(request, session, token, form, rule=lambda session, engagement, now: editing.save_phone(
        session, engagement, form["phone_of_the_day"], now))  # fmt: skip


@writes("/{token:str}/rehearsal")
def choose_rehearsal(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    return _saved(request, session, token, form, rule=lambda session, engagement, now: editing.choose_rehearsal(
        session, engagement, now, chosen=form["rehearsal"], wish=form["rehearsal_wish"]))  # fmt: skip


@reads("/{token:str}/files/{number:str}")
def own_file(
    request: Reading, session: NamedDependency[Session], token: FromPath[str], number: FromPath[str]
) -> Stream:
    engagement, discussion, _ = behind(request, session, token)
    material = materials.material_in(session, discussion, row_number(number))
    if material.person_id != engagement.person_id:
        raise Missing
    return download(request, material)


def download(request: Reading, material: Material) -> Stream:
    """The file as an attachment in which nothing runs."""
    parts = materials.reading(request.app.state.database, material)
    return Stream(parts, headers=materials.download_headers(material), media_type=material.media_type)


def _saved(request: Reading, session: Session, token: str, form: Form, *, rule: Rule) -> Answer:
    return answering(request, session, token, form, rule=rule, place="#preparation")


def _rule_of_slides(form: Form, brought: Any) -> Rule:
    if form.has("without"):
        return editing.speak_without_slides
    if form.has("remove"):
        return _removing(MaterialKind.SLIDES)
    return lambda session, engagement, now: materials.take(session, engagement, brought, now)


def _removing(kind: MaterialKind) -> Rule:
    return lambda session, engagement, now: materials.remove(session, engagement, kind, now)


router = Router(
    path="/p", dependencies=guards.PUBLIC,
    route_handlers=[bring_slides, bring_photo, save_biography, answer_introduction, answer_recording, save_phone,
                    choose_rehearsal, own_file],
)  # fmt: skip

"""Pages: one Jinja environment for all floors, rendered in the thread that holds the rows.

Templates are named `<floor>/<page>.html`. Each finds `language`, `link` (keeps a chosen language in the address),
`static` (address with the content's hash), the gettext functions and the filters of `foundation.moments`.
"""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.response import Redirect

from foundation import languages, moments, static_files
from foundation.forms import Form
from foundation.kept_templates import kept_templates
from foundation.languages import LANGUAGES

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = ("foundation", "events", "speakers", "registrations", "live", "notifications")
PERSONAL = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""Headers of every page that belongs to one person, and of the desk."""
PUBLIC = {"Cache-Control": "public, max-age=0, must-revalidate"}
"""Headers of every page that is the same for all who read its language: kept in front of routing."""


@cache
def environment() -> Environment:
    """The templates of every floor, escaping all but plain text; an unknown name is an error, not an empty string."""
    loader = PrefixLoader({floor: FileSystemLoader(HOUSE / floor / "templates") for floor in FLOORS})
    made = Environment(
        loader=loader, autoescape=_is_page, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False, bytecode_cache=kept_templates(__file__, languages.__file__),
    )  # fmt: skip
    languages.install(made)
    moments.install(made)
    made.globals.update(static=static_files.address, LANGUAGES=LANGUAGES)
    return made


def _is_page(template: str | None) -> bool:
    """Everything is escaped but the plain text of letters."""
    return template is None or not template.endswith(".txt")


def render(template: str, language: str, **context: Any) -> str:
    """The text of a template in a language; `link` leaves addresses as they are unless the caller passes another."""
    context.setdefault("link", lambda path: path)
    return environment().get_template(template).render(language=language, **context)


def page(
    request: Request[Any, Any, Any], template: str, *, status: int = 200, language: str | None = None,
    headers: dict[str, str] | None = None, **context: Any,
) -> Response[bytes]:  # fmt: skip
    """An HTML page in the language of its reader: chosen in the address, or `language`, or what the browser asks."""
    context.setdefault("form", Form())
    reading = reader_language(request, language)
    text = render(template, reading, link=linker(request), request_path=request.url.path, **context)
    return Response(
        text.encode(), status_code=status, media_type=MediaType.HTML,
        headers={"Content-Language": reading, "Vary": "Accept-Language", **(headers or {})},
    )  # fmt: skip


def reader_language(request: Request[Any, Any, Any], default: str | None = None) -> str:
    """`?language=` wins, so that a link can be shared in a language; then what is known of the person."""
    chosen = chosen_language(request)
    return chosen or default or languages.preferred_language(request.headers.get("accept-language", ""), "en")


def chosen_language(request: Request[Any, Any, Any]) -> str | None:
    wanted = request.query_params.get("language", "")
    return wanted if wanted in LANGUAGES else None


def linker(request: Request[Any, Any, Any]) -> Any:
    """`link(path)` adds the language the reader chose, so that the choice lasts without a cookie."""
    chosen = chosen_language(request)
    return (lambda path: f"{path}?{urlencode({'language': chosen})}") if chosen else (lambda path: path)


def redirect(request: Request[Any, Any, Any], path: str) -> Redirect:
    """See other (303): the answer to every form that was accepted."""
    return Redirect(linker(request)(path), status_code=303)

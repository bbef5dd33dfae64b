"""Languages: every sentence is written in English where it arises, and said in the language of whoever reads it.

Rules write `say("At most {limit} minutes.", limit=25)`; pages write `{% trans %}` and `_()`. Both are found by
`make messages` and translated in `locale/<language>/LC_MESSAGES/rembuk.po`, which is read at first use.
A sentence that a language lacks is said in the next one of `FALLBACKS`, at last in English. Tetum falls back to
Portuguese: it is the other official language of Timor-Leste and the one Tetum takes its words for offices, rights and
papers from. Indonesian is widely understood there too, but is for the reader to choose, not for us.
"""

import gettext
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia", "pt": "Português", "tet": "Tetun"}
"""Code → the name its speakers give it."""
SOURCE = "en"
"""The language of the sentences in the code."""
FALLBACKS = {"tet": "pt"}
LOCALE = Path(__file__).parent / "locale"

_SPEAKING: ContextVar[str] = ContextVar("language", default="en")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WISH = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)
_OLD_CODES = {"in": "id"}  # Android and Java still call Indonesian "in" in places (ISO 639 before 1989)
_KEPT_SENTENCES = 4096  # all of them, in all languages
_LONGEST_HEADER = 1000  # real headers have under 100 characters; more is not worth reading


class Wording(ABC):
    """Something that is said differently in each language: a sentence, a moment."""

    @abstractmethod
    def in_language(self, language: str) -> str:
        """The plain text, not escaped for any page."""

    def __str__(self) -> str:
        """In the language of the page or letter being rendered; English outside of one, as in logs."""
        return self.in_language(spoken_language())


@dataclass(frozen=True)
class Message(Wording):
    """A sentence whose reader is not known yet. Made with `say` and `say_many`, so that translators find it."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    plural: str = ""

    def __post_init__(self) -> None:
        missing = set(_PLACEHOLDER.findall(self.text + self.plural)) - self.values.keys()
        if missing:
            raise ValueError(f"“{self.text}” needs a value for {', '.join(sorted(missing))}")

    def in_language(self, language: str) -> str:
        """Values replace `{names}` by look-up, once, whatever they contain; those that are wordings are said too."""
        return _PLACEHOLDER.sub(lambda found: self._value(found[1], found[0], language), self._template(language))

    def _template(self, language: str) -> str:
        known = translations(language)
        if self.plural:
            return known.ngettext(self.text, self.plural, int(str(self.values["count"])))
        return known.gettext(self.text)

    def _value(self, name: str, unknown: str, language: str) -> str:
        value = self.values.get(name, unknown)
        return value.in_language(language) if isinstance(value, Wording) else str(value)


def say(text: str, /, **values: object) -> Message:
    """A sentence for the reader: a literal in English, with `{names}` for its values."""
    return Message(text, values)


def say_many(one: str, many: str, /, count: int, **values: object) -> Message:
    """A sentence that depends on a number, which stands in it as `{count}`."""
    return Message(one, {"count": count, **values}, many)


def spoken_language() -> str:
    """The language of the page or letter being rendered in this thread; English when none is."""
    return _SPEAKING.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything turned into text inside the block is in this language. Rendering a template does it by itself."""
    before = _SPEAKING.set(language)
    try:
        yield
    finally:
        _SPEAKING.reset(before)


@cache
def translations(language: str) -> gettext.NullTranslations:
    """What `locale/` has in one of `LANGUAGES`; any other is a KeyError, as it was not offered to anybody."""
    LANGUAGES[language]
    return gettext.NullTranslations() if language == SOURCE else _read(language)


@cache
def _read(language: str) -> "_Translations":
    with (LOCALE / language / "LC_MESSAGES" / "rembuk.po").open("rb") as file:
        known = _Translations(read_po(file, locale=None))  # with a locale Babel refuses Tetum, which CLDR lacks
    if language in FALLBACKS:
        known.add_fallback(translations(FALLBACKS[language]))
    return known


def sentences() -> list[str]:
    """Every sentence of the program in English, plurals apart."""
    return _read(SOURCE).sentences


def preferred_language(accept_language: str, default: str = "en", offered: Collection[str] = tuple(LANGUAGES)) -> str:
    """The offered language the browser likes best (RFC 9110, 12.5.4), by its first subtag; `default` when none is.

    Whatever does not read as a language is passed over.
    """
    wishes = [_wish(part) for part in accept_language[:_LONGEST_HEADER].split(",")]
    possible = [(weight, language) for language, weight in wishes if language in offered and weight > 0]
    return max(possible, key=lambda wish: wish[0], default=(0, default))[1]  # of equals, max takes the first


def install(environment: Environment) -> None:
    """Let `{% trans %}`, `_()` and every `Wording` follow the `language` a template is rendered with.

    It is kept beside the render and not looked up in the context, since imported macros do not see the context.
    White space inside `{% trans %}` is folded, unless it says `notrimmed`.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.template_class = _SpokenTemplate
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(gettext=_page_gettext, _=_page_gettext)


class _SpokenTemplate(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        context = dict(*args, **kwargs)
        with speaking(context.get("language") or spoken_language()):
            return super().render(context)


class _Translations(gettext.NullTranslations):
    """A catalogue read from its `.po` file. What is not translated wholly is left to the fallback."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        said = [message for message in catalog if message.id and not message.fuzzy]
        self.sentences = [message.id for message in said if isinstance(message.id, str)]
        self._single = {str(m.id): str(m.string) for m in said if isinstance(m.id, str) and m.string}
        self._plural = {m.id[0]: m.string for m in said if not isinstance(m.id, str) and m.string and all(m.string)}
        self._form_for = gettext.c2py(catalog.plural_expr)

    def gettext(self, message: str) -> str:
        return self._single.get(message) or super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._plural.get(msgid1)
        return str(forms[self._form_for(n)]) if forms else super().ngettext(msgid1, msgid2, n)


def _gettext(text: str) -> str:
    return translations(spoken_language()).gettext(text)


@pass_context
def _page_gettext(context: Context, text: str, /, **variables: object) -> str:
    """What Jinja makes of `_gettext`, in a third of the time: a sentence without variables is kept ready."""
    wanted = (spoken_language(), text, bool(context.eval_ctx.autoescape))
    return _pattern(*wanted) % variables if variables else _ready(*wanted)


@lru_cache(_KEPT_SENTENCES)
def _ready(language: str, text: str, escaping: bool) -> str:
    return _pattern(language, text, escaping) % {}


@lru_cache(_KEPT_SENTENCES)
def _pattern(language: str, text: str, escaping: bool) -> str:
    said = translations(language).gettext(text)
    return Markup(said) if escaping else said


def _ngettext(one: str, many: str, count: int) -> str:
    return translations(spoken_language()).ngettext(one, many, count)


def _wish(part: str) -> tuple[str, float]:
    read = _WISH.fullmatch(part)
    if read is None:
        return "", 0
    code = read[1].lower()
    return _OLD_CODES.get(code, code), min(float(read[2] or 1), 1)

"""`make messages`: finds every marked sentence of the sources and lists it in the `.po` file of each language.

A translation is never lost: a sentence that is gone is kept at the end of the file (`#~`) and comes back with its
translation when it is written again. The same sources give the same bytes, on any day and by anybody.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from foundation.languages import LANGUAGES, LOCALE

HOUSE = LOCALE.parent.parent
KEYWORDS = parse_keywords(["_", "gettext", "say", "ngettext:1,2", "say_many:1,2"])
PLURALS = {  # Indonesian and Tetum nouns do not change with the number; `pt` is European usage
    "en": "nplurals=2; plural=(n != 1);",
    "id": "nplurals=1; plural=0;",
    "pt": "nplurals=2; plural=(n != 1);",
    "tet": "nplurals=1; plural=0;",
}
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Rembuk\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> None:
    """Write the files of all languages and say how many sentences each lacks. English needs none: it is the source."""
    found = list(marked_sentences(HOUSE))
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "rembuk.po"
        text = updated(language, path.read_bytes() if path.exists() else b"", found)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        listed = [message for message in read_catalog(text) if message.id]
        lacking = [message for message in listed if not is_translated(message)] if language != "en" else []
        print(f"{language}: {len(listed)} sentences, {len(lacking)} without a translation")


def marked_sentences(house: Path) -> Iterator[Message]:
    """Every marked sentence below `house` as babel.cfg says, once for each place it stands at.

    A template with a fault in it is an error: passing it over would lose its sentences.
    """
    with (house / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(house, methods, options, KEYWORDS, ["Translators:"], strip_comment_tags=True)
    for name, line, text, comments, _ in found:
        yield Message(text, locations=[(name, line)], auto_comments=comments)


def updated(language: str, known: bytes, found: list[Message]) -> bytes:
    """The `.po` file `known` with exactly the sentences `found`, and those that are gone as obsolete."""
    before = read_catalog(known)
    earlier = {_key(message): message for message in [*before.obsolete.values(), *before] if message.id}
    catalog = read_catalog(_header(language))
    for message in found:
        told = earlier.pop(_key(message), Message(message.id))
        _add(catalog, message, told)
    for message in filter(is_translated, earlier.values()):
        catalog.obsolete[_key(message)[0]] = message
    return _header(language) + _written(catalog)


def read_catalog(text: bytes) -> Catalog:
    """A `.po` file, without asking CLDR for its language: it does not know Tetum."""
    return read_po(BytesIO(text), locale=None)


def is_translated(message: Message) -> bool:
    """Every form has words."""
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(forms)


def _add(catalog: Catalog, message: Message, told: Message) -> None:
    here = catalog.get(message.id)
    string = here.string if here else told.string
    flags = told.flags - {"python-format", "python-brace-format"}  # Babel sets them anew from the text
    catalog.add(
        message.id, string, message.locations, flags, message.auto_comments, told.user_comments if not here else (),
    )  # fmt: skip


def _key(message: Message) -> tuple[str, ...]:
    """The sentence, or its singular and plural: one that gets a plural needs a new translation."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _header(language: str) -> bytes:
    return HEADER.format(language=language, plurals=PLURALS[language]).encode()


def _written(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return file.getvalue().rstrip(b"\n") + b"\n"


if __name__ == "__main__":
    main()

"""What a phone fetches when somebody opens the page of a discussion for the first time."""

import gzip
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from random import Random
from string import ascii_lowercase

from PIL import Image
from sqlmodel import Session

from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import Answer, get, serving
from benchmarks.table import Line, at_most, below
from events.models import Discussion
from foundation.clock import utc_now
from foundation.languages import LANGUAGES
from speakers.preparing.editing import save_biography
from speakers.preparing.introducing import agree_to_introduction, take_photo
from speakers.preparing.materials import Brought
from speakers.preparing.models import MaterialKind
from speakers.queries import shown_people

PAGE = f"/discussions/{SLUG}"
FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "video": "src", "source": "src"}
RELATIONS = {"stylesheet", "icon", "preload", "manifest", "modulepreload"}


def measured() -> Iterator[Line]:
    """In the language whose page is the heaviest, with speakers who are introduced by photo and biography."""
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            _introduce(session, a_full_discussion(session))
        with serving(place, PAGE) as server:
            visits = [_visit(server.port, language) for language in LANGUAGES]
    heaviest = max(visits, key=_bytes)
    yield Line(what="first visit: compressed bytes", measured=_bytes(heaviest), wanted=below(14_000))
    yield Line(what="first visit: requests", measured=len(heaviest), wanted=at_most(4))


def _introduce(session: Session, discussion: Discussion) -> None:
    """Everybody whom the page names, with as much as it shows of anybody: words that hardly compress."""
    now, photo = utc_now(), BytesIO()
    Image.new("RGB", (800, 600), "olive").save(photo, "JPEG")
    for one in shown_people(session, discussion):
        letters = Random(one.full_name).choices(ascii_lowercase + " ", k=1000)
        save_biography(session, one, "".join(letters), now)
        take_photo(session, one, Brought(MaterialKind.PHOTO, "photo.jpg", "image/jpeg", photo, photo.tell()), now)
        agree_to_introduction(session, one, now, is_ticked=True, language="en")


def _visit(port: int, language: str) -> list[Answer]:
    page = get(port, PAGE, language)
    found = _Fetched()
    found.feed(gzip.decompress(page.body).decode())
    answers = [page, *(get(port, address) for address in sorted(found.addresses))]
    assert all(answer.status == 200 for answer in answers), "everything the page names is there"
    return answers


def _bytes(answers: list[Answer]) -> int:
    return sum(len(answer.body) for answer in answers)


class _Fetched(HTMLParser):
    """The addresses a browser fetches by itself; photos wait until somebody opens what they are in."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_fetched = tag != "link" or bool(RELATIONS & set((given.get("rel") or "").split()))
        address = given.get(FETCHED.get(tag, ""))
        if is_fetched and address and given.get("loading") != "lazy":
            self.addresses.add(address)

"""What all pages share: language, size, landmarks, and what a refusal looks like."""

import gzip
import re

from foundation import pages, static_files
from foundation.database import Database
from foundation.languages import LANGUAGES, say
from tests.browsing import Visitor
from tests.builders import a_published_discussion

MOST_BYTES, MOST_REQUESTS = 14_000, 4


def test_a_first_visit_fits_into_the_first_packets(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, slug="talk")

    html = visitor.get("/discussions/talk").text
    addresses = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html)))

    bodies = [gzip.compress(html.encode(), 6)] + [_sent(address) for address in addresses]
    assert (len(bodies) <= MOST_REQUESTS, sum(map(len, bodies)) < MOST_BYTES) == (True, True), list(map(len, bodies))


def test_every_language_is_one_tap_away_under_its_own_name(database: Database, visitor: Visitor) -> None:
    page = visitor.open("/")

    offered = [(one.text, one.attributes["lang"], one.attributes["href"]) for one in page.elements
               if "hreflang" in one.attributes]  # fmt: skip
    assert offered == [(name, code, f"?language={code}") for code, name in LANGUAGES.items() if code != "en"]
    assert visitor.open("/?language=id").headers["content-language"] == "id"


def test_a_page_has_its_landmarks_and_a_way_past_the_head(database: Database, visitor: Visitor) -> None:
    page = visitor.open("/")

    assert [one.tag for one in page.elements if one.tag in ("header", "main", "footer")] == ["header", "main", "footer"]
    assert page.links["Skip to the content"] == "#main"
    assert len(page.texts("h1")) == 1


def test_no_page_holds_a_script_or_a_style_of_its_own(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, slug="talk")

    html = visitor.open("/discussions/talk").html

    assert re.findall(r"<style|<script(?! src=)| style=| on\w+=", html) == []


def test_a_refusal_is_a_page_in_the_language_of_its_reader(database: Database, visitor: Visitor) -> None:
    page = visitor.open("/nowhere")

    assert (page.status, page.texts(".lead")) == (404, ["This page does not exist, or the link is no longer valid."])
    assert "If you have lost it, register again with the same address" in page.html
    assert page.links["See all discussions"] == "/"


def test_what_people_wrote_is_never_markup() -> None:
    words = say("{words}", words="<script>alert(1)</script>")
    text = pages.render("foundation/refused.html", "en", messages=[words], is_desk=False, is_lost=False)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text


def _sent(address: str) -> bytes:
    file = static_files.at(address)
    assert file is not None
    return file.compressed or file.plain

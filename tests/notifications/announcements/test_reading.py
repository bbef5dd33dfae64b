"""What readers get: the text in their language, their own links, a way out where consent is the ground."""

import re

import pytest

from foundation.database import Database
from notifications.announcements.words import Piece, paragraphs, plain
from registrations.register import personal_path
from tests.announcing import SUBJECT
from tests.browsing import Visitor, visitor
from tests.builders import NOW
from tests.mail_lint import wrongs_of_mail
from tests.notifications.announcements.props import agreeing, announced, stopped
from tests.notifications.house import DAY, HOUR, MINUTE, a_quiet_house, again, ana_registers
from tests.outbox import Outbox

__all__ = ["visitor"]

TWO_LANGUAGES = {"en": (SUBJECT, "In English."), "id": ("Pertanyaan", "Dalam bahasa Indonesia.")}


@pytest.mark.parametrize(("language", "subject"), [("en", SUBJECT), ("id", "Pertanyaan"), ("pt", SUBJECT)])
def test_each_reads_their_own_language_or_that_of_the_series(
    database: Database, outbox: Outbox, language: str, subject: str
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion, language=language)
    announced(database, discussion, NOW, texts=TWO_LANGUAGES)

    outbox.tick(NOW)

    assert [str(posted.message["Subject"]) for posted in outbox.to("ana")][1:] == [subject]


def test_news_of_two_readers_has_the_way_out_of_each(database: Database, outbox: Outbox, visitor: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        for name in ("Eko", "Fitri"):
            agreeing(session, discussion, name)
    announced(database, discussion, NOW, is_news=True)
    outbox.tick(NOW)
    letters = {name: outbox.to(name)[-1] for name in ("eko", "fitri")}

    links = {name: str(letter.message["List-Unsubscribe"]) for name, letter in letters.items()}
    path = links["eko"].removeprefix("<https://rembuk.example").removesuffix(">")
    visitor.post(path, {"List-Unsubscribe": "One-Click"})
    announced(database, discussion, NOW + HOUR, now=NOW + HOUR, is_news=True)
    outbox.posted.clear()
    outbox.tick(NOW + HOUR)

    assert links["eko"] != links["fitri"]
    for name, letter in letters.items():
        assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.findall(r"https://\S+/news/\S+", letter.text) == [links[name].strip("<>")]
        assert wrongs_of_mail(letter.message.as_bytes().replace(b"\n", b"\r\n")) == []
    assert [posted.name for posted in outbox.posted] == ["fitri"]


def test_what_is_about_the_discussion_says_why_it_comes_and_cannot_be_unsubscribed(
    database: Database, outbox: Outbox
) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    announced(database, discussion, NOW)

    outbox.tick(NOW)

    reasons = {"ana": "you are registered for this discussion", "rudi": "you have a role in this discussion"}
    for name, why in reasons.items():
        letter = outbox.to(name)[-1]
        assert (letter.message["List-Unsubscribe"], letter.message["List-Unsubscribe-Post"]) == (None, None)
        assert why in " ".join(letter.text.split())


def test_discreet_readers_read_it_on_their_page_alone(database: Database, outbox: Outbox, visitor: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    registration = ana_registers(database, discussion, discreet=True)
    with database.reading() as session:
        path = personal_path(session, again(session, registration))
    before = visitor.open(path)
    announced(database, discussion, NOW)

    outbox.tick(NOW)
    letter, after = outbox.to("ana")[-1], visitor.open(path)

    assert letter.message["Subject"] == "A message on your personal page"
    assert not re.search(f"{SUBJECT}|ten minutes", letter.message.as_string())
    assert "union" not in letter.text
    assert f"https://rembuk.example{path}" in letter.text
    assert (before.texts("article"), after.texts("h3")) == ([], [SUBJECT])
    assert after.links[f"https://rembuk.example{path}"] == f"https://rembuk.example{path}"


def test_who_has_only_a_phone_reads_it_on_the_page(database: Database, outbox: Outbox, visitor: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    registration = ana_registers(database, discussion, phone="+628123456789")
    with database.reading() as session:
        path = personal_path(session, again(session, registration))
    announcement = announced(database, discussion, NOW + HOUR)

    early = visitor.open(path).texts("h3")
    visitor.now = NOW + HOUR
    shown = visitor.open(path).texts("h3")
    stopped(database, announcement, NOW + 2 * HOUR)

    assert (early, shown, visitor.open(path).texts("h3")) == ([], [SUBJECT], [])


def test_what_somebody_got_stays_on_their_page(database: Database, outbox: Outbox, visitor: Visitor) -> None:
    discussion = a_quiet_house(database, outbox)
    registration = ana_registers(database, discussion)
    with database.reading() as session:
        path = personal_path(session, again(session, registration))
    announcement = announced(database, discussion, NOW)
    outbox.tick(NOW)
    stopped(database, announcement, NOW + MINUTE)
    visitor.now = NOW + DAY

    assert visitor.open(path).texts("h3") == [SUBJECT]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Dear {name},", "Ana", "Dear Ana,"),
        ("Dear {name},", "", "Dear,"),
        ("See you, {name}: there", "", "See you: there"),
        ("See {link}.", "Ana", "See https://x.example/r/1."),
        ("{name}", "{link} https://evil.example", "{link} https://evil.example"),
    ],
)
def test_placeholders_are_looked_up_once(text: str, name: str, expected: str) -> None:
    assert plain(text, name, "https://x.example/r/1") == expected


def test_blank_lines_make_paragraphs_and_addresses_links() -> None:
    shown = paragraphs("One (https://a.example/b_(c)?d=1&e=2).\nTwo\n\n{name} <b>", "https://evil.example", "")

    assert [[[piece for piece in line if piece.text] for line in paragraph] for paragraph in shown] == [
        [[Piece("One ("), Piece("https://a.example/b_(c)?d=1&e=2", True), Piece(").")], [Piece("Two")]],
        [[Piece("https://evil.example"), Piece(" <b>")]],
    ]

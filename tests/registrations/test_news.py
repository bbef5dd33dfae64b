"""News of the next discussions: one click ends them, and nobody has to sign in for it (RFC 8058)."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person
from registrations.models import Consent, Purpose, Registration
from registrations.news import agreed_to_news, news_path, withdraw_news
from registrations.register import Answers, register
from tests.browsing import Visitor
from tests.builders import MONDAY, NOW, THURSDAY, a_published_discussion, at_once, every_row, registered

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WANTED = "No more news by mail?"
ENDED = "You get no more news by mail"


def ana_wants_news(database: Database) -> str:
    """The path of her link."""
    with database.writing() as session:
        registration = agreed(session, a_published_discussion(session, slug="talk"), news=True)
        return news_path(session, registration.person_id)


def agreed(session: Session, discussion: Discussion, *, news: bool, name: str = "Ana") -> Registration:
    consents = {Purpose.TAKE_PART: True, Purpose.NEWS: news}
    answers = Answers(full_name=name, email=f"{name.lower()}@union.example", consents=consents)
    return register(session, discussion, answers, NOW)


def answers_given(database: Database) -> list[bool]:
    """What was said about news, first to last."""
    with database.reading() as session:
        said = session.exec(select(Consent).where(Consent.purpose == Purpose.NEWS).order_by(col(Consent.id)))
        return [consent.given for consent in said]


def wants(session: Session, by: datetime = NOW + DAY) -> set[str]:
    return set(session.exec(select(Person.full_name).where(agreed_to_news(col(Person.id), by))))


def test_opening_the_link_changes_nothing_and_its_button_ends_the_news(database: Database, visitor: Visitor) -> None:
    path = ana_wants_news(database)

    opened = visitor.open(path)
    before = answers_given(database)
    pressed = visitor.press(opened, "Unsubscribe")

    assert (opened.text("h1"), before) == (WANTED, [True])
    assert (pressed.status, pressed.text("h1"), answers_given(database)) == (200, ENDED, [True, False])
    assert "Ana" not in opened.html + pressed.html


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://webmail.example", "Sec-Fetch-Site": "cross-site"}], ids=["program", "webmail"]
)
def test_one_click_of_a_mail_program_needs_no_session_and_no_redirect(
    database: Database, visitor: Visitor, headers: dict[str, str]
) -> None:
    path = ana_wants_news(database)

    answer = visitor.client.post(path, data=ONE_CLICK, headers=headers, follow_redirects=False)

    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert answers_given(database) == [True, False]


def test_unsubscribing_again_and_again_is_unsubscribing_once(database: Database, visitor: Visitor) -> None:
    path = ana_wants_news(database)

    pages = [visitor.post(path, ONE_CLICK) for _ in range(3)]

    assert [page.status for page in pages] == [200, 200, 200]
    assert answers_given(database) == [True, False]


def test_clicks_at_the_same_moment_add_one_row(database: Database) -> None:
    ana_wants_news(database)

    def click(session: Session) -> None:
        withdraw_news(session, session.exec(select(Person).where(Person.full_name == "Ana")).one(), NOW)

    at_once(database, [click, click, click])

    assert answers_given(database) == [True, False]


def test_it_can_be_taken_back_on_the_page(database: Database, visitor: Visitor) -> None:
    ended = visitor.post(ana_wants_news(database), ONE_CLICK)

    again = visitor.press(ended, "Subscribe again")

    assert (again.text("h1"), answers_given(database)) == (WANTED, [True, False, True])


def test_taking_it_back_has_a_limit_and_unsubscribing_has_none(database: Database, visitor: Visitor) -> None:
    path = ana_wants_news(database)

    def to_and_fro() -> tuple[int, int]:
        return visitor.post(path, ONE_CLICK).status, visitor.post(f"{path}/consent", {}).status

    assert [to_and_fro() for _ in range(11)] == [(200, 200)] * 10 + [(200, 429)]


def test_the_link_works_for_years(database: Database, visitor: Visitor) -> None:
    path, visitor.now = ana_wants_news(database), NOW + 2000 * DAY

    assert visitor.post(path, ONE_CLICK).text("h1") == ENDED


def test_a_link_that_is_not_ours_leads_nowhere(database: Database, visitor: Visitor) -> None:
    path = ana_wants_news(database)
    wrong = [path[:-1] + ("a" if path[-1] != "a" else "b"), path.replace("/news/", "/news/9"), "/news/1"]

    statuses = {
        page.status for one in wrong
        for page in (visitor.open(one), visitor.post(one, ONE_CLICK), visitor.post(f"{one}/consent", {}))
    }  # fmt: skip

    assert (statuses, answers_given(database)) == ({404}, [True])


def test_the_last_answer_of_a_person_holds_whatever_it_was_given_with(session: Session) -> None:
    first = a_published_discussion(session, MONDAY, number=1)
    second = a_published_discussion(session, THURSDAY, number=2)
    for name, answers in {"Ana": (True, False), "Ben": (False, True), "Cia": (True, True)}.items():
        agreed(session, first, news=answers[0], name=name)
        agreed(session, second, news=answers[1], name=name)
    registered(session, first, "Dodi")

    assert wants(session) == {"Ben", "Cia"}


def test_consent_counts_from_the_moment_it_was_given(session: Session) -> None:
    agreed(session, a_published_discussion(session), news=True)

    assert (wants(session, NOW - HOUR), wants(session, NOW)) == (set(), {"Ana"})


def test_who_never_agreed_is_not_made_to(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        answers = Answers(full_name="Ana", email="ana@union.example", consents={Purpose.TAKE_PART: True})
        registration = register(session, a_published_discussion(session), answers, NOW)
        path, before = news_path(session, registration.person_id), every_row(session)["consent"]

    page = visitor.post(f"{path}/consent", {})

    with database.reading() as session:
        assert (page.text("h1"), every_row(session)["consent"]) == (ENDED, before)

"""Calendars by name: where each link leads, and what it tells whom."""

from urllib.parse import parse_qsl

from events.calendar_ways import adding, subscribing
from events.models import Discussion
from foundation.database import Database
from registrations.register import personal_path
from speakers.engagements import personal_path as speakers_path
from tests.browsing import Page, Visitor
from tests.builders import a_discussion, a_published_discussion, a_series, accepted, registered

PAGE = "https://rembuk.example/discussions/talk"
FEED = "https://rembuk.example/series/protection.ics"
NAMES = ["Google", "Outlook.com", "Microsoft 365"]
FOREIGN = ("google.com", "outlook.")


def test_one_discussion_is_added_by_name_with_its_public_page_as_the_place(database: Database) -> None:
    with database.writing() as session:
        discussion = a_discussion(session, slug="talk", title="Who pays & who gains? 50% +1")

    ways = {str(way.name): _parts(way.address) for way in adding(discussion, PAGE)}

    google = {
        "action": "TEMPLATE", "text": "Who pays & who gains? 50% +1", "dates": "20270224T070000Z/20270224T083000Z",
        "details": PAGE, "location": PAGE,
    }  # fmt: skip
    outlook = {
        "path": "/calendar/action/compose", "rru": "addevent", "subject": "Who pays & who gains? 50% +1",
        "startdt": "2027-02-24T07:00:00Z", "enddt": "2027-02-24T08:30:00Z", "body": PAGE, "location": PAGE,
    }  # fmt: skip
    assert ways == {
        "Google": ("https://calendar.google.com/calendar/render", google),
        "Outlook.com": ("https://outlook.live.com/calendar/0/deeplink/compose", outlook),
        "Microsoft 365": ("https://outlook.office.com/calendar/0/deeplink/compose", outlook),
        "Apple and others: file": ("/discussions/talk.ics", {}),
    }


def test_a_calendar_is_subscribed_to_by_name() -> None:
    assert {str(way.name): _parts(way.address) for way in subscribing(FEED)} == {
        "Google": ("https://calendar.google.com/calendar/render", {"cid": f"webcal{FEED[5:]}"}),
        "Outlook.com": ("https://outlook.live.com/calendar/0/addfromweb", {"url": FEED}),
        "Microsoft 365": ("https://outlook.office.com/calendar/0/addfromweb", {"url": FEED}),
        "Apple and others": (f"webcal{FEED[5:]}", {}),
    }


def test_the_page_of_a_discussion_adds_it_and_says_that_the_entry_stays(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")

    page = visitor.open("/discussions/talk")

    assert {name: page.links[name] for name in NAMES} == _by_name(discussion)
    assert page.links["Apple and others: file"] == "/discussions/talk.ics"
    assert "An entry added here stays as it is." in page.text("main")


def test_what_does_not_take_place_is_not_added_to_a_calendar(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
    visitor.now = discussion.ends_at

    assert [name for name in NAMES if name in visitor.open("/discussions/talk").links] == []


def test_the_page_of_a_series_offers_its_calendar_and_says_how_often_each_looks(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        a_published_discussion(session, series=a_series(session, slug="protection"))

    page = visitor.open("/series/protection")

    ways = {str(way.name): way.address for way in subscribing(FEED)}
    assert {name: page.links[name] for name in ways} == ways
    assert page.links[FEED] == FEED
    assert "Apple looks about every hour, Google only every 8 to 24 hours." in page.text("main")


def test_a_personal_page_tells_other_houses_nothing_but_the_address_that_was_asked_for(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        ana = personal_path(session, registered(session, discussion, "Ana", discreet=True))
        rudi = speakers_path(session, accepted(session, discussion, "Sari"))

    for path in (ana, rudi):
        page = visitor.open(path)
        feed = f"https://rembuk.example{path}/calendar.ics"
        assert _foreign(page) == [way.address for way in subscribing(feed)[:3]]
        assert page.links["Apple and others"] == f"webcal{feed[5:]}"
        assert page.links["Calendar file"] == f"{path}.ics"
        assert "Google or Microsoft will know it" in page.text("main")


def test_who_has_invitations_reads_that_they_do_it_and_others_that_the_page_is_right(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=2)
        everybody = [
            registered(session, discussion, "Ana"),
            registered(session, discussion, "Ben", email=None, phone="+6281234567890"),
            registered(session, discussion, "Cici"),
        ]
        paths = [personal_path(session, one) for one in everybody]

    texts = [visitor.open(path).text("main") for path in paths]

    invited, by_page = "The invitation in your mail does this by itself", "This page always shows the truth."
    assert [(invited in text, by_page in text) for text in texts] == [(True, False), (False, True), (False, True)]


def _foreign(page: Page) -> list[str]:
    return [address for address in page.links.values() if any(house in address for house in FOREIGN)]


def _by_name(discussion: Discussion) -> dict[str, str]:
    return {str(way.name): way.address for way in adding(discussion, PAGE)[:3]}


def _parts(address: str) -> tuple[str, dict[str, str]]:
    """The address, and what it carries."""
    place, _, query = address.partition("?")
    return place, dict(parse_qsl(query, strict_parsing=True)) if query else {}

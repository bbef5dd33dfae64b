"""What an organiser passes on by WhatsApp, as it looks on a phone and on a desk."""

from events.models import Discussion
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk, has_registered
from tests.journeys.walking import Walk


def test_an_organiser_passes_texts_on(house: House, organiser: Walk) -> None:
    discussion = two_have_only_a_phone(house)
    at_the_desk(organiser)
    organiser.open(f"/desk/discussions/{discussion.slug}")
    organiser.follow("Messages")
    organiser.follow("WhatsApp")
    assert organiser.page.locator("main [aria-current=true]").inner_text() == "Invitation"

    organiser.follow("On the eve")
    organiser.sees("For groups", "Wati", "+6281234567890", "so nothing is recorded here")
    opens = organiser.page.get_by_role("link", name="Wati").get_attribute("href") or ""
    assert opens.startswith("https://wa.me/6281234567890?text=Hello%20Wati%2C%20a%20reminder")


def two_have_only_a_phone(house: House) -> Discussion:
    discussion = an_announced_discussion(house, languages=["en", "id"])
    has_registered(house, discussion, "Wati", phone="+6281234567890")
    has_registered(house, discussion, "Maria da Conceição Contohan dos Santos", phone="+67077234567", language="pt")
    return discussion

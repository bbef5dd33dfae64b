"""A certificate as anybody checks it, as its holder sees it, and at the desk."""

from datetime import timedelta

import pytest
from sqlmodel import select

from foundation.database import Database
from registrations.certificates.models import Certificate
from registrations.models import Registration
from registrations.register import personal_path
from speakers.engagements import personal_path as speakers_path
from speakers.queries import active_engagements
from tests.browsing import Page, Visitor
from tests.builders import a_published_discussion, registered
from tests.desk import at_the_desk, said
from tests.paper_text import text_of
from tests.registrations.certificates.props import AFTER, a_holder, clock, was_there

DESK = "/desk/discussions/talk/certificates"


def test_whoever_has_the_code_sees_that_it_is_genuine_and_no_name_until_the_holder_wishes(
    database: Database, visitor: Visitor
) -> None:
    visitor.now, public, mine = a_holder(database)

    checked, own = visitor.open(f"/c/{public[3:].replace('-', '').upper()}"), visitor.open(mine)
    shown = visitor.press(own, "Show my name there as well")
    named = visitor.open(public)
    visitor.press(shown, "Take my name off that page")

    assert checked.texts(".note__title") == ["Verified: this certificate was issued here and is valid."]
    assert checked.texts(".certificate__name") == [] and "Ana" not in checked.html
    assert checked.texts("dd") == ["Wednesday, 24 February 2027", "90 minutes (1.5 hours)", "24 Feb 2027"]
    assert own.texts(".certificate__name") == named.texts(".certificate__name") == ["Ana"]
    assert "Ana" not in visitor.open(public).html
    headers = {name: checked.headers[name] for name in ("cache-control", "x-robots-tag")}
    assert headers == {"cache-control": "no-store", "x-robots-tag": "noindex"}


def test_a_code_or_a_key_that_leads_nowhere_looks_like_no_page_at_all(database: Database, visitor: Visitor) -> None:
    visitor.now, public, mine = a_holder(database)
    nowhere = visitor.get("/no/such/page")
    wrong = ("/c/aaaa-bbbb-cccc", "/c/é", f"{public}/{'A' * 24}", f"/c/x/{mine[-24:]}")

    answers = [visitor.get(path) for path in wrong]

    assert {(answer.status_code, answer.text) for answer in answers} == {(404, nowhere.text)}


def test_the_holder_takes_the_paper_away_also_after_the_personal_link_has_died(
    database: Database, visitor: Visitor
) -> None:
    visitor.now, public, mine = a_holder(database)
    page = visitor.open(mine)
    visitor.now += timedelta(days=200)

    paper = visitor.client.post(page.form_with("Download the PDF").action, headers={"Origin": "https://rembuk.example"})

    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert text_of(paper.content).splitlines() == [
        "Country Office Jakarta", "Certificate of participation", "This certifies that", "Ana",
        "took part in the discussion", "Who pays, and who gains", "of the series ", "Social protection",
        "Wednesday, 24 February 2027", "Length: 90 minutes (1.5 hours)", "Issued on: 24 Feb 2027",
        "To check whether it is genuine:", f"https://rembuk.example{public}",
    ]  # fmt: skip
    assert paper.headers["content-disposition"] == f'attachment; filename="certificate-{public[3:]}.pdf"'


def test_who_came_by_a_number_alone_says_the_name_first(database: Database, visitor: Visitor) -> None:
    """Anybody may type a number and gets the link (decisions/0005)."""
    visitor.now, public, mine = a_holder(database, phone="+6281200000001")
    page = visitor.open(mine)

    wrong = visitor.press(page, "Download the PDF", full_name="Budi")
    hidden = visitor.press(page, "Show my name there as well")
    shown = visitor.press(page, "Show my name there as well", full_name=" ana ")

    assert "Ana" not in page.html
    assert (wrong.status, wrong.texts(".wrongs")) == (
        422, ["Please look at this again: This is not the name that was registered here."],
    )  # fmt: skip
    assert (hidden.status, shown.status) == (422, 200)
    assert visitor.open(public).texts(".certificate__name") == ["Ana"]


def test_another_name_is_asked_for_and_granted_under_the_same_code(database: Database, visitor: Visitor) -> None:
    visitor.now, public, mine = a_holder(database)
    same = visitor.press(visitor.open(mine), "Ask the organisers", wished_name="Ana")
    asked = visitor.press(visitor.open(mine), "Ask the organisers", wished_name="Ana d’Ezemplu")
    desk = at_the_desk(visitor, database)

    front = desk.open("/desk")
    listed = desk.open(front.links["Look at the names"])
    one = desk.open(listed.links["Ana"])
    silent = desk.press(one, "Refuse")
    desk.press(one, "Refuse", reason="Please send a copy of your card")
    refused = desk.open(mine)
    desk.press(refused, "Ask the organisers", wished_name="Ana d’Ezemplu")
    seen = desk.open(desk.open(DESK).links["Ana"])
    desk.press(desk.open(mine), "Ask the organisers", wished_name="Ana Ezemplu")
    unseen = desk.press(seen, "Grant this name")
    desk.press(desk.open(mine), "Ask the organisers", wished_name="Ana d’Ezemplu")
    granted = desk.press(desk.open(desk.open(DESK).links["Ana"]), "Grant this name")

    assert "1 person asks for another name on the certificate." in front.texts(".note--wait")[0]
    assert "Look at the names" not in desk.open("/desk").links
    assert same.wrongs == {"wished_name": "This is the name that stands on it."}
    assert asked.texts(".note--wait") == ["You asked for another name. The organisers look at it. Ana d’Ezemplu"]
    assert (silent.status, "reason" in silent.wrongs) == (422, True)
    assert refused.texts(".note--bad") == ["The organisers did not change the name. Please send a copy of your card"]
    assert (unseen.status, "Ana Ezemplu" in unseen.html) == (422, True)
    assert said(granted) == "Saved."
    now_on_it = desk.open(mine)
    assert now_on_it.texts(".certificate__name") == ["Ana d’Ezemplu"] and public[3:] in now_on_it.html


def test_the_desk_holds_releases_and_takes_back(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        one, visitor.now = registered(session, discussion, "Ana"), discussion.ends_at + AFTER
        path, chair = personal_path(session, one), speakers_path(session, active_engagements(session, discussion)[0])
    desk = at_the_desk(visitor, database)
    before = desk.press(desk.open(DESK), "From now on hold them until I release them")
    with database.writing() as session:
        was_there(session, session.get_one(Registration, one.id), visitor.now)
        clock(session, visitor.now)

    waiting, held = desk.open(path), desk.open(DESK)
    released = desk.press(held, "Release all 3 certificates")
    earned = desk.open(path)
    back = desk.press(desk.open(released.links["Ana"]), "Take it back", reason="It was a namesake")
    gone = desk.open(path)

    assert before.texts(".empty") == ["Nobody has earned a certificate yet Bring in the report of the room, or correct "
                                      "attendance by hand."]  # fmt: skip
    assert waiting.texts(".note--wait") == [
        "Your certificate is being prepared. The organisers release it. Then it stands here."
    ]
    assert [row.split()[-1] for row in held.texts("tr")[1:]] == ["Held"] * 3
    assert [row.split()[-1] for row in released.texts("tr")[1:]] == ["Valid"] * 3
    assert "Open my certificate" in earned.links
    own = desk.open(desk.open(chair).links["Open my certificate"])
    assert own.texts("h1") == ["Certificate of contribution"] and "chaired the discussion" in own.texts("p")
    assert "Make it valid again" in back.buttons
    assert gone.texts(".note--bad") == ["Your certificate is not valid any more. It was a namesake"]
    assert checked(desk, database).texts(".note--bad") == [
        "This certificate is not valid any more. It was taken back on 24 Feb 2027."
    ]


def checked(visitor: Visitor, database: Database) -> Page:
    with database.reading() as session:
        revoked = session.exec(select(Certificate).where(Certificate.full_name == "Ana")).one()
        return visitor.open(f"/c/{revoked.code}")


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("language", ["id", "pt"])
def test_the_desk_hands_out_the_paper_of_somebody_who_cannot_get_it(
    database: Database, visitor: Visitor, language: str
) -> None:
    visitor.now, _, _ = a_holder(database, "*Ana* #read(\"/etc/passwd\") محمد")
    desk = at_the_desk(visitor, database, language=language)

    listed = desk.open(DESK)
    one = next(path for path in listed.links.values() if path.startswith(f"{DESK}/"))
    paper = desk.get(f"{one}/paper?language={language}")

    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")

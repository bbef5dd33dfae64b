"""When registration is open, and whom the organisers approve of, on the pages of those whom it concerns."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from registrations.admission import approval, deciding
from registrations.admission.deciding import Admission, decide
from registrations.models import Registration
from registrations.register import personal_path
from registrations.seats import give_up
from tests.browsing import Visitor
from tests.builders import NOW, a_published_discussion, refusals, registered
from tests.desk import at_the_desk
from tests.outbox import Outbox

OPENS, CLOSES = datetime(2027, 2, 10, 9), datetime(2027, 2, 20, 9)
LIST, TALK = "/desk/discussions/talk/registrations", "/discussions/talk"


def test_registration_is_open_between_two_hours_on_the_clock_of_the_discussion(session: Session) -> None:
    discussion = a_published_discussion(session)
    wrong = Admission(opens_local=CLOSES, closes_local=OPENS)
    assert refusals(session, decide, discussion, wrong) == {
        "registration_closes_local": "Registration must open before it closes."
    }
    decide(session, discussion, Admission(opens_local=OPENS, closes_local=CLOSES))

    def said(now: datetime) -> dict[str | None, str]:
        return refusals(session, registered, discussion, "Ana", now=now)

    assert said(NOW) == {None: "Registration opens on Wednesday, 10 February 2027, 09:00 WIB."}
    assert said(NOW + timedelta(days=20)) == {None: "Registration closed on Saturday, 20 February 2027, 09:00 WIB."}
    assert registered(session, discussion, "Ana", now=NOW + timedelta(days=12)).is_confirmed


def test_the_public_page_says_when_registration_opens_and_closed(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_published_discussion(session, slug="talk")
    saved = desk.press(
        desk.open(f"{LIST}/admission"), "Save", registration_opens_local="2027-02-10T09:00",
        registration_closes_local="2027-02-20T09:00",
    )  # fmt: skip
    assert saved.status == 200

    pages = {}
    for days in (0, 12, 20):
        visitor.now = NOW + timedelta(days=days)
        page = visitor.open(f"{TALK}?language=en&day={days}")
        pages[days] = (page.texts("#register-title"), "Register" in page.buttons)
    refused = visitor.post(f"{TALK}/registrations", {"full_name": "Ana", "email": "a@union.example",
                                                     "consent_take_part": "yes"})  # fmt: skip

    assert pages == {0: (["Registration is not open yet"], False), 12: (["Take part"], True),
                     20: (["Registration is closed"], False)}  # fmt: skip
    assert refused.status == 409
    assert "Registration closed on Saturday, 20 February 2027, 09:00 WIB." in refused.html


def test_who_asks_waits_for_a_word_and_reads_what_was_decided(
    database: Database, visitor: Visitor, outbox: Outbox
) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=1)
        decide(session, discussion, Admission(needs_approval=True))
        for name in ("Ana", "Budi", "Caca"):
            registered(session, discussion, name)
    asked = outbox.tick(NOW)

    page = desk.open(LIST)
    number = number_of(database, "Caca")
    sent = {**page.form_with("Approve all of them").values, "reason": "Only ports."}
    done = desk.post(f"{LIST}/{number}/refusal", sent)
    approved = desk.press(desk.open(LIST), "Approve all of them")
    decided = outbox.tick(NOW + timedelta(minutes=1))

    assert [kind for kind, _ in asked if kind == "requested"] == ["requested"] * 3
    assert (done.status, approved.status) == (200, 200)
    assert {("invited", "ana"), ("waiting", "budi"), ("turned_down", "caca")} <= set(decided)
    with database.reading() as session:
        path = personal_path(session, session.get_one(Registration, number))
    assert "Only ports." in visitor.open(path).html


def test_bringing_somebody_back_approves_and_a_reason_is_needed_to_refuse(session: Session) -> None:
    discussion = a_published_discussion(session)
    decide(session, discussion, Admission(needs_approval=True))
    ana = registered(session, discussion, "Ana")

    assert refusals(session, approval.turn_down, discussion, ana, " ", now=NOW) == {
        "reason": "Please say why, in a sentence that the person reads."
    }
    approval.approve(session, discussion, ana, NOW)
    assert (ana.status, discussion.seats_taken) == ("confirmed", 1)
    assert refusals(session, approval.turn_down, discussion, ana, "No", now=NOW) == {
        None: "This registration does not wait for your word any more."
    }


def test_the_page_offers_a_seat_and_takes_the_yes(database: Database, visitor: Visitor, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=1)
        deciding.set_offer_hours(session, series_of(session, discussion), 6)
        ana, budi = (registered(session, discussion, name) for name in ("Ana", "Budi"))
        path = personal_path(session, budi)
    outbox.tick(NOW)
    with database.writing() as session:
        give_up(session, session.get_one(Discussion, discussion.id), session.get_one(Registration, ana.id), NOW)
    sent = outbox.tick(NOW)

    page = visitor.open(path)
    taken = visitor.press(page, "Yes, I take the seat")

    assert ("offer", "budi") in sent
    assert "A seat is yours until Monday, 1 February 2027, 16:00 WIB." in page.html
    assert "You have a seat." in taken.html
    assert ("invited", "budi") in outbox.tick(NOW)


def number_of(database: Database, name: str) -> int:
    with database.reading() as session:
        return session.exec(select(Registration.id).where(Registration.full_name == name)).one() or 0

"""What visitors see: the page of a discussion, and registering on it."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import Person, Role
from registrations.form import FIELDS
from registrations.models import Consent, Purpose, Registration, Status
from speakers import slots
from speakers.queries import active_engagements
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, a_discussion, a_published_discussion, accepted
from tests.registrations.rows import all_registered, cancelled, published, rows
from tests.warm import warm_app

ANA = {"full_name": "Ana", "email": "ana@union.example", "consent_take_part": "yes"}
RINA = {"full_name": "Rina", "phone": "0812 3456 7890", "consent_take_part": "yes"}


def test_a_discussion_says_what_when_in_which_zone_and_who_speaks(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="who-pays")
        _plan(session, discussion)

    page = visitor.open("/discussions/who-pays")

    assert page.status == 200
    assert page.text("h1") == "Who pays, and who gains"
    assert page.text(".when__day") == "Wednesday, 24 February 2027"
    assert page.text(".when__hour") == "14:00–15:30 WIB"
    assert page.text(".clocks") == (
        "The same hour in other time zones WIBJakarta WITAMakassar WITJayapura TLTDili 14:00 15:00 16:00 16:00"
    )
    assert page.texts("li")[-4:] == [
        "Citra · Chair", "Rudi · Resource person",
        "14:00 Opening 5 minutes · Citra", "14:05 What it costs Presentation · 25 minutes · Rudi",
    ]  # fmt: skip


def test_observers_and_those_who_have_not_answered_are_not_named(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="quiet")
        watching = accepted(session, discussion, "Olga", Role.OBSERVER)
        rows = [slots.SlotRow(kind="technical_input", minutes=10, presenter=watching.id),
                slots.SlotRow(kind="presentation", minutes=20)]  # fmt: skip
        slots.plan_agenda(session, discussion, rows, NOW)

    page = visitor.open("/discussions/quiet")

    assert "Olga" not in page.html
    assert page.texts(".agenda") == ["14:00 Technical input 10 minutes 14:10 Presentation 20 minutes · to be confirmed"]


def test_the_form_asks_what_product_md_names_the_age_and_nothing_else(database: Database, visitor: Visitor) -> None:
    published(database)

    form = visitor.open("/discussions/talk").form_with("Register")

    assert form.action == "/discussions/talk/registrations"
    assert sorted(form.names) == sorted(
        ["full_name", "email", "phone", "union", "union_level", "group", "sex", "age_band", "province", "language",
         "timezone", "support", "question", "discreet", "consent_take_part", "consent_statistics", "consent_recording",
         "consent_news"]
    )
    assert [field.name for field in FIELDS if field.stands == "first"] == [
        "full_name", "email", "phone", "union", "union_level"
    ]  # fmt: skip
    assert form.values == {
        "full_name": "", "email": "", "phone": "", "union": "", "language": "en", "timezone": "Asia/Jakarta",
        "support": "", "question": "",
    }  # fmt: skip


def test_registering_by_mail_answers_alike_for_new_and_for_known(database: Database, visitor: Visitor) -> None:
    published(database)
    page = visitor.open("/discussions/talk")

    new = visitor.press(page, "Register", **ANA)
    again = visitor.press(page, "Register", **ANA)

    assert (new.path, new.text("h1")) == ("/discussions/talk/registered", "Your personal link is on its way")
    assert (again.path, again.html) == (new.path, new.html)
    assert all_registered(database) == [("Ana", "ana@union.example", Status.CONFIRMED)]


def test_registering_by_phone_shows_the_link_and_how_to_keep_it(database: Database, visitor: Visitor) -> None:
    published(database)

    page = visitor.press(visitor.open("/discussions/talk"), "Register", **RINA)
    again = visitor.open(page.path)

    assert re.fullmatch(r"/r/[A-Za-z0-9_-]{24}", page.path)
    assert again.html == page.html
    assert page.texts(".note__title") == ["You have a seat."]
    assert page.links["Calendar file"] == f"{page.path}.ics"
    assert unquote(page.links["Send it to myself on WhatsApp"]) == (
        "https://wa.me/?text=Who pays, and who gains, Wednesday, 24 February 2027, 14:00 WIB. "
        f"My personal link: https://rembuk.example{page.path}"
    )
    assert "Rina" not in page.html  # anybody may type a number: its page names nobody
    assert all_registered(database) == [("Rina", None, Status.CONFIRMED)]


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    database: Database, visitor: Visitor
) -> None:
    published(database)
    before = rows(database)
    typed = {"full_name": " ", "email": "ana", "phone": "12", "union": "Port Workers", "province": "ID-BA",
             "question": "Who decides?", "timezone": "Asia/Nowhere"}  # fmt: skip

    page = visitor.press(visitor.open("/discussions/talk"), "Register", **typed)

    assert page.status == 422
    assert page.wrongs == {
        "full_name": "Please write your name. A single name is fine.",
        "email": "Please enter a valid email address.",
        "phone": "Please enter a phone number with its country code, such as +62 812 3456 7890.",
        "timezone": "There is no time zone “Asia/Nowhere”. Choose one such as Asia/Jakarta.",
        "consent_take_part": "Without this consent we cannot register you. Please tick the box.",
    }
    assert page.texts(".wrongs") == ["Please look at this again: " + " ".join(page.wrongs.values())]
    kept = page.form_with("Register").values
    assert {name: kept[name] for name in typed if name not in ("full_name", "timezone")} == {
        "email": "ana", "phone": "12", "union": "Port Workers", "province": "ID-BA", "question": "Who decides?"
    }  # fmt: skip
    assert rows(database) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "", "phone": ""}, "Please give an email address or a phone number. One of the two is enough."),
        ({"full_name": "x" * 300}, "A name can have 120 characters at most."),
        ({"union": "x" * 201}, "Please write at most 200 characters."),
        ({"union_level": "galaxy"}, "Please choose one of the answers offered."),
        ({"language": "xx"}, "Please choose one of the languages offered."),
    ],
)
def test_a_mistake_has_its_sentence(
    database: Database, visitor: Visitor, typed: dict[str, str], sentence: str
) -> None:
    published(database)

    page = visitor.press(visitor.open("/discussions/talk"), "Register", **ANA | typed)

    assert (page.status, list(page.wrongs.values())) == (422, [sentence])


def test_a_header_typed_into_the_name_is_one_line_of_text(database: Database, visitor: Visitor) -> None:
    published(database)

    visitor.press(visitor.open("/discussions/talk"), "Register", **ANA | {"full_name": "Ana\r\nBcc: x@y.example 🎉"})

    assert all_registered(database) == [("Ana Bcc: x@y.example 🎉", "ana@union.example", Status.CONFIRMED)]


def test_every_answer_is_kept_with_its_consents(database: Database, visitor: Visitor) -> None:
    published(database)
    answers = {"union": "Port Workers", "union_level": "plant", "group": "workers", "sex": "woman", "province": "ID-BA",
               "language": "id", "timezone": "Asia/Makassar", "support": "Captions", "question": "Who decides?",
               "discreet": "yes", "consent_news": "yes"}  # fmt: skip

    visitor.press(visitor.open("/discussions/talk"), "Register", **ANA | answers)

    with database.reading() as session:
        row, person = session.exec(select(Registration, Person).join(Person)).one()
        given = {consent.purpose: consent.given for consent in session.exec(select(Consent)).all()}
    kept = {name: getattr(row, name, None) or getattr(person, name, None) for name in answers if "consent" not in name}
    assert kept | {"discreet": "yes"} == {name: answers[name] for name in kept}
    assert person.discreet
    assert given == {Purpose.TAKE_PART: True, Purpose.STATISTICS: False, Purpose.RECORDING: False, Purpose.NEWS: True}


def test_a_full_discussion_offers_the_waiting_list_and_tells_your_place(database: Database, visitor: Visitor) -> None:
    published(database, capacity=1)
    visitor.press(visitor.open("/discussions/talk"), "Register", **ANA)

    full = visitor.open("/discussions/talk")
    page = visitor.press(full, "Join the waiting list", **RINA)

    assert full.texts("#register-title") == ["Join the waiting list"]
    assert page.texts(".note__title") == ["This discussion is full. You are number 1 on the waiting list."]
    assert "Join the discussion" not in page.buttons


def test_nothing_on_the_page_lets_participants_be_counted(database: Database, visitor: Visitor) -> None:
    published(database, capacity=10)
    before = visitor.open("/discussions/talk").html

    for number in range(3):
        visitor.press(visitor.open("/discussions/talk"), "Register", **ANA | {"email": f"a{number}@union.example"})

    assert visitor.open("/discussions/talk").html == before


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("over", "Registration for this discussion is closed."), ("cancelled", "This discussion is cancelled.")],
)
def test_what_is_closed_says_so_and_takes_nobody(
    database: Database, visitor: Visitor, state: str, sentence: str
) -> None:
    discussion = published(database)
    if state == "over":
        visitor.now = discussion.ends_at
    else:
        cancelled(database, discussion)

    page = visitor.open("/discussions/talk")
    answer = visitor.post("/discussions/talk/registrations", ANA)

    assert (page.status, page.texts("#register-title"), page.forms) == (200, ["Registration is closed"], [])
    assert (answer.status, answer.texts(".wrongs")) == (409, [f"Please look at this again: {sentence}"])
    assert all_registered(database) == []


def test_who_comes_late_may_still_come_in(database: Database, visitor: Visitor) -> None:
    discussion = published(database)
    visitor.now = discussion.starts_at + timedelta(minutes=20)

    page = visitor.press(visitor.open("/discussions/talk"), "Register", **RINA)

    assert "Join the discussion" in page.buttons


def test_a_draft_is_not_there(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="draft")

    paths = ["/discussions/draft", "/discussions/draft.ics", "/discussions/draft/registered", "/discussions/none"]

    assert [visitor.open(path).status for path in paths] == [404] * 4


def test_a_chosen_language_lasts_through_the_form(database: Database, visitor: Visitor) -> None:
    published(database)

    page = visitor.open("/discussions/talk?language=pt")
    done = visitor.press(page, next(iter(page.forms[0].buttons)), **ANA)

    assert done.path == "/discussions/talk/registered?language=pt"
    assert done.headers["content-language"] == "pt"


def test_more_registrations_than_a_union_hall_makes_are_refused(database: Database, visitor: Visitor) -> None:
    published(database)
    warm_app(replace(SETTINGS, registrations_per_hour=3), database, lambda: visitor.now)
    page = visitor.open("/discussions/talk")
    for number in range(3):
        visitor.press(page, "Register", **ANA | {"email": f"a{number}@union.example"})

    refused = visitor.press(page, "Register", **RINA)

    assert (refused.status, refused.texts(".wrongs")) == (
        429, ["Please look at this again: Too many attempts from here. Please wait a few minutes and try again."]
    )  # fmt: skip


def test_a_form_of_another_site_is_refused(database: Database, visitor: Visitor) -> None:
    published(database)

    page = visitor.post("/discussions/talk/registrations", ANA, Origin="https://elsewhere.example")

    assert (page.status, all_registered(database)) == (403, [])


def test_the_calendar_file_of_a_discussion_is_the_same_for_all_and_is_not_sent_twice(
    database: Database, visitor: Visitor
) -> None:
    published(database)

    file = visitor.get("/discussions/talk.ics")
    again = visitor.get("/discussions/talk.ics", **{"If-None-Match": file.headers["etag"]})

    assert (file.status_code, again.status_code, again.text) == (200, 304, "")
    assert file.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "URL:https://rembuk.example/discussions/talk\r\n" in file.text.replace("\r\n ", "")
    assert ("room.example" in file.text, "Citra" in file.text) == (False, False)


def _plan(session: Session, discussion: Discussion) -> None:
    chair, speaker = (engagement.id for engagement in active_engagements(session, discussion))
    rows = [slots.SlotRow(kind="opening", minutes=5, presenter=chair),
            slots.SlotRow(kind="presentation", minutes=25, title="What it costs", presenter=speaker)]  # fmt: skip
    slots.plan_agenda(session, discussion, rows, NOW)

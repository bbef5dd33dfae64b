"""The five things on the page of a speaker, each saved alone, and what becomes of them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session, select

from foundation.database import Database
from foundation.people import Person, Role
from notifications.privacy.erasing import erase
from notifications.privacy.held import held_about
from registrations.register import personal_path as participants_path
from speakers.engagements import personal_path
from speakers.preparing import editing, introducing
from speakers.preparing.models import IntroductionConsent, MaterialPart, Portrait, RecordingConsent
from speakers.preparing.rehearsals import offer_rehearsal
from tests.browsing import Page, Visitor
from tests.builders import NOW, WEDNESDAY, a_discussion, a_published_discussion, accepted, refusals, registered
from tests.desk import at_the_desk, said
from tests.notifications.house import again
from tests.outbox import Outbox
from tests.speakers.preparing.corpus import PDF, photo_with_place

PREPARATION = "/desk/discussions/talk/preparation"
OVER = datetime(2027, 2, 24, 9, tzinfo=UTC)


def test_five_things_are_done_one_after_the_other_and_handed_on(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        rudi = accepted(session, discussion, "Sari")
        path, member = personal_path(session, rudi), participants_path(session, registered(session, discussion, "Ana"))
        offer_rehearsal(session, discussion, WEDNESDAY - timedelta(days=2), NOW)

    first = _bring(visitor, f"{path}/slides", "slides", "../iuran.html", b"<script>")
    _bring(visitor, f"{path}/slides", "slides", "../Iuran.pdf", PDF)
    _bring(visitor, f"{path}/photo", "photo", "me.jpg", photo_with_place())
    page = visitor.open(path)
    page = visitor.press(page, "I agree")
    visitor.post(f"{path}/biography", {"biography": "Ketua serikat.\nGuru."})
    visitor.post(f"{path}/phone", {"phone_of_the_day": "0812 3456 7890"})
    page = visitor.post(f"{path}/rehearsal", {"rehearsal": "1"})
    of_desk = desk.open(PREPARATION)

    assert (first.status, first.wrongs) == (422, {"slides": "Please bring a PDF, PPTX or ODP file."})
    assert [one for one in page.texts("summary") if one.startswith("Done")] == [
        "Done Slides", "Done Biography and photo", "Done Consent to record", "Done Phone for the day", "Done Rehearsal"
    ]
    file = visitor.get(page.links["Iuran.pdf"])
    assert (file.content, file.headers["content-disposition"], file.headers["content-security-policy"]) == (
        PDF, "attachment; filename=\"Iuran.pdf\"; filename*=UTF-8''Iuran.pdf", "sandbox; default-src 'none'"
    )  # fmt: skip
    assert "+6281234567890" in of_desk.html and of_desk.links["Iuran.pdf"].startswith(PREPARATION)

    early = visitor.open(member).links
    said_at_desk = said(desk.press(of_desk, "Release to participants"))
    visitor.now = OVER
    late = visitor.open(member).links

    assert (said_at_desk, "Iuran.pdf" in early) == ("Saved.", False)
    assert visitor.get(late["Iuran.pdf"]).content == PDF
    assert visitor.get(f"{member}/files/2").status_code == 404  # the photo


def test_an_observer_is_asked_for_a_phone_and_the_consent_alone(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        path = personal_path(session, accepted(session, a_discussion(session), "Oki", Role.OBSERVER))

    asked = [one for one in visitor.open(path).texts("summary") if one.startswith("Still missing")]
    assert asked == ["Still missing Consent to record", "Still missing Phone for the day"]


def test_a_phone_is_seen_by_the_chair_and_by_no_other_speaker(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        people = [accepted(session, discussion, "Citra", Role.CHAIR), accepted(session, discussion, "Rudi"),
                  accepted(session, discussion, "Oki", Role.OBSERVER)]  # fmt: skip
        for one, number in zip(people, ("+6281200000001", "+6281200000002", "+6281200000003"), strict=True):
            editing.save_phone(session, one, number, NOW)
        paths = [personal_path(session, one) for one in people]

    visitor.now = datetime(2027, 2, 17, 7, tzinfo=UTC)
    pages = [visitor.open(path) for path in paths]
    assert all("This was due on Wednesday, 17 February 2027, 14:00 WIB." in page.html for page in pages)

    assert [[link for link in page.links if link.startswith("+")] for page in pages] == [
        ["+6281200000002", "+6281200000003"], ["+6281200000001"], ["+6281200000001"]
    ]  # fmt: skip


def test_what_is_closed_or_has_begun_or_was_not_agreed_to_is_not_changed(session: Session) -> None:
    discussion = a_discussion(session)
    rudi = accepted(session, discussion, "Rudi")
    editing.close_preparation(session, discussion, NOW, closed=True)
    closed = refusals(session, editing.save_biography, rudi, "Me", NOW)
    editing.close_preparation(session, discussion, NOW, closed=False)

    assert closed == {None: "The organisers have closed the preparation. Please write to them."}
    assert refusals(session, editing.save_biography, rudi, "Me", OVER) == {
        None: "The discussion has begun or is cancelled; nothing can be changed any more."
    }
    assert refusals(session, editing.save_phone, rudi, "12", NOW) == {
        "phone_of_the_day": "Please enter a phone number with its country code, such as +62 812 3456 7890."
    }
    assert refusals(session, editing.choose_rehearsal, rudi, NOW, chosen="7") == {
        "rehearsal": "This hour is not offered any more. Please choose another."
    }


def test_consent_is_only_added_and_the_last_word_holds(session: Session) -> None:
    rudi = accepted(session, a_discussion(session), "Rudi")

    for word in ("yes", "no"):
        editing.answer_recording(session, rudi, word, NOW, language="id")

    rows = session.exec(select(RecordingConsent.given, RecordingConsent.version, RecordingConsent.language)).all()
    assert [tuple(row) for row in rows] == [(True, "2026-11", "id"), (False, "2026-11", "id")]
    consent = editing.consent_of(session, rudi)
    assert consent is not None and not consent.given


def test_closing_and_opening_are_told_to_those_who_speak_once(database: Database, outbox: Outbox) -> None:
    with database.writing() as session:
        discussion = a_discussion(session)
        accepted(session, discussion, "Rudi")
    outbox.tick(NOW)

    told = []
    for closed in (True, True, False):
        with database.writing() as session:
            editing.close_preparation(session, again(session, discussion), NOW, closed=closed)
        told += outbox.tick(NOW)

    assert told == [("editing", "rudi"), ("editing", "rudi")]


def test_everything_prepared_is_in_what_we_hold_and_goes_with_the_person(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        rudi = accepted(session, a_discussion(session), "Rudi")
        editing.save_biography(session, rudi, "Ketua serikat.", NOW)
        editing.answer_recording(session, rudi, "yes", NOW, language="id")
        path = personal_path(session, rudi)
    _bring(visitor, f"{path}/slides", "slides", "Iuran.pdf", PDF)

    with database.writing() as session:
        person = session.get_one(Person, rudi.person_id)
        held = set(held_about(session, person))
        erase(session, person, NOW)
        left = set(held_about(session, person)), session.exec(select(MaterialPart.number)).all()

    assert {"engagement", "preparation", "material", "recordingconsent"} <= held
    assert left == ({"person", "erasure"} & left[0] | {"person"}, [])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_photo_and_biography_are_public_while_the_speaker_agrees_and_no_longer(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        rudi = accepted(session, discussion, "Rudi")
        editing.save_biography(session, rudi, "Ketua serikat.\nGuru.", NOW)
        path = personal_path(session, rudi)
    _bring(visitor, f"{path}/photo", "photo", "me.jpg", photo_with_place())
    before = visitor.open("/discussions/talk")

    unticked = visitor.press(visitor.open(path), "Show them on the public page")
    visitor.press(unticked, "Show them on the public page", introduced="yes")
    _bring(visitor, f"{path}/photo", "photo", "another.jpg", photo_with_place())
    during = visitor.open("/discussions/talk")
    (photo,) = [one.attributes["src"] for one in during.elements if one.tag == "img"]
    small = visitor.get(photo)
    visitor.now = OVER  # nothing is prepared any more
    visitor.press(visitor.open(f"{path}/privacy"), "Withdraw")
    after = visitor.open("/discussions/talk")

    assert unticked.wrongs == {"introduced": "Please tick the box if you agree."}
    assert [page.texts(".introduced") for page in (before, during, after)] == [
        [], ["About Rudi Ketua serikat. Guru."], []
    ]  # fmt: skip
    assert (small.headers["content-type"], photo.rpartition("/")[0], b"GPS" in small.content) == (
        "image/jpeg", "/discussions/talk/photos", False
    )  # fmt: skip
    assert Image.open(BytesIO(small.content)).size == (144, 144)
    assert visitor.get(photo).status_code == 404
    with database.reading() as session:
        said = session.exec(select(IntroductionConsent.given, IntroductionConsent.version)).all()
        assert [tuple(one) for one in said] == [(True, "2026-11"), (False, "2026-11")]
        assert session.exec(select(Portrait.material_id)).all() == []


def test_nobody_is_introduced_longer_than_they_can_take_it_back(session: Session) -> None:
    discussion = a_discussion(session)
    rudi, oki = accepted(session, discussion, "Rudi"), accepted(session, discussion, "Oki", Role.OBSERVER)
    editing.save_biography(session, rudi, "Ketua serikat di kota. " * 40, NOW)
    introducing.agree_to_introduction(session, rudi, NOW, is_ticked=True, language="id")

    words = introducing.introductions_in(session, discussion, OVER)[rudi.person_id].words

    assert (len(words) <= introducing.MOST_SIGNS, words[-7:]) == (True, " Ketua…")
    assert introducing.introductions_in(session, discussion, discussion.links_die_at()) == {}
    assert refusals(session, introducing.agree_to_introduction, oki, NOW, is_ticked=True, language="id") == {
        "introduced": "Please say first that you take part."
    }


def _bring(visitor: Visitor, path: str, field: str, name: str, content: bytes) -> Page:
    answer = visitor.client.post(path, files={field: (name, content)}, headers={
        "Accept-Language": "en", "Origin": "https://rembuk.example"})  # fmt: skip
    return Page(answer)

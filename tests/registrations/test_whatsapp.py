"""Texts that an organiser passes on by WhatsApp: for groups, and for people whom no letter reaches."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session

from events.models import Discussion
from events.queries import series_of
from events.schedule import cancel, change, plan_of
from events.stages import Stage, stages
from foundation.database import Database
from foundation.people import Role
from registrations import seats
from registrations.phone_people import phone_people
from registrations.register import personal_path
from tests.browsing import Page, Visitor
from tests.builders import NOW, THURSDAY, a_discussion, a_published_discussion, accepted, registered
from tests.desk import at_the_desk

START = datetime(2027, 2, 24, 7, tzinfo=UTC)
PHONE = "+6281234567890"
EVERY_STAGE = [Stage.INVITATION, Stage.EVE, Stage.STARTING, Stage.THANKS]


def page_of(visitor: Visitor, discussion: Discussion, moment: str = "") -> Page:
    return visitor.open(f"/desk/discussions/{discussion.slug}/whatsapp?moment={moment}")


def text_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["text"][0]


def names(session: Session, discussion: Discussion, stage: Stage) -> list[str]:
    return [one.full_name for one in phone_people(session, discussion, stage)]


# Which moment is next


def test_the_next_moment_follows_the_days_where_it_was_agreed(session: Session) -> None:
    discussion = a_published_discussion(session)
    moments = {
        "two days before": datetime(2027, 2, 22, 16, 59, tzinfo=UTC), "the eve": datetime(2027, 2, 22, 17, tzinfo=UTC),
        "the day": datetime(2027, 2, 23, 17, tzinfo=UTC), "the last minute": START + timedelta(minutes=89),
        "over": START + timedelta(minutes=90),
    }  # fmt: skip

    first = {when: stages(discussion, now)[0] for when, now in moments.items()}

    assert first == {
        "two days before": Stage.INVITATION, "the eve": Stage.EVE, "the day": Stage.STARTING,
        "the last minute": Stage.STARTING, "over": Stage.THANKS,
    }  # fmt: skip


def test_a_change_comes_first_for_a_day(session: Session) -> None:
    discussion, later = a_published_discussion(session), NOW + timedelta(hours=1)
    assert stages(discussion, later) == EVERY_STAGE

    change(session, discussion, plan_of(discussion, starts_at_local=THURSDAY), later)

    offered = [Stage.INVITATION, Stage.EVE, Stage.STARTING, Stage.CHANGED, Stage.THANKS]
    assert stages(discussion, later) == [Stage.CHANGED, *(one for one in offered if one != Stage.CHANGED)]
    assert stages(discussion, later + timedelta(days=1)) == offered


def test_of_a_draft_there_is_nothing_to_say_and_of_a_cancelled_discussion_one_thing(session: Session) -> None:
    draft, cancelled = a_discussion(session), a_published_discussion(session, title="Another")

    cancel(session, cancelled, "", NOW)

    assert (stages(draft, NOW), stages(cancelled, NOW)) == ([], [Stage.CANCELLED])


# Whom no letter reaches


def test_only_people_without_an_address_who_take_part_are_listed(session: Session) -> None:
    discussion = a_published_discussion(session, capacity=1)
    registered(session, discussion, "Wati", phone=PHONE)
    registered(session, discussion, "Ana")
    registered(session, discussion, "Ben", phone="+6281200000001")
    seats.give_up(session, discussion, registered(session, discussion, "Oki", phone="+6281200000002"), NOW)
    accepted(session, discussion, "Dewi", Role.OBSERVER, phone="+6281200000003")

    assert {stage: names(session, discussion, stage) for stage in Stage} == {
        Stage.INVITATION: ["Ben", "Dewi", "Wati"], Stage.EVE: ["Dewi", "Wati"], Stage.STARTING: ["Dewi", "Wati"],
        Stage.CHANGED: ["Ben", "Dewi", "Wati"], Stage.CANCELLED: ["Ben", "Dewi", "Wati"], Stage.THANKS: ["Dewi"],
    }  # fmt: skip


def test_who_speaks_and_has_a_seat_is_written_to_once_as_who_speaks(session: Session) -> None:
    discussion = a_published_discussion(session)
    registered(session, discussion, "Wati", phone=PHONE)
    accepted(session, discussion, "Wati Contohan", Role.OBSERVER, phone=PHONE)

    [one] = phone_people(session, discussion, Stage.EVE)

    assert (one.full_name, one.path[:3]) == ("Wati Contohan", "/p/")


def test_who_came_is_thanked(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = personal_path(session, registered(session, discussion, "Wati", phone=PHONE))
        registered(session, discussion, "Ben", phone="+6281200000001")
    visitor.now = START
    visitor.post(f"{path}/join", {})

    with database.reading() as session:
        assert names(session, discussion, Stage.THANKS) == ["Wati"]


# The page


def test_each_button_opens_the_chat_of_one_person_with_their_link(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = personal_path(session, registered(session, discussion, "Wati", phone=PHONE, language="id"))
    page = page_of(at_the_desk(visitor, database), discussion, "eve")

    address = page.links["Write: Wati"]

    assert urlsplit(address)._replace(query="").geturl() == "https://wa.me/6281234567890"
    assert text_in(address) == (
        "Halo Wati, pengingat: Who pays, and who gains, Rabu, 24 Februari 2027 pukul 14.00 WIB. Sejak 30 menit "
        f"sebelumnya, inilah jalan masuk ke ruang diskusi: https://rembuk.example{path}"
    )
    assert page.headers["cache-control"] == "no-store"


def test_a_discreet_person_reads_no_title(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = personal_path(session, registered(session, discussion, "Wati", phone=PHONE, discreet=True))
    page = page_of(at_the_desk(visitor, database), discussion, "starting")

    assert text_in(page.links["Write: Wati"]) == (
        "Hello Wati, it begins soon: Online discussion, Wednesday, 24 February 2027, 14:00 WIB. "
        f"The way into the room: https://rembuk.example{path}"
    )


def test_texts_for_groups_hold_no_personal_link_and_no_room(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, languages=["id", "en"], title="Upah")
        registered(session, discussion, "Wati", phone=PHONE)
    at_the_desk(visitor, database)

    texts = {stage: page_of(visitor, discussion, stage).texts("textarea") for stage in EVERY_STAGE[:3]}

    clocks = "Rabu, 24 Februari 2027, 14.00–15.30 WIB (15.00 WITA · 16.00 WIT · 16.00 TLT)"
    address = f"https://rembuk.example/discussions/{discussion.slug}"
    assert {stage: said[0] for stage, said in texts.items()} == {
        Stage.INVITATION: f"Social protection *Upah* {clocks} "
                          f"Daftar dengan nama Anda dan alamat email atau nomor telepon: {address}",
        Stage.EVE: f"Pengingat untuk diskusi kita: *Upah* {clocks} "
                   f"Tautan pribadi Anda membuka pintu 30 menit sebelumnya. Belum mendaftar? Di sini: {address}",
        Stage.STARTING: f"Sebentar lagi dimulai: *Upah* {clocks} "
                        f"Pintunya ada di balik tautan pribadi Anda. Belum mendaftar? Di sini: {address}",
    }  # fmt: skip
    assert {len(said) for said in texts.values()} == {4}
    assert not [text for said in texts.values() for text in said if "/r/" in text or "room.example" in text]


def test_a_cancelled_discussion_says_why_to_groups_and_thanks_lead_to_the_series(
    database: Database, visitor: Visitor
) -> None:
    with database.writing() as session:
        cancelled = a_published_discussion(session, title="Upah")
        over = a_published_discussion(session, title="Cuti", series=series_of(session, cancelled))
        cancel(session, cancelled, "The chair is ill.", NOW)
    at_the_desk(visitor, database)
    of_cancelled = page_of(visitor, cancelled)
    visitor.now = START + timedelta(days=1)
    of_over = page_of(at_the_desk(visitor, database), over)

    assert " The chair is ill. All about it: " in of_cancelled.texts("textarea")[0]
    assert of_over.texts("textarea")[0].endswith(" What comes next: https://rembuk.example/series/social-protection")


def test_the_page_says_that_nothing_is_recorded(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        registered(session, discussion, "Wati", phone=PHONE)

    page = page_of(at_the_desk(visitor, database), discussion)

    assert "WhatsApp does not tell us what you send, so nothing is recorded here." in page.texts("p")


def test_long_lists_come_in_pages(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        for number in range(51):
            registered(session, discussion, f"Member {number:02}", phone=f"+62812000000{number:02}")
    at_the_desk(visitor, database)

    second = visitor.open(f"/desk/discussions/{discussion.slug}/whatsapp?moment=eve&page=2")

    assert [words for words in second.links if words.startswith("Write")] == ["Write: Member 50"]

"""Who gets which letter in the tests of their words: rows in memory, every moment fixed, no database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from events.agenda import timed
from events.models import AgendaItem, Discussion, DiscussionState, ItemKind, Series
from foundation.languages import say
from foundation.people import Person, Role
from foundation.settings import Settings
from notifications.about import about as about_of
from notifications.about import parts
from notifications.beside import Other
from notifications.calendars import Saying
from notifications.digest import News
from notifications.facts import Announced, Bringer, CalendarLetter, Facts
from notifications.kinds import CALENDAR_KINDS, KINDS, LOGIN, NOTICES
from notifications.notice_facts import NoticeFacts, Numbers
from notifications.run_sheet import Listed, RunSheet
from notifications.sign_in_facts import SignInFacts
from speakers.asking.models import Proposal, Regret
from speakers.models import Answer, Engagement
from speakers.slots import Slot, own_slots

MONDAY = datetime(2027, 2, 1, 3, 30, tzinfo=UTC)
WEDNESDAY = datetime(2027, 2, 24, 7, 0, tzinfo=UTC)
"""14:00 in Jakarta, 16:00 in Dili and Jayapura, 08:00 in Zurich."""
TITLE = 'Siapa membayar iuran? "Gotong royong" <dan> siapa yang menikmati manfaatnya & mengapa'
ROOM = "https://meet.example.org/room-of-the-third"
REASON = 'Ruang <utama> sedang diperbaiki; "kami menyesal" & mencari hari lain.'
SETTINGS = Settings(
    secret_key="the same for every test, and no secret",
    base_url="https://rembuk.example",
    mail_from="Rembuk <rembuk@office.example>",
)
SERIES = Series(
    id=1, office_id=1, slug="social-protection", title="Trade Unions Discussions on Social Protection",
    timezone="Asia/Jakarta", language="id", created_at=MONDAY,
)  # fmt: skip
CHAIR, SPEAKER, OBSERVER = Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER
PRESENTED = "Konvensi No. 102 menurut konfederasi: “<siapa>” & apa"
ROWS = [
    (ItemKind.OPENING, 5, "Pembukaan, tata tertib", Role.CHAIR),
    (ItemKind.WELCOME, 5, "", Role.OBSERVER),
    (ItemKind.PRESENTATION, 25, PRESENTED, Role.RESOURCE_PERSON),
    (ItemKind.PRESENTATION, 15, "Suara dari pabrik", None),
    (ItemKind.PANEL, 20, "Panel discussion", None),
    (ItemKind.QUESTIONS, 15, "", None),
    (ItemKind.CLOSING, 5, "", Role.CHAIR),
]
TO_PEOPLE = [name for name in KINDS if name not in NOTICES]
"""Kinds of letters that go to those with a part in the discussion."""
Case = Callable[[str], Facts | SignInFacts | NoticeFacts]
NAMES = {
    Role.CHAIR: "Ratna Contoh, S.H.", Role.RESOURCE_PERSON: "Suparmin O'Teladan 🌱", Role.OBSERVER: "Kenji Exemplo",
    Role.PARTICIPANT: "Domingos d'Ezemplu Ñu",
}  # fmt: skip


def discussion(**changed: Any) -> Discussion:
    plain: dict[str, Any] = {
        "id": 3, "series_id": 1, "slug": "who-pays", "number": 3, "title": TITLE, "timezone": "Asia/Jakarta",
        "starts_at_local": datetime(2027, 2, 24, 14, 0), "minutes": 90, "starts_at": WEDNESDAY, "room_url": ROOM,
        "ends_at": WEDNESDAY + timedelta(minutes=90), "languages": ["id"], "state": DiscussionState.PUBLISHED,
        "revision": 4, "changed_at": MONDAY - timedelta(hours=1), "created_at": MONDAY - timedelta(days=30),
    }  # fmt: skip
    return Discussion(**plain | changed)


def cancelled() -> Discussion:
    return discussion(state=DiscussionState.CANCELLED, cancellation_reason=REASON)


def person(role: Role, **changed: Any) -> Person:
    plain: dict[str, Any] = {
        "id": 7, "contact": "mailto:7@post.example", "full_name": NAMES[role], "email": "7@post.example",
        "language": "en", "timezone": "Asia/Jakarta", "known_at": MONDAY, "created_at": MONDAY,
    }  # fmt: skip
    return Person(**plain | changed)


def engagement(role: Role, answer: Answer = Answer.ACCEPTED) -> Engagement:
    number = list(Role).index(role) + 1
    return Engagement(
        id=number, discussion_id=3, person_id=number, role=role, full_name=NAMES[role], answer=answer,
        asked_at=MONDAY, token_hash=f"{number}",
    )  # fmt: skip


def agenda(about: Discussion, speakers: dict[Role, Engagement]) -> list[Slot]:
    items = [
        AgendaItem(id=place, discussion_id=3, position=place, kind=kind, minutes=minutes, title=title)
        for place, (kind, minutes, title, _) in enumerate(ROWS)
    ]
    presenters = [speakers[role] if role else None for _, _, _, role in ROWS]
    return [
        Slot(row.item, row.starts_at, row.ends_at, presenter)
        for row, presenter in zip(timed(about, items), presenters, strict=True)
    ]


def facts(kind: str, role: Role = Role.PARTICIPANT, **changed: Any) -> Facts:
    """One letter. `language`, `zone`, `known` and `discreet` are the reader's; `before` is what their calendar shows;
    `now` what the letter says beside the discussion; `slots`, `own_slots` and `series` are what it tells of; the rest
    are fields of Facts."""
    about = changed.pop("discussion", None) or discussion()
    reader = person(
        role, language=changed.pop("language", "en"), timezone=changed.pop("zone", "Asia/Jakarta"),
        known_at=MONDAY if changed.get("name", NAMES[role]) else None, discreet=changed.pop("discreet", False),
    )  # fmt: skip
    speakers = {one: engagement(one) for one in (Role.CHAIR, Role.RESOURCE_PERSON, Role.OBSERVER)}
    if kind == "card" or kind.startswith("answer"):
        speakers[role] = engagement(role, Answer.ASKED)
    slots = changed.pop("slots", agenda(about, speakers))
    own = changed.pop("own_slots", own_slots(slots, speakers[role]) if role in speakers else [])
    before, now = changed.pop("before", None), changed.pop("now", {})
    plain: dict[str, Any] = {
        "delivery_id": 1001, "kind": kind, "person": reader, "discussion": about, "role": role,
        "about": about_of(about, changed.pop("series", SERIES)), "agenda": parts(slots, own), "name": NAMES[role],
        "personal_path": f"/{'r' if role == Role.PARTICIPANT else 'p'}/Zq8vYx0_aB3-dE5fG7hI9jKl",
        "calendar": calendar_letter(about, before, **now) if kind in CALENDAR_KINDS else None,
        "announced": Announced(False, "id", "Pertanyaan", WRITTEN) if kind == "announcement" else None,
    }  # fmt: skip
    return Facts(**plain | changed)


def with_row(made: Facts, **changed: Any) -> Facts:
    """The presentation of the agenda is another."""
    rows = [row._replace(**changed) if row.title == PRESENTED else row for row in made.agenda]
    return replace(made, agenda=tuple(rows))


def calendar_letter(about: Discussion, before: Saying | None, **now: Any) -> CalendarLetter:
    return CalendarLetter(
        uid="9f86d081884c7d659a2feaa0c55ad015", sequence=0 if before is None else 1, dtstamp=MONDAY,
        saying=Saying.of(about, **now), before=before, partstat="NEEDS-ACTION",
    )  # fmt: skip


def shown(**changed: Any) -> Saying:
    """What the calendar shows: the discussion as it is, but for what is `changed`."""
    return replace(Saying.of(discussion()), **changed)


def sign_in(language: str = "en") -> SignInFacts:
    return SignInFacts(
        delivery_id=1002, kind=LOGIN, person=person(Role.CHAIR, language=language),
        path="/desk/sign-in/Zq8vYx0_aB3-dE5fG7hI9jKl", code="ABCD2345", expires_at=MONDAY + timedelta(minutes=10),
    )  # fmt: skip


def notice(kind: str, language: str, **about: Any) -> NoticeFacts:
    """To an organiser in Geneva."""
    plain: dict[str, Any] = {
        "delivery_id": 1003, "kind": kind, "person": person(Role.CHAIR, language=language, timezone="Europe/Zurich"),
        "discussion": discussion(), "series": SERIES, "path": "/desk/discussions/who-pays/people",
    }  # fmt: skip
    return NoticeFacts(**plain | about)


def notice_case(kind: str, **about: Any) -> Case:
    return lambda language: notice(kind, language, **about)


A_WEEK_BEFORE = shown(starts_at=WEDNESDAY - timedelta(days=7), ends_at=WEDNESDAY - timedelta(days=7, minutes=-90))
ALL_OF_IT = shown(
    title="Siapa membayar iuran?", room="https://meet.example.org/old", starts_at=WEDNESDAY - timedelta(hours=13),
    ends_at=WEDNESDAY - timedelta(hours=11),
)  # fmt: skip


WRITTEN = """Bring your questions; the chair has ten minutes for them.
- as {name}, or without a name
- <b>not</b> in the room: https://forms.example/a?b=1&c=2.

What was said last time stands on {link}"""


def announcement(language: str, role: Role = Role.PARTICIPANT, *, is_news: bool = False, **about: Any) -> Facts:
    """What an organiser wrote in Indonesian, which all read in it who read something else than English."""
    code = "en" if language == "en" else "id"
    said = ("", "") if about.get("discreet") else ("Pertanyaan & jawaban <3>", WRITTEN)
    about["news_path"] = "/news/7-Zq8vYx0_aB3-dE5fG7hI9jKl" if is_news else ""
    return facts("announcement", role, language=language, announced=Announced(is_news, code, *said), **about)


def case(*what: Any, **about: Any) -> Case:
    return lambda language: facts(*what, language=language, **about)


ANOTHER = Other("Siapa menikmati manfaatnya? <Bagian dua>", WEDNESDAY + timedelta(minutes=75), "Asia/Jakarta",
                "/r/An0therLink_of-the-same")
NEXT = Other("Siapa menikmati manfaatnya? <Bagian dua>", WEDNESDAY + timedelta(days=14), "Asia/Jakarta",
             "/discussions/who-gains")
ON_THE_DESK = replace(ANOTHER, path="/desk/discussions/who-gains")
PROPOSAL = Proposal(discussion_id=1, person_id=1, starts_at=WEDNESDAY + timedelta(days=1), timezone="Asia/Jakarta",
                    starts_at_local=datetime(2027, 2, 25, 14), moves=0, made_at=MONDAY,
                    sentence="Rabu saya <mengajar>.")  # fmt: skip
REGRET = Regret(discussion_id=1, person_id=1, reason="Ada kongres.", suggested_name="Dewi <Contohan>",
                suggested_contact="dewi@example.org", said_at=MONDAY)  # fmt: skip
LISTED = Listed("Siti <Contohan>", "Ketua, Serikat & Buruh", "SI-ti", CHAIR, 0, "+447700900123")
UNTITLED = agenda(discussion(), {role: engagement(role) for role in (CHAIR, SPEAKER, OBSERVER)})
UNTITLED[2].item.title = ""
CASES: dict[str, Case] = {
    "invited-participant": case("invited", zone="Asia/Dili"),
    "invited-stranger": case("invited", name=None, zone="Asia/Makassar"),
    "invited-brought": case("invited", name=None, brought_by=Bringer("Wati Contohan", "Sindikat Teladan")),
    "invited-brought-discreet": case("invited", discreet=True, brought_by=Bringer("Wati Contohan", "Sindikat Teladan")),
    "invited-chair": case("invited", CHAIR),
    "invited-resource-person": case("invited", SPEAKER, zone="Europe/Zurich"),
    "invited-observer": case("invited", OBSERVER, zone="Asia/Jayapura"),
    "invited-discreet": case("invited", discreet=True, zone="Asia/Makassar"),
    "invited-discreet-resource-person": case("invited", SPEAKER, discreet=True),
    "changed-everything": case("changed", before=ALL_OF_IT, zone="Asia/Jayapura"),
    "changed-resource-person": case("changed", SPEAKER, before=A_WEEK_BEFORE, zone="Europe/Zurich"),
    "changed-room": case("changed", before=shown(room="")),
    "changed-back": case("changed", CHAIR, before=shown()),
    "changed-part": case("changed", SPEAKER, before=shown(part="5+20"), now={"part": "10+25 55+5"}, zone="Asia/Dili"),
    "changed-first-part": case("changed", SPEAKER, before=shown(part="-"), now={"part": "10+25"}),
    "changed-role": case("changed", CHAIR, before=shown(role="participant"), now={"role": "chair"}),
    "changed-agenda": case("changed", before=shown(text="old"), now={"text": "new"}, zone="Asia/Makassar"),
    "changed-sender": case("changed", before=shown(organiser="old@office.example"),
                           now={"organiser": "rembuk@office.example"}),
    "changed-discreet": case("changed", before=ALL_OF_IT, discreet=True, zone="Asia/Dili"),
    "withdrawn-participant": case("withdrawn", before=A_WEEK_BEFORE, zone="Asia/Dili"),
    "withdrawn-resource-person": case("withdrawn", SPEAKER, before=shown()),
    "withdrawn-cancelled": case("withdrawn", before=shown(), discussion=cancelled(), zone="Asia/Dili"),
    "withdrawn-cancelled-chair": case("withdrawn", CHAIR, before=shown(), discussion=cancelled()),
    "withdrawn-cancelled-discreet": case("withdrawn", before=shown(), discussion=cancelled(), discreet=True),
    "called_off-observer": case("called_off", OBSERVER),
    "called_off-cancelled-waiting": case("called_off", discussion=cancelled(), place_in_line=4),
    "called_off-cancelled-chair": case("called_off", CHAIR, discussion=cancelled()),
    "card-chair": case("card", CHAIR),
    "card-resource-person": case("card", SPEAKER, zone="Europe/Zurich"),
    "card-observer": case("card", OBSERVER, zone="Asia/Dili"),
    "card-without-agenda": case("card", SPEAKER, slots=[], own_slots=[]),
    "waiting-participant": case("waiting", place_in_line=4, zone="Asia/Makassar"),
    "waiting-brought": case("waiting", place_in_line=4, name=None, brought_by=Bringer("Wati", "Sindikat Teladan")),
    "waiting-stranger": case("waiting", place_in_line=1, name=None),
    "offer-participant": case("offer", seat_until=MONDAY, zone="Asia/Dili"),
    "offer-discreet": case("offer", seat_until=MONDAY, discreet=True),
    "lapsed-participant": case("lapsed", seat_until=MONDAY),
    "requested-stranger": case("requested", name=None),
    "requested-brought": case("requested", name=None, brought_by=Bringer("Wati", "Sindikat Teladan")),
    "turned_down-participant": case("turned_down", refused_because=REASON),
    "turned_down-discreet": case("turned_down", refused_because=REASON, discreet=True),
    "link-participant": case("link", zone="Asia/Jayapura"),
    "link-waiting": case("link", place_in_line=2, name=None),
    "reminder_day-participant": case("reminder_day", zone="Asia/Dili"),
    "reminder_day-resource-person": case("reminder_day", SPEAKER),
    "reminder_day-discreet": case("reminder_day", discreet=True, zone="Asia/Makassar"),
    "reminder_hour-participant": case("reminder_hour", zone="Asia/Makassar"),
    "reminder_hour-chair": case("reminder_hour", CHAIR),
    "agenda-resource-person": case("agenda", SPEAKER, zone="Asia/Jayapura"),
    "agenda-observer": case("agenda", OBSERVER),
    "announcement": partial(announcement, zone="Asia/Dili"),
    "announcement-resource-person": partial(announcement, role=SPEAKER, name=None),
    "announcement-discreet": partial(announcement, discreet=True),
    "announcement-news": partial(announcement, is_news=True, name=None),
    "announcement-news-discreet": partial(announcement, is_news=True, discreet=True),
    "agenda-participant": case("agenda", zone="Asia/Dili"),
    "agenda-chair": case("agenda", CHAIR, zone="Asia/Makassar"),
    "agenda-without-title": case("agenda", SPEAKER, slots=UNTITLED, own_slots=UNTITLED[2:3]),
    "agenda-without-agenda": case("agenda", slots=[], own_slots=[]),
    "agenda-discreet": case("agenda", discreet=True),
    "answer_first-chair": case("answer_first", CHAIR),
    "answer_second-resource-person": case("answer_second", SPEAKER, zone="Asia/Jayapura", also=[ANOTHER]),
    "answer_last-resource-person": case("answer_last", SPEAKER),
    "time_kept-assistant": case("time_kept", SPEAKER, answers_for="Presiden <Contohan>"),
    "called_off-words": case("called_off", SPEAKER, parting_words="The panel is <smaller> now."),
    "reminder_day-chair": case("reminder_day", CHAIR),
    "reminder_day-two": case("reminder_day", also=[ANOTHER], zone="Asia/Dili"),
    "reminder_day-two-discreet": case("reminder_day", also=[ANOTHER], discreet=True),
    "reminder_hour-resource-person": case("reminder_hour", SPEAKER),
    "reminder_hour-two": case("reminder_hour", also=[ANOTHER], zone="Asia/Makassar"),
    "thanks-participant": case("thanks", following=NEXT, zone="Asia/Dili"),
    "thanks-certified": case("thanks", following=NEXT, certificate=True, discreet=True),
    "thanks-chair": case("thanks", CHAIR, seen=41, following=NEXT),
    "thanks-resource-person": case("thanks", SPEAKER, seen=41, certificate=True),
    "thanks-questions-left": case("thanks", SPEAKER, questions_left=2),
    "thanks-observer": case("thanks", OBSERVER),
    "certified-participant": case("certified", zone="Asia/Dili"),
    "certified-discreet": case("certified", discreet=True),
    "certified-chair": case("certified", CHAIR),
    "missed-participant": case("missed", following=NEXT, zone="Asia/Jayapura"),
    "missed-discreet": case("missed", following=NEXT, discreet=True),
    "refused": notice_case("refused", refused=[(NAMES[SPEAKER], SPEAKER), (NAMES[OBSERVER], OBSERVER)]),
    "editing-closed": case("editing", SPEAKER, sheet=RunSheet(is_closed=True)),
    "editing-open": case("editing", OBSERVER),
    "agenda-missing": case("agenda", SPEAKER, sheet=RunSheet(chair=LISTED, missing=("slides", "phone"))),
    "reminder_day-run-sheet": case("reminder_day", CHAIR, sheet=RunSheet(
        people=(LISTED._replace(role=SPEAKER, minutes=25),), questions=("Berapa <iurannya>?",),
        languages=("id", "en"), channels=("Tetum: <kanal> 2",))),
    "refused-proposed": notice_case("refused", proposed=[(NAMES[SPEAKER], SPEAKER, PROPOSAL)]),
    "refused-with-words": notice_case("refused", refused=[(NAMES[SPEAKER], SPEAKER)],
                                      regrets=[(NAMES[SPEAKER], REGRET)]),
    "zone_moved": partial(notice, "zone_moved"),
    "forgetting": notice_case("forgetting", path="/desk/series/who-pays/retention",
                              forgets_at=datetime(2028, 2, 24, 8, 30, tzinfo=UTC)),
    "open_answers": notice_case("open_answers", unanswered=[(NAMES[CHAIR], CHAIR), (NAMES[SPEAKER], SPEAKER)]),
    "readiness": notice_case("readiness", unanswered=[(NAMES[SPEAKER], SPEAKER)], numbers=Numbers(seats=24, waiting=2),
                             lacks=[say("There is no agenda yet."),
                                    say("The room has no address yet: nobody can join.")]),
    "readiness-of-all": notice_case("readiness", numbers=Numbers(seats=24), also=[ON_THE_DESK]),
    "eve": notice_case("eve", unanswered=[(NAMES[SPEAKER], SPEAKER)], unreachable=[(NAMES[CHAIR], CHAIR)],
                       numbers=Numbers(seats=24, without_mail=9)),
    "eve-of-all": notice_case("eve", numbers=Numbers(seats=24)),
    "result": notice_case("result", numbers=Numbers(told=22, failed=1, to_tell=1)),
    "result-cancelled": notice_case("result", discussion=cancelled(), numbers=Numbers(told=24)),
    "attendance": notice_case("attendance", numbers=Numbers(seats=24, seen=19)),
    "attendance-unknown": notice_case("attendance", numbers=Numbers(seats=24)),
    "report": notice_case("report", numbers=Numbers(seats=24, seen=19, given_up=3, waiting=1)),
    "digest": notice_case("digest", path="/desk", news=[
        News(discussion(seats_taken=24), 5, 1, [(NAMES[SPEAKER], Answer.ACCEPTED), (NAMES[CHAIR], Answer.DECLINED)]),
        News(discussion(title="Siapa menikmati manfaatnya?", seats_taken=1), 1, 0, [], wishes=2),
    ]),
    "digest-of-one": notice_case("digest", path="/desk", news=[News(discussion(seats_taken=24), 5, 0, [])]),
    "login": sign_in,
}
"""Name of the letter → its facts in a language: each kind, for each role that reads it otherwise."""

"""Every route × every role × own and foreign object. A route without a row fails; foreign looks like missing.

Roles: visitor, member (with their own link), speaker (with theirs), organiser of the office, organiser of another
office, program with a token of the office, program of another office. A cell is the status that role gets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import delete
from sqlmodel import Session, select

import main
from events.models import Discussion
from foundation import guards, links
from foundation.database import Database
from foundation.front import Front
from foundation.limits import Spent
from foundation.people import Person, Role
from foundation.sign_in import add_organiser, make_api_token, open_desk
from live.models import Question
from live.wall_link import wall_path
from notifications.announcements.writing import write
from notifications.holds import hold_discussion
from notifications.models import Delivery, DeliveryState
from notifications.replies.arrivals import Envelope, receive
from registrations.admission.deciding import hold_places
from registrations.attendance.models import RoomName
from registrations.attendance.room_reports import take_in
from registrations.certificates.earning import a_code
from registrations.certificates.models import Certificate
from registrations.certificates.queries import holders_path
from registrations.coordinators.appoint import personal_path as coordinators_path
from registrations.importing.bring import keep, keep_for_office
from registrations.importing.reading import Table
from registrations.models import Registration
from registrations.news import news_path
from registrations.questions import asking as questions
from registrations.register import personal_path
from registrations.sharing.sources import make_source
from registrations.unions.directory import Wish, add
from speakers.engagements import chair_of
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from speakers.preparing.materials import Brought, take
from speakers.preparing.models import Material, MaterialKind
from speakers.preparing.rehearsals import offer_rehearsal
from tests.announcing import a_writing
from tests.browsing import SETTINGS
from tests.builders import (
    NOW,
    TUESDAY,
    WEDNESDAY,
    a_published_discussion,
    a_series,
    accepted,
    an_office,
    every_row,
    registered,
)
from tests.registrations.attendance import reports
from tests.registrations.coordinators.props import a_coordinator, entered
from tests.warm import warm_app

ADDRESSES = Path(main.__file__).parent / "docs" / "addresses.md"
ROLES = ("visitor", "organiser", "other organiser", "program", "other program")
OPEN = (200, 200, 200, 200, 200)
DESK = (303, 200, 404, 303, 303)
"""A page of the desk about one object: others see nothing, strangers are asked to sign in."""
DESK_POST = (401, None, 404, 401, 401)
NOBODY_YET = (404, 404, 404, 404, 404)
"""What opens to all after the discussion, when the organisers say so."""
DESK_HOME = (303, 200, 200, 303, 303)
API = (401, 401, 401, 200, 404)
API_POST = (401, 401, 401, None, 404)
LINK = (200, 200, 200, 200, 200)
"""Whoever holds a personal link is that person; what they are besides does not matter."""
LINK_POST = (None, None, None, None, None)
ANY = None
"""Allowed: below 500 and neither 401, 403 nor 404. What the rule then says is another test's."""

TABLE: dict[str, tuple[int | None, ...]] = {
    "GET /": OPEN,
    "GET /series/{slug}": OPEN,
    "GET /series/{slug}/privacy": OPEN,
    "GET /discussions/{slug}": OPEN,
    "GET /discussions/{slug}/registered": OPEN,
    "GET /discussions/{slug}/unions": OPEN,
    "POST /discussions/{slug}/registrations": LINK_POST,
    "GET /r/{token}": LINK,
    "GET /r/{token}/calendar.ics": LINK,
    "POST /r/{token}/join": LINK_POST,
    "POST /r/{token}/cancellation": LINK_POST,
    "POST /r/{token}/seat": LINK_POST,
    "POST /r/{token}/return": LINK_POST,
    "POST /r/{token}/settings": LINK_POST,
    "GET /r/{token}/privacy": LINK,
    "POST /r/{token}/consents/{purpose}/withdrawal": LINK_POST,
    "POST /r/{token}/consents/{purpose}/agreement": LINK_POST,
    "POST /r/{token}/correction": LINK_POST,
    "GET /r/{token}/data": LINK,
    "GET /r/{token}/data.json": LINK,
    "GET /r/{token}/erasure": LINK,
    "POST /r/{token}/check-ins/{number}": LINK_POST,
    "GET /p/{token}": LINK,
    "GET /p/{token}/calendar.ics": LINK,
    "POST /p/{token}/answer": LINK_POST,
    "POST /p/{token}/proposal": LINK_POST,
    "POST /p/{token}/opening": LINK_POST,
    "POST /p/{token}/slides": LINK_POST,
    "POST /p/{token}/photo": LINK_POST,
    "POST /p/{token}/biography": LINK_POST,
    "POST /p/{token}/introduction": LINK_POST,
    "POST /p/{token}/assistant": LINK_POST,
    "POST /p/{token}/recording": LINK_POST,
    "POST /p/{token}/phone": LINK_POST,
    "POST /p/{token}/rehearsal": LINK_POST,
    "GET /p/{token}/files/{number}": LINK,
    "GET /p/{token}/agenda": LINK,
    "GET /p/{token}/agenda.pdf": LINK,
    "GET /p/{token}/privacy": LINK,
    "GET /p/{token}/data": LINK,
    "GET /p/{token}/data.json": LINK,
    "GET /p/{token}/erasure": LINK,
    "GET /r/{token}/files/{number}": NOBODY_YET,
    "GET /discussions/{slug}/summary": NOBODY_YET,
    "GET /discussions/{slug}/photos/{number}": NOBODY_YET,
    "GET /desk/discussions/{slug}/preparation": DESK,
    "POST /desk/discussions/{slug}/preparation": DESK_POST,
    "POST /desk/discussions/{slug}/preparation/days": DESK_POST,
    "POST /desk/discussions/{slug}/preparation/rehearsals": DESK_POST,
    "GET /desk/discussions/{slug}/preparation/files/{number}": DESK,
    "POST /desk/discussions/{slug}/preparation/files/{number}/release": DESK_POST,
    "POST /desk/discussions/{slug}/preparation/rehearsals/{number}/withdrawal": DESK_POST,
    "GET /desk/discussions/{slug}/summary": DESK,
    "POST /desk/discussions/{slug}/summary": DESK_POST,
    "POST /p/{token}/join": LINK_POST,
    "GET /p/{token}/live": LINK,
    "GET /p/{token}/live/rehearsal": LINK,
    "POST /p/{token}/live/signals/{number}/seen": LINK_POST,
    "POST /p/{token}/live/acts": LINK_POST,
    "POST /p/{token}/live/signals": LINK_POST,
    "POST /p/{token}/live/questions/{number}": LINK_POST,
    "POST /p/{token}/live/inputs": LINK_POST,
    "POST /p/{token}/live/inputs/{number}/deletion": LINK_POST,
    "POST /p/{token}/live/check-ins/{number}": LINK_POST,
    "GET /p/{token}/live/record": LINK,
    "POST /p/{token}/live/record": LINK_POST,
    "GET /p/{token}/live/answers": LINK,
    "POST /p/{token}/live/answers/{number}": LINK_POST,
    "GET /r/{token}/live": LINK,
    "POST /r/{token}/live/questions": LINK_POST,
    "POST /r/{token}/live/questions/{number}/support": LINK_POST,
    "GET /live/{token}": LINK,
    "GET /live/{token}/now": LINK,
    "GET /live/{token}/events": LINK,
    "GET /desk/discussions/{slug}/run": DESK,
    "POST /desk/discussions/{slug}/run/check-ins/{number}": DESK_POST,
    "POST /desk/discussions/{slug}/run/wall": DESK_POST,
    "GET /news/{token}": LINK,
    "POST /news/{token}": LINK_POST,
    "POST /news/{token}/consent": LINK_POST,
    "POST /r/{token}/series": LINK_POST,
    "POST /r/{token}/series/{slug}": LINK_POST,
    "GET /r/{token}/removal": LINK,
    "POST /r/{token}/removal": LINK_POST,
    "POST /r/{token}/letter": LINK_POST,
    "GET /r/{token}/evaluation": LINK,
    "POST /r/{token}/evaluation": LINK_POST,
    "GET /c/{code}": OPEN,
    "GET /c/{code}/{key}": LINK,
    "POST /c/{code}/{key}/paper": LINK_POST,
    "POST /c/{code}/{key}/visibility": LINK_POST,
    "POST /c/{code}/{key}/name": LINK_POST,
    "GET /k/{token}": LINK,
    "POST /k/{token}/members": LINK_POST,
    "POST /k/{token}/check-ins": LINK_POST,
    "POST /k/{token}/members/{number}/removal": LINK_POST,
    "GET /k/{token}/import": LINK,
    "POST /k/{token}/import": LINK_POST,
    "GET /k/{token}/import/{number}": LINK,
    "POST /k/{token}/import/{number}": LINK_POST,
    "GET /k/{token}/import/{number}/refused.csv": LINK,
    "GET /desk": DESK_HOME,
    "GET /desk/sign-in": OPEN,
    "POST /desk/sign-in": LINK_POST,
    "POST /desk/sign-in/code": LINK_POST,
    "GET /desk/sign-in/{token}": OPEN,
    "POST /desk/sign-in/{token}": (410, 410, 410, 410, 410),
    "POST /desk/language": (401, None, None, 401, 401),
    "GET /desk/welcome/{token}": (404, 404, 404, 404, 404),
    "POST /desk/welcome/{token}": (404, 404, 404, 404, 404),
    "GET /desk/series/new": DESK_HOME,
    "POST /desk/series/new": (401, None, None, 401, 401),
    "GET /desk/series/{slug}": DESK,
    "POST /desk/series/{slug}": DESK_POST,
    "GET /desk/series/{slug}/discussions/new": DESK,
    "POST /desk/series/{slug}/discussions/new": DESK_POST,
    "POST /desk/discussions/{slug}/room": DESK_POST,
    "GET /desk/discussions/{slug}/registrations/import": DESK,
    "POST /desk/discussions/{slug}/registrations/import": DESK_POST,
    "GET /desk/discussions/{slug}/registrations/import/{upload}": DESK,
    "POST /desk/discussions/{slug}/registrations/import/{upload}": DESK_POST,
    "GET /desk/discussions/{slug}/registrations/import/{upload}/refused.csv": DESK,
    "GET /desk/people/{number}/merging": DESK,
    "GET /desk/people/{number}/merging/{other}": DESK,
    "POST /desk/people/{number}/merging/{other}": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/reports/fetching": DESK_POST,
    "GET /desk/series/{slug}/board": DESK,
    "GET /desk/series/{slug}/coordinators": DESK,
    "GET /desk/series/{slug}/coordinators/new": DESK,
    "POST /desk/series/{slug}/coordinators/new": DESK_POST,
    "GET /desk/series/{slug}/coordinators/{number}": DESK,
    "GET /desk/series/{slug}/coordinators/{number}/edit": DESK,
    "POST /desk/series/{slug}/coordinators/{number}/edit": DESK_POST,
    "POST /desk/series/{slug}/coordinators/{number}/revocation": DESK_POST,
    "POST /desk/series/{slug}/coordinators/{number}/restoration": DESK_POST,
    "GET /desk/series/{slug}/coordinators/{number}/import": DESK,
    "POST /desk/series/{slug}/coordinators/{number}/import": DESK_POST,
    "GET /desk/series/{slug}/coordinators/{number}/import/{upload}": DESK,
    "POST /desk/series/{slug}/coordinators/{number}/import/{upload}": DESK_POST,
    "GET /desk/series/{slug}/coordinators/{number}/import/{upload}/refused.csv": DESK,
    "GET /desk/discussions/{slug}": DESK,
    "GET /desk/discussions/{slug}/edit": DESK,
    "POST /desk/discussions/{slug}/edit": DESK_POST,
    "GET /desk/discussions/{slug}/agenda": DESK,
    "POST /desk/discussions/{slug}/agenda": DESK_POST,
    "GET /desk/discussions/{slug}/people": DESK,
    "POST /desk/discussions/{slug}/people": DESK_POST,
    "GET /desk/discussions/{slug}/people/earlier": DESK,
    "POST /desk/discussions/{slug}/people/earlier": DESK_POST,
    "POST /desk/discussions/{slug}/people/{number}/proposal": DESK_POST,
    "POST /desk/discussions/{slug}/people/{number}/request": DESK_POST,
    "POST /desk/discussions/{slug}/people/{number}/withdrawal": DESK_POST,
    "POST /desk/discussions/{slug}/publication": DESK_POST,
    "POST /desk/discussions/{slug}/announcement": DESK_POST,
    "POST /desk/discussions/{slug}/reversal": DESK_POST,
    "POST /desk/discussions/{slug}/renewal": DESK_POST,
    "GET /desk/discussions/{slug}/cancellation": DESK,
    "POST /desk/discussions/{slug}/cancellation": DESK_POST,
    "POST /desk/discussions/{slug}/restoration": DESK_POST,
    "GET /desk/discussions/{slug}/registrations": DESK,
    "GET /desk/discussions/{slug}/registrations/{number}": DESK,
    "POST /desk/discussions/{slug}/registrations/{number}": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/{number}/cancellation": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/{number}/return": DESK_POST,
    "GET /desk/discussions/{slug}/registrations/admission": DESK,
    "POST /desk/discussions/{slug}/registrations/admission": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/admission/places": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/admission/places/{number}/release": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/approval": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/{number}/approval": DESK_POST,
    "POST /desk/discussions/{slug}/registrations/{number}/refusal": DESK_POST,
    "GET /desk/discussions/{slug}/participants": DESK,
    "POST /desk/discussions/{slug}/participants": DESK_POST,
    "GET /desk/access": DESK_HOME,
    "GET /desk/discussions/{slug}/attendance": DESK,
    "POST /desk/discussions/{slug}/attendance/hours/{number}/opening": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/hours/{number}/closing": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/hours/{number}/word": DESK_POST,
    "GET /desk/discussions/{slug}/attendance/check-ins": DESK,
    "POST /desk/discussions/{slug}/attendance/check-ins": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/names/{number}/decision": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/names/{number}/reversal": DESK_POST,
    "GET /desk/discussions/{slug}/attendance/reports": DESK,
    "POST /desk/discussions/{slug}/attendance/reports": DESK_POST,
    "GET /desk/discussions/{slug}/attendance/reports/{number}": DESK,
    "POST /desk/discussions/{slug}/attendance/reports/{number}/counting": DESK_POST,
    "POST /desk/discussions/{slug}/attendance/reports/{number}/deletion": DESK_POST,  # after those about its names
    "GET /desk/discussions/{slug}/attendance/people/{number}": DESK,
    "POST /desk/discussions/{slug}/attendance/people/{number}": DESK_POST,
    "GET /desk/discussions/{slug}/attendance/doubts": DESK,
    "POST /desk/discussions/{slug}/attendance/rule": DESK_POST,
    "GET /desk/discussions/{slug}/evaluation": DESK,
    "POST /desk/discussions/{slug}/evaluation/closing": DESK_POST,
    "GET /desk/series/{slug}/evaluation": DESK,
    "POST /desk/series/{slug}/evaluation": DESK_POST,
    "GET /desk/discussions/{slug}/certificates": DESK,
    "POST /desk/discussions/{slug}/certificates/release": DESK_POST,
    "POST /desk/discussions/{slug}/certificates/rule": DESK_POST,
    "GET /desk/discussions/{slug}/certificates/{number}": DESK,
    "GET /desk/discussions/{slug}/certificates/{number}/paper": DESK,
    "POST /desk/discussions/{slug}/certificates/{number}/name": DESK_POST,
    "POST /desk/discussions/{slug}/certificates/{number}/revocation": DESK_POST,
    "POST /desk/discussions/{slug}/certificates/{number}/restoration": DESK_POST,
    "GET /desk/discussions/{slug}/sharing": DESK,
    "POST /desk/discussions/{slug}/sharing": DESK_POST,
    "GET /desk/discussions/{slug}/sharing/{number}/poster": DESK,
    "GET /desk/discussions/{slug}/sharing/{number}/code.svg": DESK,
    "GET /desk/discussions/{slug}/messages": DESK,
    "GET /desk/discussions/{slug}/announcements": DESK,
    "GET /desk/discussions/{slug}/announcements/new": DESK,
    "POST /desk/discussions/{slug}/announcements/new": DESK_POST,
    "GET /desk/discussions/{slug}/announcements/{number}": DESK,
    "GET /desk/discussions/{slug}/announcements/{number}/edit": DESK,
    "POST /desk/discussions/{slug}/announcements/{number}/edit": DESK_POST,
    "POST /desk/discussions/{slug}/announcements/{number}/sending": DESK_POST,
    "POST /desk/discussions/{slug}/announcements/{number}/cancellation": DESK_POST,
    "GET /desk/discussions/{slug}/plan": DESK,
    "GET /desk/discussions/{slug}/plan/{kind}": DESK,
    "POST /desk/discussions/{slug}/plan/{kind}": DESK_POST,
    "POST /desk/discussions/{slug}/plan/{kind}/default": DESK_POST,
    "GET /desk/discussions/{slug}/plan/{kind}/preview": DESK,
    "GET /desk/discussions/{slug}/plan/{kind}/preview/page": DESK,
    "POST /desk/discussions/{slug}/trial": DESK_POST,
    "GET /desk/series/{slug}/report": DESK,
    "GET /desk/series/{slug}/report/{format}": DESK,
    "GET /desk/discussions/{slug}/report": DESK,
    "GET /desk/discussions/{slug}/report/{format}": DESK,
    "GET /desk/series/{slug}/registration": DESK,
    "POST /desk/series/{slug}/registration": DESK_POST,
    "POST /desk/series/{slug}/registration/questions": DESK_POST,
    "GET /desk/series/{slug}/registration/questions/{number}": DESK,
    "POST /desk/series/{slug}/registration/questions/{number}": DESK_POST,
    "POST /desk/series/{slug}/registration/questions/{number}/place": DESK_POST,
    "POST /desk/series/{slug}/registration/questions/{number}/switch": DESK_POST,
    "GET /desk/series/{slug}/retention": DESK,
    "POST /desk/series/{slug}/retention": DESK_POST,
    "GET /desk/series/{slug}/plan": DESK,
    "GET /desk/series/{slug}/plan/{kind}": DESK,
    "POST /desk/series/{slug}/plan/{kind}": DESK_POST,
    "POST /desk/series/{slug}/plan/{kind}/default": DESK_POST,
    "GET /desk/series/{slug}/plan/{kind}/preview": DESK,
    "GET /desk/series/{slug}/plan/{kind}/preview/page": DESK,
    "POST /desk/series/{slug}/trial": DESK_POST,
    "GET /desk/discussions/{slug}/whatsapp": DESK,
    "GET /desk/discussions/{slug}/messages/progress": DESK,
    "GET /desk/discussions/{slug}/messages/people/{number}": DESK,
    "GET /desk/discussions/{slug}/messages/people/{number}/{kind}": DESK,
    "GET /desk/discussions/{slug}/messages/people/{number}/{kind}/page": DESK,
    "GET /desk/discussions/{slug}/messages/{number}": DESK,
    "GET /desk/discussions/{slug}/messages/{number}/page": DESK,
    "POST /desk/discussions/{slug}/messages/{number}/repetition": DESK_POST,
    "POST /desk/discussions/{slug}/messages/{number}/hold": DESK_POST,
    "POST /desk/discussions/{slug}/messages/holds": DESK_POST,
    "POST /desk/discussions/{slug}/messages/holds/{number}/release": DESK_POST,
    "POST /desk/discussions/{slug}/messages/holds/{number}/discard": DESK_POST,
    "GET /desk/unions": DESK_HOME,
    "POST /desk/unions": (401, None, None, 401, 401),
    "POST /desk/unions/import": (401, None, None, 401, 401),
    "GET /desk/unions/{number}": DESK,
    "POST /desk/unions/{number}": DESK_POST,
    "POST /desk/unions/{number}/merging": DESK_POST,
    "POST /desk/unions/{number}/switch": DESK_POST,
    "GET /desk/people/{number}/messages": DESK,
    "GET /desk/people/{number}/data": DESK,
    "GET /desk/people/{number}/data.json": DESK,
    "POST /desk/people/{number}/erasure": DESK_POST,
    "POST /desk/people/{number}/address": DESK_POST,
    "GET /desk/mailbox": DESK_HOME,
    "GET /desk/mailbox/{number}/message": DESK,
    "POST /desk/mailbox/{number}/answer": DESK_POST,
    "POST /desk/mailbox/{number}/invitation": DESK_POST,
    "POST /desk/mailbox/{number}/settlement": DESK_POST,
    "GET /desk/sending": DESK_HOME,
    "POST /desk/sending/holds/{number}/release": DESK_POST,
    "POST /desk/sending/holds/{number}/discard": DESK_POST,
    "GET /desk/outbox": DESK_HOME,
    "GET /desk/outbox/{name}": (303, 404, 404, 303, 303),
    "GET /desk/outbox/{name}/page": (303, 404, 404, 303, 303),
    "GET /health": OPEN,
    "GET /metrics": OPEN,
    "GET /api/docs": OPEN,
    "GET /api/openapi.json": OPEN,
    "POST /api/series": (401, 401, 401, None, None),
    "GET /api/series/{slug}": API,
    "POST /api/series/{slug}/discussions": API_POST,
    "GET /api/discussions/{slug}": API,
    "PATCH /api/discussions/{slug}": API_POST,
    "GET /api/discussions/{slug}/agenda": API,
    "PUT /api/discussions/{slug}/agenda": API_POST,
    "GET /api/discussions/{slug}/engagements": API,
    "POST /api/discussions/{slug}/engagements": API_POST,
    "POST /api/discussions/{slug}/publication": API_POST,
    "POST /api/discussions/{slug}/cancellation": API_POST,
    "GET /api/discussions/{slug}/registrations": API,
    "POST /api/discussions/{slug}/registrations": API_POST,
    "GET /api/discussions/{slug}/admission": API,
    "PUT /api/discussions/{slug}/admission": API_POST,
    "POST /api/discussions/{slug}/held-places": API_POST,
    "POST /api/discussions/{slug}/held-places/{number}/release": API_POST,
    "GET /api/series/{slug}/questions": API,
    "GET /api/discussions/{slug}/deliveries": API,
    "POST /desk/sign-out": LINK_POST,  # it ends the session of whoever asks
    "POST /r/{token}/erasure": OPEN,  # the last: it ends the link
    "POST /p/{token}/erasure": OPEN,
}
NAMED = ("{slug}", "/unions/{number}", "/mailbox/{number}", "/desk/people/{number}")
"""What leads to an object of one office."""
OF_THE_CHAIR = re.compile(r"^/p/.*/live/(acts|signals$|questions|inputs|check-ins|record)")
"""Pages of a role that only the chair has."""
WRITTEN_OF_READING = {"spent", "look"}
"""Tables of what is counted against limits, and of who looked: about the reader, not about what is read."""
BODIES: dict[str, Any] = {
    "/api/discussions/{slug}/agenda": [],
    "/api/discussions/{slug}/cancellation": {"reason": "none"},
    "/api/discussions/{slug}/engagements": {"full_name": "Oki", "email": "oki@union.example", "role": "observer"},
    "/api/discussions/{slug}/held-places": {"union": "KSPI", "places": 1, "until_local": "2027-02-20T17:00"},
    "/api/series/{slug}/discussions": {
        "slug": "next", "number": 7, "title": "Next", "summary": "", "starts_at_local": "2027-03-24T14:00",
        "timezone": "Asia/Jakarta", "minutes": 90,
    },
}  # fmt: skip
"""Bodies that the API takes, where an empty object is refused before anybody asks whose object it is."""


A_LIST = Table(["Nama", "HP"], [(2, ["Ben", "+6281200000001"])])


@dataclass(frozen=True)
class World:
    """One office with a published discussion, a member, a speaker and a letter; another office with an organiser."""

    client: TestClient[Any]
    routes: set[str]
    cookies: dict[str, str]
    tokens: dict[str, str]
    member: str
    speaker: str
    chair: str
    wall: str
    news: str
    coordinator: str
    certificate: dict[str, str]
    numbers: dict[str, int]

    def ask(self, role: str, route: str, **names: str) -> Any:
        """What `role` gets for a route of the table, about the objects of the first office."""
        method, _, path = route.partition(" ")
        self.client.cookies.clear()
        headers = {"Origin": SETTINGS.base_url}
        if role in self.cookies:
            self.client.cookies.set(guards.DESK_COOKIE, self.cookies[role])
        if role in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        body: dict[str, Any] = {}
        if method != "GET":
            body = {"json": BODIES.get(path, {})} if path.startswith("/api/") else {"data": self._form(role)}
        return self.client.request(method, self._address(path, names), headers=headers, follow_redirects=False, **body)

    def _address(self, path: str, names: dict[str, str]) -> str:
        tokens = {"/p/": self.speaker, "/ne": self.news, "/k/": self.coordinator, "/li": self.wall}
        token = self.chair if OF_THE_CHAIR.search(path) else tokens.get(path[:3], self.member)
        kinds = {
            "/files/": "material", "/rehearsals/": "rehearsal",
            "/check-ins/": "check-in", "/attendance/hours/": "check-in", "/attendance/reports/": "report",
            "/attendance/people/": "registration", "/attendance/names/": "name",
            "/live/questions/": "question", "/admission/places/": "places", "/unions/": "union",
            "/held-places/": "places",
            "/questions/": "own-question", "{token}/import/": "upload", "/sharing/": "source",
            "/certificates/": "certificate",
            "/registrations/": "registration", "/mailbox/": "arrival", "/announcements/": "announcement",
            "/messages/people/": "person", "/desk/people/": "person", "/holds/": "hold", "/messages/": "delivery",
            "/coordinators/": "coordinator", "/members/": "member",
        }  # fmt: skip
        number = self.numbers[next((kind for part, kind in kinds.items() if part in path), "engagement")]
        slug = "their-series" if re.match("/((desk|api)/)?series/", path) else "talk"
        kind = "reminder_day" if "/plan/" in path else "invited"
        filled = {"token": token, "slug": slug, "number": str(number), "name": "none.eml", "purpose": "recording",
                  "format": "csv", "upload": str(self.numbers["upload"]), "kind": kind,
                  "other": str(self.numbers["other"]), **self.certificate, **names}
        if "/registrations/import/" in path:
            filled["upload"] = str(self.numbers["upload of the office"])
        for name, value in filled.items():
            path = path.replace(f"{{{name}}}", value)
        return path

    def _form(self, role: str) -> dict[str, str]:
        """What every form of this desk session carries (trust.md, fact 3)."""
        session_number = int(links.hashed(self.cookies.get(role, ""))[:15], 16)
        return {"form_token": links.keyed(SETTINGS.secret_key, "form", session_number)}


def test_the_addresses_that_are_told_to_readers_are_there() -> None:
    told = re.findall(r"`(/[^`]*)`", ADDRESSES.read_text().partition("| --- |")[2])

    assert [address for address in told if f"GET {address}" not in TABLE] == []


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with database.writing() as session:
        office = an_office(session)
        series = a_series(session, slug="their-series", office=office)
        discussion = a_published_discussion(session, slug="talk", series=series, capacity=50)
        engagement = accepted(session, discussion, "Tono")
        coordinator = a_coordinator(session, discussion)
        member = entered(session, coordinator, "Ana", discussion)
        registration = session.exec(select(Registration).where(Registration.person_id == member.person_id)).one()
        people = {
            "organiser": add_organiser(session, "sari@office.example", office, NOW),
            "other organiser": add_organiser(session, "rosa@other.example", an_office(session, "Office B"), NOW),
        }
        cookies = {role: open_desk(session, person, NOW) for role, person in people.items()}
        tokens = {
            "program": make_api_token(session, people["organiser"], NOW),
            "other program": make_api_token(session, people["other organiser"], NOW),
        }
        link, speaker = personal_path(session, registration)[3:], speakers_path(session, engagement)[3:]
        list_link = coordinators_path(session, coordinator)[3:]
        news = news_path(session, registration.person_id).removeprefix("/news/")
        chairing = chair_of(session, discussion)
        assert chairing is not None
        chair = speakers_path(session, chairing)[3:]
        wall = wall_path(SETTINGS.secret_key, discussion.id or 0).removeprefix("/live/")
        arrival = receive(session, b"From: tono@union.example\r\n\r\nHello\r\n", Envelope(), NOW)
        rows: dict[str, Any] = {
            "engagement": engagement, "registration": registration,
            "announcement": write(session, discussion, a_writing(), NOW),
            "person": session.get(Person, registration.person_id),
            "other": session.get(Person, registered(session, discussion, "Ana", email="ana@home.example").person_id),
            "delivery": a_failed_letter(session, registration),
            "report": take_in(session, discussion, reports.ZOOM, "room.csv", by_id=None, now=discussion.starts_at),
            "name": session.exec(select(RoomName)).first(),
            "hold": hold_discussion(session, discussion, people["organiser"], NOW),
            "places": hold_places(session, discussion, "Union", 1, until_local=WEDNESDAY, now=NOW),
            "union": add(session, office, Wish("Contoh", "federation"), NOW),
            "own-question": questions.ask(session, series, questions.Wish(wording="Why?", purpose="To know."), NOW),
            "question": a_question(session, discussion), "coordinator": coordinator, "member": member,
            "source": make_source(session, discussion, "A group", NOW),
            "rehearsal": offer_rehearsal(session, discussion, TUESDAY, NOW), "material": a_file_of(session, engagement),
            "upload of the office": keep_for_office(session, discussion, A_LIST, NOW),
            "upload": keep(session, coordinator, A_LIST, NOW),
        }  # fmt: skip
        rows["certificate"] = certificate = a_certificate(session, registration)
        code, key = holders_path(session, certificate).split("/")[2:]
        numbers = {kind: int(row.id or 0) for kind, row in rows.items()} | {"arrival": arrival, "check-in": 1}
    app = warm_app(SETTINGS, database, lambda: NOW)
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        names = {"code": code, "key": key}
        app.app.state.streams.close()  # a stream is read here to its end: these end after their first event
        yield World(client, _routes(app), cookies, tokens, link, speaker, chair, wall, news, list_link, names, numbers)


def test_every_route_has_its_row(world: World) -> None:
    assert world.routes == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(world: World, role: str) -> None:
    got = {route: world.ask(role, route).status_code for route in TABLE}
    said = {route: cells[ROLES.index(role)] for route, cells in TABLE.items()}

    wrong = {route: status for route, status in got.items() if not _is_as_said(status, said[route])}
    assert wrong == {}


@pytest.mark.parametrize(("role", "kind"), [("other organiser", "/desk/"), ("other program", "/api/")])
def test_what_belongs_to_another_office_looks_like_nothing_at_all(world: World, role: str, kind: str) -> None:
    routes = [route for route in TABLE if kind in route and any(name in route for name in NAMED)]
    foreign = {route: _seen(world.ask(role, route)) for route in routes}

    missing = {route: _seen(world.ask(role, route, slug="no-such-thing", number="99999")) for route in routes}

    assert foreign == missing


@pytest.mark.parametrize("link", ["guessed", "of the other kind", "of nobody"])
def test_a_link_that_leads_nowhere_shows_nothing(world: World, database: Database, link: str) -> None:
    beginnings = ("/r/", "/p/", "/k/", "/c/", "/news/", "/live/")
    routes = [route for route in TABLE if route.split()[1].startswith(beginnings)]
    for route in routes:
        token = {"guessed": "A" * 24, "of nobody": "x", "of the other kind": world.speaker}[link]
        if link == "of the other kind" and "/p/" in route:
            token = world.member
        with database.writing() as session:
            session.execute(delete(Spent))  # there are more routes than wrong links that one network may try
        answer = world.ask("visitor", route, token=token, code=token, key=token)
        assert (route, answer.status_code) == (route, 404)


def test_reading_changes_nothing(world: World, database: Database) -> None:
    with database.reading() as session:
        before = every_row(session)

    for route in TABLE:
        if route.startswith("GET "):
            for role in ("visitor", "organiser"):
                world.ask(role, route)

    with database.reading() as session:
        after = every_row(session)
    assert {name: rows for name, rows in after.items() if name not in WRITTEN_OF_READING} == {
        name: rows for name, rows in before.items() if name not in WRITTEN_OF_READING
    }


def a_certificate(session: Session, registration: Registration) -> Certificate:
    certificate = Certificate(
        discussion_id=registration.discussion_id, person_id=registration.person_id, code=a_code(),
        role=Role.PARTICIPANT, full_name=registration.full_name, issued_at=NOW, released_at=NOW,
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return certificate


def a_failed_letter(session: Session, registration: Registration) -> Delivery:
    letter = Delivery(
        kind="waiting", person_id=registration.person_id, discussion_id=registration.discussion_id, occasion=7,
        channel="email", state=DeliveryState.FAILED, priority=1, due_at=NOW, expires_at=NOW, created_at=NOW,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def a_question(session: Session, discussion: Discussion) -> Question:
    """Of somebody else who takes part."""
    asking = registered(session, discussion, "Budi")
    assert discussion.id is not None
    question = Question(discussion_id=discussion.id, person_id=asking.person_id, text="Who pays?", is_anonymous=False,
                        asked_at=NOW)  # fmt: skip
    session.add(question)
    session.flush()
    return question
def a_file_of(session: Session, engagement: Engagement) -> Material:
    brought = Brought(MaterialKind.SLIDES, "talk.pdf", "application/pdf", BytesIO(b"%PDF-"), 5)
    return take(session, engagement, brought, NOW)


def _routes(app: Front) -> set[str]:
    routes = [route for part in (app.app, *(wing.made() for wing in app.wings.values())) for route in part.routes]
    methods = {(method, route.path_format) for route in routes for method in route.methods}
    return {f"{method} {path}" for method, path in methods if method not in ("OPTIONS", "HEAD")}


def _is_as_said(status: int, said: int | None) -> bool:
    return status == said if said is not None else status < 500 and status not in (401, 403, 404)


def _seen(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
    return answer.status_code, answer.content, headers

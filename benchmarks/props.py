"""What is measured with: a discussion as organisers publish it, and people by the hundred thousand.

The discussion is built by the rules. The people are written by SQL in a few statements, as nobody would wait for more;
they are what the rules would have made of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlmodel import Session

from events.models import Discussion, ItemKind, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import create_discussion, create_series, publish
from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import Role
from foundation.settings import Settings
from foundation.sign_in import office_named
from speakers import engagements, readiness
from speakers.engagements import ask
from speakers.invitations import Invitation
from speakers.slots import SlotRow, plan_agenda

SECRET_KEY = "the same for every benchmark, and no secret"
SLUG = "who-pays-and-who-gains"
SUMMARY = (
    "Who pays for social protection, and who gains from it? Contributions, taxes and prices carry the cost; sickness, "
    "work accidents, old age and the loss of a job decide who needs it.\n"
    "Two resource persons of workers’ organisations tell what their members live through, the chair adds what the "
    "standards say and what other countries do, and the panel takes your questions."
)
CAST = (
    Invitation(role=Role.CHAIR, full_name="Citra Contoh", position="National Officer for Social Protection"),
    Invitation(role=Role.RESOURCE_PERSON, full_name="Rudi Teladan", position="Secretary for welfare"),
    Invitation(role=Role.RESOURCE_PERSON, full_name="Sari Contoh", position="Head of research"),
    Invitation(role=Role.OBSERVER, full_name="Olivia Exemplo", position="Programme manager"),
)
AGENDA = (
    (ItemKind.OPENING, 5, 0), (ItemKind.PRESENTATION, 20, 1), (ItemKind.PRESENTATION, 20, 2),
    (ItemKind.TECHNICAL_INPUT, 10, 0), (ItemKind.PANEL, 25, None), (ItemKind.CLOSING, 5, 0),
)  # fmt: skip
ZONES = ("Asia/Jakarta", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Dili")
LANGUAGES = ("id", "id", "en", "pt", "tet")

NUMBERS = {
    "sqlite": "(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :count) SELECT n FROM up)",
    "postgresql": "(SELECT generate_series AS n FROM generate_series(1, :count))",
}
PEOPLE = """
INSERT INTO person (contact, full_name, email, language, timezone, discreet, created_at)
SELECT 'mailto:person' || n || '@union.example', 'Ani Teladan ' || n, 'person' || n || '@union.example',
       CASE n % 5 {languages} END, CASE n % 5 {zones} END, false, :at
FROM {numbers} AS numbers
"""
REGISTRATIONS = """
INSERT INTO registration
    (discussion_id, person_id, full_name, "union", province, support, question, status, registered_at, confirmed_at,
     turn, link_requests, link_version, token_hash, attention)
SELECT discussion.id, person.id, person.full_name, '', '', '', '', 'confirmed', :at, :at,
       1, 0, 0, 'no token ' || discussion.id || ' ' || person.id, false
FROM person CROSS JOIN discussion WHERE person.email LIKE 'person%@union.example'
"""
SEATS = """
UPDATE discussion SET seats_taken = (SELECT count(*) FROM registration WHERE discussion_id = discussion.id)
"""


@contextmanager
def folder() -> Iterator[Path]:
    """A place on the disk that the product itself would write to: what a commit costs depends on it."""
    var = Path(__file__).resolve().parent.parent / "var"
    var.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(dir=var, prefix="benchmark-") as made:
        yield Path(made)


@contextmanager
def fresh_database(url: str) -> Iterator[Database]:
    """At the newest version, with nothing in it."""
    database = Database(url, SECRET_KEY)
    database.migrate()
    try:
        yield database
    finally:
        database.close()


def sqlite_in(place: Path, name: str = "rembuk") -> str:
    return f"sqlite:///{place}/{name}.db"


def settings_for(database: Database) -> Settings:
    return Settings(secret_key=SECRET_KEY, database_url=database.url)


def a_full_discussion(session: Session, number: int = 1) -> Discussion:
    """Published, three weeks ahead, with an agenda and everybody who speaks. Their letters are still to be planned."""
    now = utc_now()
    series = create_series(
        session, office_named(session, "Country Office"), SeriesPlan(title="Discussions on Social Protection"), now
    )
    local = (now + timedelta(days=21 + number)).replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
    plan = DiscussionPlan(
        title="Who pays, and who gains", slug=f"{SLUG}-{number}" if number > 1 else SLUG, starts_at_local=local,
        summary=SUMMARY, room_url="https://room.example/1", languages=("id", "en"),
    )  # fmt: skip
    discussion = create_discussion(session, series, plan, now)
    cast = [_accepted(session, discussion, invitation, now) for invitation in CAST]
    rows = [
        SlotRow(kind=kind, minutes=minutes, presenter=None if who is None else cast[who])
        for kind, minutes, who in AGENDA
    ]
    plan_agenda(session, discussion, rows, now)
    readiness.publish(session, discussion, now)
    return discussion


def a_full_series(session: Session, discussions: int) -> Series:
    """So many published discussions, a week apart. Nobody speaks in them: letters would leave while we measure."""
    now = utc_now()
    plan = SeriesPlan(title="Discussions on Social Protection", slug="discussions")
    series = create_series(session, office_named(session, "Country Office"), plan, now)
    for number in range(1, discussions + 1):
        local = (now + timedelta(weeks=number)).replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
        one = DiscussionPlan(title=f"Who pays, part {number}", starts_at_local=local, summary=SUMMARY)
        publish(session, create_discussion(session, series, one, now), now)
    return series


def add_people(session: Session, count: int) -> None:
    """So many people with an address, in the languages and zones of the first series."""
    dialect = session.get_bind().dialect.name
    statement = PEOPLE.format(languages=_cases(LANGUAGES), zones=_cases(ZONES), numbers=NUMBERS[dialect])
    session.connection().execute(text(statement), {"count": count, "at": _long_ago(session)})


def register_everybody(session: Session) -> None:
    """Each of these people a confirmed seat in each discussion; nobody has looked yet which messages follow."""
    session.connection().execute(text(REGISTRATIONS), {"at": _long_ago(session)})
    session.connection().execute(text(SEATS))
    session.expire_all()


def _accepted(session: Session, discussion: Discussion, invitation: Invitation, now: datetime) -> int:
    first_name = invitation.full_name.partition(" ")[0].lower()
    address = f"{first_name}@{discussion.slug}.example"
    engagement = ask(session, discussion, replace(invitation, email=address, organisation="Serikat Contoh"), now)
    engagements.accept(session, engagement, now)
    assert engagement.id is not None, "flushed rows have a number"
    return engagement.id


def _cases(values: tuple[str, ...]) -> str:
    return " ".join(f"WHEN {number} THEN '{value}'" for number, value in enumerate(values))


def _long_ago(session: Session) -> datetime | str:
    """As the database keeps an instant: plain SQL passes by the type that converts them."""
    at = utc_now() - timedelta(hours=20)  # longer ago it would be a backlog, and the fuse would ask somebody
    return f"{at:%Y-%m-%d %H:%M:%S.%f}" if session.get_bind().dialect.name == "sqlite" else at

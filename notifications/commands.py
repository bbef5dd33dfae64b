"""The words of the command line, a few lines over the rules each. `main.py` hands in what only it knows."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from events.models import Discussion
from events.rooms import RoomFault, providers
from foundation import first_organiser
from foundation.access_log import note_look
from foundation.backup import backup, restore
from foundation.clock import utc_now
from foundation.database import Database, is_alive
from foundation.people import Person
from foundation.settings import BadSetting, Settings, read_settings
from foundation.sign_in import add_organiser, ask_for_sign_in, make_api_token, office_named, token_of
from live.demo import hold_demo
from notifications import holds
from notifications.channels import TryAgain, channel_for
from notifications.inbox.imap import CannotRead, mailbox
from notifications.installation import hold_once, wake_up
from notifications.kinds import AFTERMATH
from notifications.models import Why
from notifications.outbox import leaving_at
from notifications.privacy.again import erase_again, known_erasures
from notifications.send import Senders
from registrations.demo import SERIES, load_demo
from registrations.rooms import see_to_rooms
from registrations.tables import export_registrations, import_registrations

Serve = Callable[[Settings, Database, str, int], None]
Tick = Callable[[Database, Settings, datetime], None]
SOON = timedelta(minutes=1)


def run(arguments: Sequence[str], *, serve: Serve, tick: Tick) -> int:
    """Read the line and do it. The answer is the exit status."""
    asked = parser().parse_args(arguments)
    settings = read_settings()
    if asked.command == "restore":
        return _restore(asked, settings)
    if asked.command == "copy":
        return _copy(asked, settings)
    database = Database(settings.database_url, settings.secret_key)
    try:
        database.migrate()
        if asked.command in ("serve", "demo"):
            return _serve(asked, settings, database, serve)
        if asked.command == "tick":
            return _tick(asked, settings, database, tick)
        return COMMANDS[asked.command](asked, settings, database)
    finally:
        database.close()


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    def hold_everything(url: str) -> None:
        """What has left since the copy was made is not in it, and would be owed again; who was erased since then is in
        it, and is erased again."""
        database = Database(url, settings.secret_key)
        database.migrate()
        with database.writing() as session:
            hold_once(session, Why.RESTORED, Path(asked.file).name, utc_now())
            erase_again(session, done, utc_now())
        database.empty_log()
        database.close()

    done = known_erasures(settings.database_url, settings.secret_key)
    restore(settings.database_url, Path(asked.file), prepare=hold_everything)
    print(f"Restored from {asked.file}. No letter leaves until an organiser decides: {settings.base_url}/desk/sending")
    return 0


def parser() -> argparse.ArgumentParser:
    line = argparse.ArgumentParser(prog="main.py", description="Rembuk: webinar series for social dialogue.")
    words = line.add_subparsers(dest="command", required=True)
    for name, text in (("serve", "run the service"), ("demo", "run the service with the demo series")):
        word = words.add_parser(name, help=text)
        word.add_argument("--host", default="127.0.0.1")
        word.add_argument("--port", type=int, default=8000)
    for name, text in (("organiser", "add one and print a sign-in link"), ("token", "print a token for the API")):
        word = words.add_parser(name, help=text)
        word.add_argument("email")
        word.add_argument("--office", help="the name of the office; the first one when left out")
    word = words.add_parser("tick", help="one round of the clock")
    word.add_argument("--dry-run", action="store_true", help="print what would go out, send nothing")
    word.add_argument("--at", type=_moment, help="the moment, such as 2027-02-24T06:00Z")
    for name, text in (("import", "register people from a file"), ("export", "write registrations to a file")):
        word = words.add_parser(name, help=text)
        word.add_argument("discussion")
        word.add_argument("file")
    for name, text in (("backup", "copy the database to a file"), ("restore", "bring the database back from a file")):
        words.add_parser(name, help=text).add_argument("file")
    word = words.add_parser("copy", help="copy the SQLite database into an empty PostgreSQL database")
    word.add_argument("target", metavar="DATABASE_URL", help="postgresql://…; its password may stand in PGPASSWORD")
    words.add_parser("check", help="say whether settings, database, mail and clock are sound")
    return line


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a time such as 2027-02-24T06:00Z") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"“{text}” needs a zone, such as 2027-02-24T06:00Z")
    return moment


def _serve(asked: argparse.Namespace, settings: Settings, database: Database, serve: Serve) -> int:
    if settings.base_url == Settings.base_url:
        settings = replace(settings, base_url=f"http://{asked.host}:{asked.port}")
    now = utc_now()
    with database.writing() as session:
        organiser = _demo(session, now) if asked.command == "demo" else None
        print(f"Rembuk serves {settings.base_url}", flush=True)
        if organiser is not None:
            print(f"Sign-in link of the demo's organiser: {_sign_in_link(session, settings, organiser)}", flush=True)
        elif first_organiser.is_nobody_here(session):
            path = first_organiser.welcome_path(settings.secret_key)
            print(f"Sign-in link for the first organiser: {settings.base_url}{path}", flush=True)
    serve(settings, database, asked.host, asked.port)
    return 0


def _tick(asked: argparse.Namespace, settings: Settings, database: Database, tick: Tick) -> int:
    if asked.dry_run:
        return _dry_run(asked.at, settings, database)
    if asked.at is not None:
        raise BadSetting("--at goes with --dry-run: messages are sent now or not at all.")
    with database.writing() as session:
        wake_up(session, settings.base_url, utc_now())
    see_to_rooms(database, providers(settings), utc_now)
    tick(database, settings, utc_now())
    channel = channel_for(settings.mail_url, 1)
    done = Senders(database, settings, channel, utc_now).send_due()
    for claim, word in done:
        print(f"{word}\t{claim.facts.kind}\t{claim.facts.person.email}")
    print(f"{len(done)} messages handed over or tried.")
    return 0


def _dry_run(at: datetime | None, settings: Settings, database: Database) -> int:
    """For a moment to come, what becomes due in the minute before it; for now, all that is due."""
    now = utc_now()
    at, settle = at or now, timedelta(seconds=settings.settle_seconds)
    since = at - SOON if at > now + SOON else datetime.min.replace(tzinfo=at.tzinfo)
    count = 0
    with database.reading() as session:
        for discussion in session.exec(select(Discussion).where(col(Discussion.ends_at) > at - AFTERMATH)).all():
            for line in leaving_at(session, discussion, at, settle):
                if line.due_at > since:
                    count += 1
                    print(f"{line.due_at:%Y-%m-%dT%H:%MZ}\t{line.kind}\t{line.email}\t{discussion.slug}")
    print(f"{count} messages would leave at {at:%Y-%m-%dT%H:%M%z}; nothing was sent.")
    return 0


def _organiser(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    with database.writing() as session:
        person = _added(session, asked)
        print(_sign_in_link(session, settings, person))
    return 0


def _token(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    with database.writing() as session:
        print(make_api_token(session, _added(session, asked), utc_now()))
    return 0


def _import(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    with database.writing() as session:
        results = import_registrations(session, _discussion(session, asked.discussion), Path(asked.file), utc_now())
    wrong = [result for result in results if result.errors]
    for result in wrong:
        print(f"line {result.line}: {' '.join(result.errors)}", file=sys.stderr)
    print(f"{len(results) - len(wrong)} registered, {len(wrong)} refused.")
    return 2 if wrong else 0


def _export(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    with database.writing() as session:
        count = export_registrations(session, _discussion(session, asked.discussion), Path(asked.file))
        note_look(session, None, "export", utc_now(), about=asked.discussion, people=count)
    print(f"{count} registrations written to {asked.file}.")
    return 0


def _backup(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    backup(settings.database_url, Path(asked.file))
    print(f"Copied to {asked.file} and checked.")
    return 0


def _copy(asked: argparse.Namespace, settings: Settings) -> int:
    # Here, since its driver takes eight megabytes that a service on SQLite saves.
    from foundation.to_postgresql import CopyFailed, copy_to_postgresql

    try:
        counts = copy_to_postgresql(settings.database_url, asked.target, settings.secret_key)
    except CopyFailed as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{sum(counts.values())} rows of {len(counts)} tables are copied, and counted once more in each.")
    return 0


def _check(asked: argparse.Namespace, settings: Settings, database: Database) -> int:
    """Settings were read and the schema is the newest, or we would not be here."""
    print(f"settings\tsound, base address {settings.base_url}")
    with database.reading() as session:
        print(f"database\t{'sound' if is_alive(session) else 'silent'}, {settings.database_url.split('://')[0]}")
        held = holds.holds_of_everything(session)
    try:
        channel_for(settings.mail_url, 1).connect().close()
    except TryAgain as refusal:
        print(f"mail\t{refusal.reason}")
        return 1
    print("mail\tsound")
    if settings.inbox_url:
        try:
            with mailbox(settings.inbox_url).opened(only_to_look=True):
                print("mailbox\tsound")
        except CannotRead as refusal:
            print(f"mailbox\t{refusal}")
            return 1
    is_sound = True
    for word, provider in providers(settings).items():
        try:
            provider.check()
            print(f"room\t{word} sound")
        except RoomFault as refusal:
            is_sound = False
            print(f"room\t{word}: {refusal}")
    print(f"clock\t{utc_now():%Y-%m-%dT%H:%M:%SZ}")
    for hold in held:
        print(f"sending\t{holds.reason_of(hold)} Since {hold.since:%Y-%m-%dT%H:%MZ}; decide at "
              f"{settings.base_url}/desk/sending")  # fmt: skip
    return 1 if held or not is_sound else 0


def _added(session: Session, asked: argparse.Namespace) -> Person:
    return add_organiser(session, asked.email, office_named(session, asked.office), utc_now())


def _demo(session: Session, now: datetime) -> Person:
    """The demo with what was held in it; gives its organiser."""
    organiser = load_demo(session, now)
    hold_demo(session, SERIES, now)
    return organiser


def _sign_in_link(session: Session, settings: Settings, person: Person) -> str:
    asked = ask_for_sign_in(session, person.email or "", utc_now(), by_mail=False)
    return f"{settings.base_url}/desk/sign-in/{token_of(session, asked)}"


def _discussion(session: Session, slug: str) -> Discussion:
    found = session.exec(select(Discussion).where(Discussion.slug == slug)).one_or_none()
    if found is None:
        raise BadSetting(f"There is no discussion “{slug}”.")
    return found


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Database], int]] = {
    "organiser": _organiser, "token": _token, "import": _import, "export": _export, "backup": _backup, "check": _check,
}  # fmt: skip

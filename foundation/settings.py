"""Settings come from the environment, prefix REMBUK_ (product.md, "The outside of the program")."""

import math
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "REMBUK_"
ADDRESSES = ("base_url", "jitsi_url", "bbb_url", "zoom_api_url", "zoom_token_url")
"""Written with or without a slash at the end."""
ROOMS = (("jitsi_app_id", "jitsi_secret"), ("bbb_url", "bbb_secret"),
         ("zoom_account_id", "zoom_client_id", "zoom_client_secret"))  # fmt: skip
"""What goes together: all of it, or nothing."""
ONE_OF = {"bbb_checksum": ("sha256", "sha1", "sha384", "sha512"), "zoom_places": ("no", "yes")}
MAY_BE_ZERO = ("settle_seconds", "mail_per_second", "mail_per_day")


class BadSetting(Exception):
    """A setting that cannot be used; the text is one sentence for the person who starts the program."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings, already checked. Durations are seconds, limits are counts per the window trust.md names."""

    database_url: str = "sqlite:///var/rembuk.db"
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str
    mail_url: str = "dir:var/outbox"
    mail_from: str = "Rembuk <rembuk@localhost>"
    inbox_url: str = ""
    lmtp_listen: str = ""
    tick_seconds: float = 5
    settle_seconds: int = 120
    mail_per_second: float = 0
    mail_per_day: int = 0
    mail_connections: int = 4
    fuse: int = 5000
    registrations_per_hour: int = 200
    sign_ins_per_quarter: int = 5
    wrong_links_per_ten_minutes: int = 60
    api_calls_per_minute: int = 300
    training_day_hours: float = 6
    trusted_proxies: tuple[str, ...] = ()
    jitsi_url: str = ""
    jitsi_app_id: str = ""
    jitsi_secret: str = ""
    jitsi_audience: str = "jitsi"
    bbb_url: str = ""
    bbb_secret: str = ""
    bbb_checksum: str = "sha256"
    zoom_account_id: str = ""
    zoom_client_id: str = ""
    zoom_client_secret: str = ""
    zoom_user: str = "me"
    zoom_places: str = "no"
    zoom_api_url: str = "https://api.zoom.us/v2"
    zoom_token_url: str = "https://zoom.us/oauth/token"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process. Makes the secret key at first run (`var/secret_key`, mode 0600)."""
    environ = os.environ if environ is None else environ
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    known = Settings.__dataclass_fields__
    values: dict[str, object] = {
        name: _converted(name, given[name], known[name].type) for name in known if given.get(name, "") != ""
    }
    values.setdefault("secret_key", _kept_secret(Path("var/secret_key")) if "secret_key" not in values else "")
    settings = Settings(**values)  # type: ignore[arg-type]
    _refuse_unusable(settings)
    return settings


def _converted(name: str, text: str, kind: object) -> object:
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if name in ADDRESSES:
        return text.rstrip("/")
    try:
        return kind(text) if kind in (int, float) else text
    except ValueError:
        raise BadSetting(f"{PREFIX}{name.upper()} must be a number, not “{text}”.") from None


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # the first of two processes wins, and nobody reads half a key
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def _refuse_unusable(settings: Settings) -> None:
    address = urlsplit(settings.base_url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise BadSetting(f"{PREFIX}BASE_URL must begin with http:// or https://, not “{settings.base_url}”.")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if not settings.mail_url.startswith(("dir:", "smtp://", "smtps://")):
        raise BadSetting(f"{PREFIX}MAIL_URL must begin with dir:, smtp:// or smtps://.")
    if len(settings.secret_key) < 32:
        raise BadSetting(f"{PREFIX}SECRET_KEY needs at least 32 characters; leave it empty to have one made.")
    for name, value in vars(settings).items():
        if isinstance(value, int | float):
            _refuse_number(name, value)
    _refuse_rooms(settings)


def _refuse_rooms(settings: Settings) -> None:
    """Half a provider of video rooms would be found out on the day."""
    for name in ADDRESSES:
        if (address := getattr(settings, name)) and urlsplit(address).scheme not in ("http", "https"):
            raise BadSetting(f"{PREFIX}{name.upper()} must begin with http:// or https://, not “{address}”.")
    for names in ROOMS:
        missing = [name for name in names if not getattr(settings, name)]
        if missing and len(missing) < len(names):
            raise BadSetting(f"{PREFIX}{missing[0].upper()} is missing.")
    for name, words in ONE_OF.items():
        if getattr(settings, name) not in words:
            raise BadSetting(f"{PREFIX}{name.upper()} must be one of {', '.join(words)}.")


def _refuse_number(name: str, value: float) -> None:
    if name in MAY_BE_ZERO and not 0 <= value < math.inf:
        raise BadSetting(f"{PREFIX}{name.upper()} must not be below 0.")
    if name not in MAY_BE_ZERO and not 0 < value < math.inf:
        raise BadSetting(f"{PREFIX}{name.upper()} must be more than 0.")

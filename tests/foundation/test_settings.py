"""Settings: what is missing has a default, what cannot be used is one sentence."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foundation.settings import BadSetting, Settings, read_settings

KEY = "k" * 32


def test_without_any_setting_everything_has_a_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    first, second = read_settings({}), read_settings({"REMBUK_TICK_SECONDS": ""})

    assert first == second == Settings(secret_key=(tmp_path / "var/secret_key").read_text())
    assert len(first.secret_key) >= 32


def test_the_key_is_made_once_and_only_its_owner_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    with ThreadPoolExecutor(8) as threads:
        keys = {settings.secret_key for settings in threads.map(read_settings, [{}] * 8)}

    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert stat.S_IMODE(os.stat("var/secret_key").st_mode) == 0o600


def test_every_setting_is_read_from_the_environment_and_nothing_else_is() -> None:
    settings = read_settings({
        "REMBUK_SECRET_KEY": KEY, "REMBUK_DATABASE_URL": "postgresql://rembuk@db/rembuk",
        "REMBUK_BASE_URL": "https://rembuk.example/", "REMBUK_MAIL_URL": "smtps://u:p@mail.example",
        "REMBUK_MAIL_FROM": "Rembuk <rembuk@office.example>", "REMBUK_INBOX_URL": "imaps://u:p@mail.example",
        "REMBUK_TICK_SECONDS": "2.5", "REMBUK_SETTLE_SECONDS": "0", "REMBUK_MAIL_PER_SECOND": "14.5",
        "REMBUK_MAIL_CONNECTIONS": "16", "REMBUK_REGISTRATIONS_PER_HOUR": "1", "REMBUK_SIGN_INS_PER_QUARTER": "2",
        "REMBUK_WRONG_LINKS_PER_TEN_MINUTES": "3", "REMBUK_API_CALLS_PER_MINUTE": "4",
        "REMBUK_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2,", "REMBUK_UNKNOWN": "x", "BASE_URL": "https://other.example",
    })  # fmt: skip

    assert settings == Settings(
        secret_key=KEY, database_url="postgresql://rembuk@db/rembuk", base_url="https://rembuk.example",
        mail_url="smtps://u:p@mail.example", mail_from="Rembuk <rembuk@office.example>",
        inbox_url="imaps://u:p@mail.example", tick_seconds=2.5, settle_seconds=0, mail_per_second=14.5,
        mail_connections=16, registrations_per_hour=1, sign_ins_per_quarter=2, wrong_links_per_ten_minutes=3,
        api_calls_per_minute=4, trusted_proxies=("10.0.0.1", "10.0.0.2"),
    )  # fmt: skip
    assert settings.is_https


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "rembuk.example", "REMBUK_BASE_URL must begin with http:// or https://, not “rembuk.example”."),
        ("BASE_URL", "https://", "REMBUK_BASE_URL must begin with http:// or https://, not “https:”."),
        ("DATABASE_URL", "mysql://u:p@h/d", "REMBUK_DATABASE_URL must begin with sqlite:/// or postgresql://."),
        ("MAIL_URL", "mail.example", "REMBUK_MAIL_URL must begin with dir:, smtp:// or smtps://."),
        ("SECRET_KEY", "short", "REMBUK_SECRET_KEY needs at least 32 characters; leave it empty to have one made."),
        ("TICK_SECONDS", "often", "REMBUK_TICK_SECONDS must be a number, not “often”."),
        ("MAIL_CONNECTIONS", "2.5", "REMBUK_MAIL_CONNECTIONS must be a number, not “2.5”."),
        ("MAIL_CONNECTIONS", "0", "REMBUK_MAIL_CONNECTIONS must be more than 0."),
        ("TICK_SECONDS", "0", "REMBUK_TICK_SECONDS must be more than 0."),
        ("TICK_SECONDS", "nan", "REMBUK_TICK_SECONDS must be more than 0."),
        ("TICK_SECONDS", "inf", "REMBUK_TICK_SECONDS must be more than 0."),
        ("SETTLE_SECONDS", "-1", "REMBUK_SETTLE_SECONDS must not be below 0."),
        ("MAIL_PER_SECOND", "-1", "REMBUK_MAIL_PER_SECOND must not be below 0."),
        ("BBB_URL", "https://bbb.example/bigbluebutton", "REMBUK_BBB_SECRET is missing."),
        ("ZOOM_CLIENT_ID", "x", "REMBUK_ZOOM_ACCOUNT_ID is missing."),
        ("JITSI_URL", "meet.example", "REMBUK_JITSI_URL must begin with http:// or https://, not “meet.example”."),
        ("ZOOM_PLACES", "perhaps", "REMBUK_ZOOM_PLACES must be one of no, yes."),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(name: str, value: str, said: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({"REMBUK_SECRET_KEY": KEY, f"REMBUK_{name}": value})

    assert str(caught.value) == said

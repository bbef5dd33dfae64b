"""The files that a stranger starts from: what they name exists, and the units say what they promise.

Docker and a running systemd are no machines of these tests: images and containers are not tried here.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from foundation.settings import PREFIX, Settings
from notifications.commands import parser
from tests.machines.program import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
UNITS = sorted(DEPLOY.glob("*.service"))
FILES = [ROOT / "compose.yaml", ROOT / "README.md", *sorted(DEPLOY.iterdir())]
OF_THE_TESTS = {"HISTORIES"}
EXPOSURE = 20
"""Of 100, as systemd counts: below it a service is called well protected."""


def lines_of(unit: Path) -> list[tuple[str, str]]:
    return re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE)


def commands() -> Iterator[list[str]]:
    """What follows main.py, wherever it is called."""
    yield COMPOSE["rembuk"]["command"]
    for unit in UNITS:
        for called in re.findall(r"main\.py ([^'\n]+)", unit.read_text()):
            yield shlex.split(re.sub(r"\$\(.+?\)", "2027-02-24", called).replace("%i", "8000"))
    for called in re.findall(r"main\.py ([a-z][^`\n]*)",
                             (ROOT / "README.md").read_text()):  # fmt: skip
        yield shlex.split(called.partition("  #")[0])


def test_every_setting_that_is_named_exists() -> None:
    named = {name.lower() for file in FILES for name in re.findall(rf"{PREFIX}([A-Z_]+)", file.read_text())}

    assert named - {name.lower() for name in OF_THE_TESTS} - Settings.__dataclass_fields__.keys() == set()
    assert {"database_url", "base_url", "secret_key", "trusted_proxies"} < named


def test_every_command_that_is_named_exists() -> None:
    understood = {parser().parse_args(command).command for command in commands()}

    assert {"serve", "backup", "copy"} <= understood


def test_the_proxy_that_is_trusted_is_the_one_that_asks() -> None:
    trusted = COMPOSE["rembuk"]["environment"]["REMBUK_TRUSTED_PROXIES"]

    assert trusted == COMPOSE["proxy"]["networks"]["default"]["ipv4_address"]
    assert "ports" not in COMPOSE["rembuk"], "who is let in beside the proxy"


def test_the_image_has_the_tools_of_the_lock_file() -> None:
    made, image = ((ROOT / name).read_text() for name in ("Makefile", "Dockerfile"))

    [version] = re.findall(r"^UV_VERSION := (\S+)$", made, re.MULTILINE)

    assert f"uv=={version}\n" in image
    assert "uv sync --frozen" in image


def test_no_package_of_the_product_stays_out_of_the_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text().split()

    packages = {init.parent.name for init in ROOT.glob("*/__init__.py")}
    assert packages & set(left_out) == {"benchmarks", "tests"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_do_little_and_keeps_its_secrets(unit: Path) -> None:
    said = dict(lines_of(unit))

    wanted: dict[str, Any] = {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "UMask": "0077", "StateDirectoryMode": "0700",
        "EnvironmentFile": "/etc/rembuk/rembuk.env", "User": "rembuk",
    }  # fmt: skip
    assert {name: said.get(name) for name in wanted} == wanted


def test_a_stopped_service_has_the_time_a_mail_server_may_take() -> None:
    [unit] = [dict(lines_of(unit)) for unit in UNITS if "@" in unit.name]

    assert (unit["TimeoutStopSec"], COMPOSE["rembuk"]["stop_grace_period"]) == ("11min", "11m")


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    assert program is not None, "make machines installs systemd, whose programs read units without running them"
    for unit in DEPLOY.glob("rembuk*.*er*"):
        here = unit.read_text().replace("/opt/rembuk/.venv/bin/python", "/bin/sh").replace("/opt/rembuk", str(ROOT))
        (tmp_path / unit.name.replace("@", "@8000")).write_text(here)

    names = sorted(map(str, tmp_path.iterdir()))
    services = [name for name in names if name.endswith(".service")]
    assert said_by(program, "verify", *names) == (0, "")
    assert [said_by(program, "security", "--offline=yes", f"--threshold={EXPOSURE}", name)[0] for name in services] == [
        0, 0,
    ]  # fmt: skip


def said_by(program: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr

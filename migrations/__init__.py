"""The schema, version by version. Run at start, under a lock, all in one transaction (decisions/0002)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

LOCK = 7_236_285
"""Any number, the same in every process: one migrates, the others wait."""
VERSIONS = Path(__file__).parent / "versions"


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def newest() -> str | None:
    """The number of the last version, which files are named by; None while there is none."""
    numbers = sorted(file.name.split("_")[0] for file in VERSIONS.glob("[0-9]*.py"))
    return numbers[-1] if numbers else None


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version. When it is there already this is one query."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if newest() == MigrationContext.configure(connection).get_current_revision():
            return
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

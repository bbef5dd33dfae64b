"""The schema, version by version. Run at start, under a lock, all in one transaction (decisions/0002)."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:  # alembic takes 200 ms to import: only who migrates waits for it
    from alembic.config import Config

LOCK = 7_236_285
"""Any number, the same in every process: one migrates, the others wait."""
VERSIONS = Path(__file__).parent / "versions"


def configuration() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def newest() -> str | None:
    """The number of the last version, which files are named by; None while there is none."""
    numbers = sorted(file.name.split("_")[0] for file in VERSIONS.glob("[0-9]*.py"))
    return numbers[-1] if numbers else None


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version. When it is there already these are two queries."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if newest() == _present(connection):
            return
        from alembic import command

        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()

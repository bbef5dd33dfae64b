"""The schema, version by version. Run at start, under a lock, all in one transaction (decisions/0002)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

LOCK = 7_236_285
"""Any number, the same in every process: one migrates, the others wait."""


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version. When it is there already this is one query."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

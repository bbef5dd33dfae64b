"""`python -m migrations "what changes"` writes a draft of the next version from the models. Read it before you keep it:
CHECKs, words of enums and lengths are not compared, and tests/test_migrations.py will say what is missing."""

import sys
import tempfile

from alembic import command

import main  # noqa: F401  the models of every floor
from foundation.database import Database
from migrations import VERSIONS, configuration

with tempfile.TemporaryDirectory() as directory:
    database = Database(f"sqlite:///{directory}/draft.db", secret_key="x" * 32)
    database.migrate()
    config = configuration()
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=" ".join(sys.argv[1:]), autogenerate=True, rev_id=number)

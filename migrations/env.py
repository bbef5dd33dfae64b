"""Alembic's entry: uses the connection that `migrations.upgrade` holds, and its transaction."""

from alembic import context
from sqlmodel import SQLModel

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
context.run_migrations()

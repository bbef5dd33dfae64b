"""Alembic's entry: uses the connection that `migrations.upgrade` holds, and its transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import AutoString, SQLModel

from foundation.database import Instant, WallTime


def plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write types of ours as those of SQLAlchemy: an old version must not change when a class of ours does."""
    if kind == "type" and isinstance(item, Instant | WallTime):
        return f"sa.DateTime(timezone={isinstance(item, Instant)})"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, sa.Enum):
        words = ", ".join(repr(word) for word in item.enums)
        return f"sa.Enum({words}, name={item.name!r}, native_enum=False, create_constraint=True, length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_item=plain
)
context.run_migrations()

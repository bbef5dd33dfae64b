"""Personal links that lead elsewhere since two people were found to be one: prints of old and of new links."""

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col

from foundation.links import hashed


class MovedLink(SQLModel, table=True):
    """A link that was passed on long ago still opens a page."""

    old_hash: str = Field(primary_key=True, max_length=64)
    new_hash: str = Field(max_length=64, index=True)


def move_link(session: Session, old_hash: str, new_hash: str) -> None:
    """From now on the old link leads where the new one does, and so do all that led to the old one."""
    if old_hash == new_hash:
        return
    earlier = update(MovedLink).where(col(MovedLink.new_hash) == old_hash).values(new_hash=new_hash)
    session.execute(earlier, execution_options={"synchronize_session": False})
    session.add(MovedLink(old_hash=old_hash, new_hash=new_hash))
    session.flush()


def moved_to(session: Session, token: str) -> str | None:
    """The print of the link that this one leads to; None when it was never moved."""
    found = session.get(MovedLink, hashed(token))
    return None if found is None else found.new_hash

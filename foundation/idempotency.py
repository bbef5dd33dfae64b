"""`Idempotency-Key`: a program that asks twice, because the line broke, is answered as the first time."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from foundation.database import Instant


class KeptAnswer(SQLModel, table=True):
    """The answer to a writing call of the API, by the token's owner and the key they chose."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    key_hash: str = Field(primary_key=True, max_length=64)
    request_hash: str = Field(max_length=64)
    """Method, path and body: the same key for something else is refused."""
    status: int
    body: str
    at: datetime = Field(sa_type=Instant, index=True)

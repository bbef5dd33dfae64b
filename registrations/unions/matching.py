"""Whose member somebody is: by the directory of the office where it knows the name, else by the name itself."""

from sqlmodel import Session

from registrations.unions.naming import key_of


def is_of(session: Session, series_id: int, union: str, other: str) -> bool:
    """Whether a member of `union` is one of `other`."""
    key = key_of(union)
    return key != "" and key == key_of(other)

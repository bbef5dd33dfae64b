"""The visitor of the pages of this room."""

from tests.browsing import visitor

__all__ = ["visitor"]

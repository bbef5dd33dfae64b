"""The visitor of the pages of this floor."""

from tests.browsing import visitor

__all__ = ["visitor"]

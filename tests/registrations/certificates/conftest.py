"""The visitor of the pages about certificates."""

from tests.browsing import visitor

__all__ = ["visitor"]

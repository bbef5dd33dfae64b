"""The visitor of the pages about attendance."""

from tests.browsing import visitor

__all__ = ["visitor"]

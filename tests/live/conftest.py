"""The visitor of the live views."""

from tests.browsing import visitor

__all__ = ["visitor"]

"""The visitor of the pages of coordinators."""

from tests.browsing import visitor

__all__ = ["visitor"]

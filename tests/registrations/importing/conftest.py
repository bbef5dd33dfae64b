"""The visitor of the pages of lists that come as files."""

from tests.browsing import visitor

__all__ = ["visitor"]

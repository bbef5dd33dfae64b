"""The visitor of the pages with the letter for an employer."""

from tests.browsing import visitor

__all__ = ["visitor"]

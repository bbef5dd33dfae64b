"""The visitor of pages that are passed on."""

from tests.browsing import visitor

__all__ = ["visitor"]

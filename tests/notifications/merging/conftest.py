"""The visitor of these pages."""

from tests.browsing import visitor

__all__ = ["visitor"]

"""The visitor of the pages about evaluation."""

from tests.browsing import visitor

__all__ = ["visitor"]

"""Ana, whose calendar answers."""

from tests.notifications.replies.props import ana

__all__ = ["ana"]

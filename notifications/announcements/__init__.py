"""Announcements: what an organiser writes to some of those who have to do with a discussion (decisions/0022)."""

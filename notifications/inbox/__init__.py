"""The ways in for what comes back: a mailbox that we read, and a door that a mail server knocks at."""

LARGEST = 1_000_000
"""Bytes of a message that is looked into (calendar.md, Replies)."""

"""The ways in for what comes back: a mailbox that we read, and a door that a mail server knocks at."""

"""What participants thought of a discussion, without a name (decisions/0042)."""

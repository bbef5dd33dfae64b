"""Who must hear what: messages derived from the state of the floors below."""

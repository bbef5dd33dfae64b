"""Between a request and a yes: another time, a no with words, somebody else instead, the board of answers."""

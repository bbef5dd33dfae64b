"""The machines the tests drive: a PostgreSQL server and a browser, both real."""


class Missing(RuntimeError):
    """A machine that must be there is not. The tests stop with this sentence; nothing is skipped."""

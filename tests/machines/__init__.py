"""The machines the tests drive: a database server, mail servers and a browser, all real."""


class Missing(RuntimeError):
    """A machine that must be there is not. The tests stop with this sentence; nothing is skipped."""

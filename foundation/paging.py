"""Which pages of a long list are offered: its ends and what lies around the open one, however many there are."""

AROUND = 1


def pages_offered(in_all: int, page: int) -> list[int | None]:
    """Numbers from 1, in order; None stands where some are left out. Empty when there is only one page."""
    if in_all < 2:
        return []
    near = range(page - AROUND, page + AROUND + 1)
    offered: list[int | None] = []
    for number in sorted({1, in_all, *(number for number in near if 1 <= number <= in_all)}):
        last = offered[-1] if offered else None
        if last is not None and number > last + 1:
            offered.append(None)
        offered.append(number)
    return offered

"""Lists that come as files: read within limits, their columns recognised, row by row brought in (decisions/0033)."""

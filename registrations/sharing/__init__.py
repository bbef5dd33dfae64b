"""Links that say where they were passed on, so that organisers see which way brings people (decisions/0035)."""

"""Two rows that are one person, made one by an organiser (decisions/0057)."""

"""A letter that a member may show their employer, made when they ask for it and given to nobody else."""

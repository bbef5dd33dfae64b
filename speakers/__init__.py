"""Who chairs, speaks and observes: people asked to take a role, and their answers."""

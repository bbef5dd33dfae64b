"""Questions that the organisers of a series ask beside those of the registration form."""

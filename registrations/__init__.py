"""Who takes part: registrations, seats, the waiting list, visits."""

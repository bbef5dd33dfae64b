"""Who gets a seat: when registration is open, who is asked first, places held for unions, seats that are offered."""

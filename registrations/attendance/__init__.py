"""Who was there: check-ins, reports of the room, one line per person, and the rule of the series."""

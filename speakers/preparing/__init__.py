"""What a speaker prepares: slides, biography and photo, consent to record, a phone for the day, a rehearsal."""

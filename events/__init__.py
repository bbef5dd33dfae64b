"""What takes place, and when: series, discussions, their agendas and calendars."""

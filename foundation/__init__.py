"""The ground floor: settings, database, people, sign-in, pages, languages. Knows nothing of webinars."""

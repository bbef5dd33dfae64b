"""What people may decide about their data, and what is kept of it: consents, corrections, retention, who looked."""

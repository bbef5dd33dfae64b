"""What a donor is told: numbers, and of no group under five."""

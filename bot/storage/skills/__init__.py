"""Storage of self-checks, ratings, goals and pauses."""

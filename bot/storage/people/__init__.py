"""Storage of people."""

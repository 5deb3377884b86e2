"""Storage of campaigns."""

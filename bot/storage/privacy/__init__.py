"""Storage of what is kept about people as a whole: erasure."""

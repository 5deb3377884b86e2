"""Charts: facts become a PNG."""

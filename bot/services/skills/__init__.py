"""Use cases of digital skills: the self-check."""

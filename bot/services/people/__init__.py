"""Use cases of people: join, and link channels."""

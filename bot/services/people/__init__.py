"""Use cases of people: join, link channels."""

"""Use cases of privacy: requests about a person's data, and erasures that wait a day."""

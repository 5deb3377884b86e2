"""Storage of the outbox."""
